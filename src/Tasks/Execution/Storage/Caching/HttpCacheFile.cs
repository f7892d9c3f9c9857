using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using TaskGraph.Model;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary>A large file to send, hashed as it is sent. Its last piece is held back until the hash is known to be right: of a file that changes the server gets no whole request, and keeps nothing.</summary>
internal sealed class HttpCacheFile(SafeFileHandle file, Digest digest, long size) : HttpContent
{
    private const int Piece = 64 * 1024;

    /// <summary>Some bytes of a file; 0 at its end.</summary>
    /// <exception cref="HttpCacheFileTrouble">It cannot be read.</exception>
    public static int Read(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        try
        {
            return RandomAccess.Read(file, buffer, offset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HttpCacheFileTrouble(e);
        }
    }

    /// <exception cref="HttpCacheFileTrouble">The file is another, or cannot be read.</exception>
    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] held = ArrayPool<byte>.Shared.Rent(Piece), next = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            int length = 0;
            for (long offset = 0; ;)
            {
                int read = Read(file, next.AsSpan(0, Piece), offset);
                offset += read;
                if (offset > size || (read == 0 && offset < size))
                    throw new HttpCacheFileTrouble();
                if (read == 0)
                    break;
                hash.AppendData(next, 0, read);
                stream.Write(held, 0, length);
                (held, next, length) = (next, held, read);
            }

            Span<byte> found = stackalloc byte[Digest.Length];
            hash.GetHashAndReset(found);
            if (new Digest(found) != digest)
                throw new HttpCacheFileTrouble();
            stream.Write(held, 0, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(held);
            ArrayPool<byte>.Shared.Return(next);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new NotSupportedException();

    protected override bool TryComputeLength(out long length)
    {
        length = size;
        return true;
    }
}
