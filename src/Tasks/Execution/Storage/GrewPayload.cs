using System.Buffers.Binary;
using System.Text;

namespace TaskGraph.Execution.Storage;

/// <summary>What a node has added as bytes: how many bytes their names take, each name as its length and UTF-8, and the node's own name in UTF-8.</summary>
internal static class GrewPayload
{
    private const int Fixed = sizeof(int);

    /// <summary>All but the node's own name; empty if that is too much for a record.</summary>
    public static byte[] Write(IReadOnlyCollection<string> children)
    {
        long length = Fixed;
        foreach (string child in children)
            length += Fixed + Encoding.UTF8.GetByteCount(child);
        if (length > JournalFormat.MaxPayload / 2)
            return [];
        byte[] bytes = new byte[length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length - Fixed);
        int at = Fixed;
        foreach (string child in children)
        {
            int written = Encoding.UTF8.GetBytes(child, bytes.AsSpan(at + Fixed));
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), written);
            at += Fixed + written;
        }

        return bytes;
    }

    /// <summary>True if the lengths fit together; then the other members cannot fail.</summary>
    public static bool IsSound(ReadOnlySpan<byte> payload)
    {
        if (!TryTake(ref payload, out ReadOnlySpan<byte> names))
            return false;
        while (names.Length > 0)
        {
            if (!TryTake(ref names, out _))
                return false;
        }

        return true;
    }

    /// <summary>The node's own name in a sound record, as UTF-8.</summary>
    public static ReadOnlySpan<byte> ReadName(ReadOnlySpan<byte> payload)
    {
        TryTake(ref payload, out _);
        return payload;
    }

    /// <summary>The names of what it added, of a sound record.</summary>
    public static List<string> Read(ReadOnlySpan<byte> payload)
    {
        TryTake(ref payload, out ReadOnlySpan<byte> names);
        var children = new List<string>();
        while (TryTake(ref names, out ReadOnlySpan<byte> name))
            children.Add(Encoding.UTF8.GetString(name));
        return children;
    }

    // A length, and that many bytes.
    private static bool TryTake(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (bytes.Length < Fixed || BinaryPrimitives.ReadInt32LittleEndian(bytes) is var length && (length < 0 || length > bytes.Length - Fixed))
            return false;
        taken = bytes.Slice(Fixed, length);
        bytes = bytes[(Fixed + length)..];
        return true;
    }
}
