using System.Buffers.Binary;

namespace TaskGraph.Execution.Storage;

/// <summary>The end of a run without success as bytes: how many files it left, their numbers, and the name in UTF-8.</summary>
internal static class EndedPayload
{
    private const int Fixed = sizeof(int);

    /// <summary>Bytes before the name.</summary>
    public static long LengthWithoutName(int[] left) => Fixed + ((long)left.Length * sizeof(int));

    /// <summary>Writes all but the name.</summary>
    public static void Write(int[] left, ReadOnlySpan<int> numbers, Span<byte> to)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to, left.Length);
        PathNumbers.Write(left, numbers, to[Fixed..]);
    }

    /// <summary>True if the lengths fit together; then the other members cannot fail.</summary>
    public static bool IsSound(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < Fixed)
            return false;
        int left = BinaryPrimitives.ReadInt32LittleEndian(payload);
        return left >= 0 && payload.Length >= Fixed + ((long)left * sizeof(int));
    }

    /// <summary>The name in a sound record, as UTF-8.</summary>
    public static ReadOnlySpan<byte> ReadName(ReadOnlySpan<byte> payload) =>
        payload[(Fixed + (BinaryPrimitives.ReadInt32LittleEndian(payload) * sizeof(int)))..];

    /// <summary>What the run left, as numbers of the path table; none if the file does not explain one of them, since then it is not sure what is the node's.</summary>
    public static int[] Read(ReadOnlySpan<byte> payload, ReadOnlySpan<int> paths)
    {
        int[] left = new int[BinaryPrimitives.ReadInt32LittleEndian(payload)];
        return PathNumbers.TryRead(payload[Fixed..], paths, left) ? left : [];
    }
}
