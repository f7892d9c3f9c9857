using System.Net.Sockets;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary>
/// A connection to a remote cache. What waits in it for bytes ends when its thread's <see cref="Ending"/> is cancelled: once the head of an answer is there, HttpClient can end a read alone that is waited for by nobody, and such a read
/// needs a thread of the pool to go on.
/// </summary>
internal sealed class HttpCacheStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    [ThreadStatic]
    private static CancellationToken _ending;

    /// <summary>What ends the reads and writes of this thread.</summary>
    public static CancellationToken Ending
    {
        get => _ending;
        set => _ending = value;
    }

    /// <summary>Connects, by all addresses that the host has.</summary>
    /// <param name="to">The host's name and port.</param>
    /// <param name="silence">How long a read or a write may wait.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async ValueTask<Stream> ConnectAsync(System.Net.DnsEndPoint to, TimeSpan silence, CancellationToken cancellation)
    {
        int milliseconds = (int)silence.TotalMilliseconds;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = milliseconds, SendTimeout = milliseconds };
        try
        {
            await socket.ConnectAsync(to, cancellation).ConfigureAwait(false);
            return new HttpCacheStream(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        using CancellationTokenRegistration closing = Closing();
        try
        {
            return Socket.Receive(buffer, SocketFlags.None);
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        using CancellationTokenRegistration closing = Closing();
        try
        {
            while (buffer.Length > 0)
                buffer = buffer[Socket.Send(buffer, SocketFlags.None)..];
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    private CancellationTokenRegistration Closing() => _ending.UnsafeRegister(static stream => ((HttpCacheStream)stream!).Socket.Dispose(), this);
}
