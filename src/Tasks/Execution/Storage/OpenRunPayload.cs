using System.Buffers.Binary;
using TaskGraph.Model;

namespace TaskGraph.Execution.Storage;

/// <summary>What is about to start as bytes: its definition, two counts, the numbers of the paths counted, and the name in UTF-8.</summary>
internal static class OpenRunPayload
{
    private const int Declared = Digest.Length, Found = Declared + sizeof(int), Fixed = Found + sizeof(int);

    /// <summary>Bytes before the name.</summary>
    public static long LengthWithoutName(OpenRun run) => Fixed + (((long)run.Declared.Length + run.Found.Length) * sizeof(int));

    /// <summary>Writes all but the name.</summary>
    public static void Write(OpenRun run, ReadOnlySpan<int> numbers, Span<byte> to)
    {
        run.Definition.CopyTo(to);
        BinaryPrimitives.WriteInt32LittleEndian(to[Declared..], run.Declared.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to[Found..], run.Found.Length);
        to = to[Fixed..];
        PathNumbers.Write(run.Declared, numbers, to);
        PathNumbers.Write(run.Found, numbers, to[(run.Declared.Length * sizeof(int))..]);
    }

    /// <summary>True if the lengths fit together; then the other members cannot fail.</summary>
    public static bool IsSound(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < Fixed)
            return false;
        int declared = BinaryPrimitives.ReadInt32LittleEndian(payload[Declared..]);
        int found = BinaryPrimitives.ReadInt32LittleEndian(payload[Found..]);
        return declared >= 0 && found >= 0 && payload.Length >= Fixed + (((long)declared + found) * sizeof(int));
    }

    /// <summary>The name in a sound record, as UTF-8.</summary>
    public static ReadOnlySpan<byte> ReadName(ReadOnlySpan<byte> payload)
    {
        int declared = BinaryPrimitives.ReadInt32LittleEndian(payload[Declared..]);
        int found = BinaryPrimitives.ReadInt32LittleEndian(payload[Found..]);
        return payload[(Fixed + ((declared + found) * sizeof(int)))..];
    }

    /// <summary>The run, its paths as numbers of the path table. If the file does not explain one of them, no output is named: better too little is cleared away than what is somebody's own.</summary>
    public static OpenRun Read(ReadOnlySpan<byte> payload, ReadOnlySpan<int> paths)
    {
        var definition = new Digest(payload);
        int[] declared = new int[BinaryPrimitives.ReadInt32LittleEndian(payload[Declared..])];
        int[] found = new int[BinaryPrimitives.ReadInt32LittleEndian(payload[Found..])];
        ReadOnlySpan<byte> rest = payload[Fixed..];
        bool known = PathNumbers.TryRead(rest, paths, declared) && PathNumbers.TryRead(rest[(declared.Length * sizeof(int))..], paths, found);
        return known ? new OpenRun(definition, declared, found) : new OpenRun(definition, [], []);
    }
}
