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
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Digest Of(SafeFileHandle file, CancellationToken cancellation = default)
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
            {
                hash.AppendData(large, 0, read);
                cancellation.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            // Also empties it, so that a read that failed leaves nothing for the next file.
            hash.GetHashAndReset(result);
            ArrayPool<byte>.Shared.Return(large);
        }

        return new Digest(result);
    }

    /// <summary>The digest of a file; false if it has to be opened as .NET does.</summary>
    /// <param name="path">Absolute path in UTF-8, with a zero byte at the end.</param>
    /// <param name="digest">Its digest.</param>
    public static bool TryOf(ReadOnlySpan<byte> path, out Digest digest)
    {
        digest = default;
        if (!PosixFile.TryOpen(path, out PosixFile file))
            return false;
        using (file)
        {
            byte[] small = _smallBuffer ??= new byte[Small];
            int used = 0, read;
            while ((read = file.Read(small.AsSpan(used))) > 0 && (used += read) < small.Length)
            {
            }

            // A large one is worth what opening costs.
            if (read != 0)
                return false;
            digest = Digest.Of(small.AsSpan(0, used));
            return true;
        }
    }

    private static int Fill(SafeFileHandle file, byte[] buffer)
    {
        int used = 0;
        for (int read; used < buffer.Length && (read = RandomAccess.Read(file, buffer.AsSpan(used), used)) > 0;)
            used += read;
        return used;
    }
}
