using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using TaskGraph.Model;

namespace TaskGraph.Execution.Storage;

/// <summary>SHA-256 of files, with what it needs kept for each thread.</summary>
internal static class FileHash
{
    private const int Small = 32 * 1024;
    private const int Piece = 256 * 1024;

    [ThreadStatic]
    private static byte[]? _smallBuffer;

    [ThreadStatic]
    private static IncrementalHash? _hash;

    /// <summary>The digest of an open file.</summary>
    public static Digest Of(SafeFileHandle file)
    {
        byte[] small = _smallBuffer ??= new byte[Small];
        int used = Fill(file, small);
        if (used < small.Length)
            return Digest.Of(small.AsSpan(0, used));

        IncrementalHash hash = _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] large = ArrayPool<byte>.Shared.Rent(Piece);
        Span<byte> result = stackalloc byte[Digest.Length];
        try
        {
            hash.AppendData(small);
            long offset = used;
            for (int read; (read = RandomAccess.Read(file, large, offset)) > 0; offset += read)
                hash.AppendData(large, 0, read);
        }
        finally
        {
            // Also empties it, so that a read that failed leaves nothing for the next file.
            hash.GetHashAndReset(result);
            ArrayPool<byte>.Shared.Return(large);
        }

        return new Digest(result);
    }

    private static int Fill(SafeFileHandle file, byte[] buffer)
    {
        int used = 0;
        for (int read; used < buffer.Length && (read = RandomAccess.Read(file, buffer.AsSpan(used), used)) > 0;)
            used += read;
        return used;
    }
}
