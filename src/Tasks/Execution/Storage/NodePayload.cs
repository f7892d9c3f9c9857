using System.Buffers.Binary;
using TaskGraph.Model;

namespace TaskGraph.Execution.Storage;

/// <summary>A node's record as bytes: numbers and digests at fixed places, then outputs, discovered inputs, and the name in UTF-8.</summary>
internal static class NodePayload
{
    private const int EndedAt = 64, TraceOffset = 72, TraceLength = 80, Duration = 84, Outputs = 88, Discovered = 92, Extras = 96, Fixed = 100;
    private const int OutputLength = sizeof(int) + Digest.Length + sizeof(OutputMarks);

    /// <summary>Bytes before the name.</summary>
    public static long LengthWithoutName(NodeRecord record, ReadOnlySpan<byte> extras) =>
        Fixed + ((long)record.Outputs.Length * OutputLength) + ((long)record.Discovered.Length * sizeof(int)) + extras.Length;

    /// <summary>Writes all but the name.</summary>
    public static void Write(NodeRecord record, ReadOnlySpan<byte> extras, ReadOnlySpan<int> numbers, Span<byte> to)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to[Extras..], extras.Length);
        record.Definition.CopyTo(to);
        record.Fingerprint.CopyTo(to[Digest.Length..]);
        BinaryPrimitives.WriteInt64LittleEndian(to[EndedAt..], record.EndedAt);
        BinaryPrimitives.WriteInt64LittleEndian(to[TraceOffset..], record.TraceOffset);
        BinaryPrimitives.WriteInt32LittleEndian(to[TraceLength..], record.TraceLength);
        BinaryPrimitives.WriteInt32LittleEndian(to[Duration..], record.Duration);
        BinaryPrimitives.WriteInt32LittleEndian(to[Outputs..], record.Outputs.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to[Discovered..], record.Discovered.Length);
        to = to[Fixed..];
        foreach (RecordedOutput output in record.Outputs)
        {
            BinaryPrimitives.WriteInt32LittleEndian(to, numbers[output.Path]);
            output.Digest.CopyTo(to[sizeof(int)..]);
            to[OutputLength - 1] = (byte)output.Marks;
            to = to[OutputLength..];
        }

        foreach (int path in record.Discovered)
        {
            BinaryPrimitives.WriteInt32LittleEndian(to, numbers[path]);
            to = to[sizeof(int)..];
        }

        extras.CopyTo(to);
    }

    /// <summary>True if the lengths fit together and every path it refers to is known; then <see cref="Read"/> cannot fail.</summary>
    public static bool IsSound(ReadOnlySpan<byte> payload, ReadOnlySpan<int> paths)
    {
        if (payload.Length < Fixed)
            return false;
        int outputs = BinaryPrimitives.ReadInt32LittleEndian(payload[Outputs..]);
        int discovered = BinaryPrimitives.ReadInt32LittleEndian(payload[Discovered..]);
        int extras = BinaryPrimitives.ReadInt32LittleEndian(payload[Extras..]);
        if (outputs < 0 || discovered < 0 || extras < 0 || BinaryPrimitives.ReadInt32LittleEndian(payload[TraceLength..]) < 0)
            return false;
        if (payload.Length < Fixed + ((long)outputs * OutputLength) + ((long)discovered * sizeof(int)) + extras)
            return false;

        ReadOnlySpan<byte> rest = payload[Fixed..];
        for (int i = 0; i < outputs; i++, rest = rest[OutputLength..])
        {
            if (!IsKnown(rest, paths))
                return false;
        }

        for (int i = 0; i < discovered; i++, rest = rest[sizeof(int)..])
        {
            if (!IsKnown(rest, paths))
                return false;
        }

        return extras == 0 || RecordExtras.TryRead(rest[..extras], out _, out _, out _, out _, out _);
    }

    /// <summary>The definition of a sound record.</summary>
    public static Digest ReadDefinition(ReadOnlySpan<byte> payload) => new(payload);

    /// <summary>Where the trace of a sound record is, and how many bytes.</summary>
    public static (long Offset, int Length) ReadTrace(ReadOnlySpan<byte> payload) =>
        (BinaryPrimitives.ReadInt64LittleEndian(payload[TraceOffset..]), BinaryPrimitives.ReadInt32LittleEndian(payload[TraceLength..]));

    /// <summary>The name in a sound record, as UTF-8.</summary>
    public static ReadOnlySpan<byte> ReadName(ReadOnlySpan<byte> payload)
    {
        int outputs = BinaryPrimitives.ReadInt32LittleEndian(payload[Outputs..]);
        int discovered = BinaryPrimitives.ReadInt32LittleEndian(payload[Discovered..]);
        int extras = BinaryPrimitives.ReadInt32LittleEndian(payload[Extras..]);
        return payload[(Fixed + (outputs * OutputLength) + (discovered * sizeof(int)) + extras)..];
    }

    /// <summary>A sound record, its paths as numbers of the path table.</summary>
    public static NodeRecord Read(ReadOnlySpan<byte> payload, ReadOnlySpan<int> paths, string name)
    {
        ReadOnlySpan<byte> rest = payload[Fixed..];
        var outputs = new RecordedOutput[BinaryPrimitives.ReadInt32LittleEndian(payload[Outputs..])];
        for (int i = 0; i < outputs.Length; i++, rest = rest[OutputLength..])
            outputs[i] = new RecordedOutput(paths[BinaryPrimitives.ReadInt32LittleEndian(rest)], new Digest(rest[sizeof(int)..]), (OutputMarks)rest[OutputLength - 1]);

        int count = BinaryPrimitives.ReadInt32LittleEndian(payload[Discovered..]);
        int[] discovered = count == 0 ? [] : new int[count];
        for (int i = 0; i < discovered.Length; i++, rest = rest[sizeof(int)..])
            discovered[i] = paths[BinaryPrimitives.ReadInt32LittleEndian(rest)];

        _ = RecordExtras.TryRead(
            rest[..BinaryPrimitives.ReadInt32LittleEndian(payload[Extras..])], out KeyValuePair<string, string>[] results, out RecordedChild[] children, out RecordedRead[] consumed, out string variant, out string[] emptyFolders);
        (long traceOffset, int traceLength) = ReadTrace(payload);
        return new NodeRecord
        {
            Results = results,
            Children = children,
            Consumed = consumed,
            Variant = variant,
            EmptyFolders = emptyFolders,
            Name = name,
            Definition = ReadDefinition(payload),
            Fingerprint = new Digest(payload[Digest.Length..]),
            Duration = BinaryPrimitives.ReadInt32LittleEndian(payload[Duration..]),
            EndedAt = BinaryPrimitives.ReadInt64LittleEndian(payload[EndedAt..]),
            Outputs = outputs,
            Discovered = discovered,
            TraceOffset = traceOffset,
            TraceLength = traceLength,
        };
    }

    private static bool IsKnown(ReadOnlySpan<byte> number, ReadOnlySpan<int> paths)
    {
        int path = BinaryPrimitives.ReadInt32LittleEndian(number);
        return (uint)path < (uint)paths.Length && paths[path] >= 0;
    }
}
