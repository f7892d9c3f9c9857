using System.Net;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary>Bytes to send that are all in memory; piece by piece, since a single write may wait no longer than for a single sign of life.</summary>
internal sealed class HttpCacheBytes(ReadOnlyMemory<byte> bytes) : HttpContent
{
    private const int Piece = 64 * 1024;

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        for (ReadOnlySpan<byte> left = bytes.Span; left.Length > 0; left = left[Math.Min(Piece, left.Length)..])
            stream.Write(left[..Math.Min(Piece, left.Length)]);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new NotSupportedException();

    protected override bool TryComputeLength(out long length)
    {
        length = bytes.Length;
        return true;
    }
}
