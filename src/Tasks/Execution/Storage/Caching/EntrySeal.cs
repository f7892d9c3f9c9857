using System.Security.Cryptography;
using TaskGraph.Model;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary>
/// What stands behind an entry in a folder, so that a file that was cut short, damaged or given another name is known without knowing what an entry is: a SHA-256 of the action and the entry. It is written as a field of a message that nobody has (1000,
/// 32 bytes), so that the file is the same message to all who read it.
/// </summary>
internal static class EntrySeal
{
    /// <summary>How long it is.</summary>
    public const int Length = 3 + Digest.Length;

    private static ReadOnlySpan<byte> Start => [0xC2, 0x3E, Digest.Length];

    /// <summary>The bytes of the file.</summary>
    public static byte[] Close(Digest action, byte[] entry)
    {
        byte[] file = new byte[entry.Length + Length];
        entry.CopyTo(file, 0);
        Start.CopyTo(file.AsSpan(entry.Length));
        Hash(action, entry, file.AsSpan(entry.Length + Start.Length));
        return file;
    }

    /// <summary>The entry of a file; null if it is not what was written.</summary>
    public static byte[]? Open(Digest action, ReadOnlySpan<byte> file)
    {
        if (file.Length < Length || !file[^Length..].StartsWith(Start))
            return null;
        ReadOnlySpan<byte> entry = file[..^Length];
        Span<byte> hash = stackalloc byte[Digest.Length];
        Hash(action, entry, hash);
        return hash.SequenceEqual(file[^Digest.Length..]) ? entry.ToArray() : null;
    }

    private static void Hash(Digest action, ReadOnlySpan<byte> entry, Span<byte> into)
    {
        Span<byte> both = stackalloc byte[Digest.Length * 2];
        action.CopyTo(both);
        SHA256.HashData(entry, both[Digest.Length..]);
        SHA256.HashData(both, into);
    }
}
