using System.Buffers.Binary;

namespace TaskGraph.Execution.Storage;

/// <summary>A list of paths in a record: four bytes each, the number that the file has given to the path.</summary>
internal static class PathNumbers
{
    /// <summary>Writes paths by the file's numbers.</summary>
    /// <param name="paths">Numbers in the path table.</param>
    /// <param name="numbers">The file's number of each.</param>
    /// <param name="to">Takes four bytes a path.</param>
    public static void Write(ReadOnlySpan<int> paths, ReadOnlySpan<int> numbers, Span<byte> to)
    {
        for (int i = 0; i < paths.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(to[(i * sizeof(int))..], numbers[paths[i]]);
    }

    /// <summary>Reads as many as there is room for; false if the file does not explain one of them.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> paths, Span<int> to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            int number = BinaryPrimitives.ReadInt32LittleEndian(bytes[(i * sizeof(int))..]);
            if ((uint)number >= (uint)paths.Length || paths[number] < 0)
                return false;
            to[i] = paths[number];
        }

        return true;
    }
}
