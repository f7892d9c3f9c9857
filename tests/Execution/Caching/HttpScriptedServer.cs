using System.Net;
using System.Net.Sockets;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>A server on loopback that does to each request what the test says, be it HTTP or not. Threads of its own; no connection outlives it.</summary>
internal sealed class HttpScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Action<HttpScriptedRequest> _answer;
    private readonly List<TcpClient> _open = [];
    private readonly List<HttpScriptedRequest> _requests = [];
    private int _connections;
    private bool _disposed;

    public HttpScriptedServer(Action<HttpScriptedRequest> answer)
    {
        _answer = answer;
        _listener.Start();
        new Thread(Accept) { IsBackground = true, Name = "scripted-server" }.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Address => new($"http://127.0.0.1:{Port}/");

    /// <summary>How many connections were made to it.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>What came so far, oldest first.</summary>
    public IReadOnlyList<HttpScriptedRequest> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    public void Dispose()
    {
        lock (_open)
        {
            _disposed = true;
            _listener.Stop();
            foreach (TcpClient client in _open)
                client.Dispose();
        }
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                TcpClient client = _listener.AcceptTcpClient();
                Interlocked.Increment(ref _connections);
                Stream stream;
                lock (_open)
                {
                    if (_disposed)
                    {
                        client.Dispose();
                        return;
                    }

                    _open.Add(client);
                    client.NoDelay = true;
                    // Of a client that is disposed of there is none to be had.
                    stream = new BufferedStream(client.GetStream());
                }

                new Thread(() => Serve(client, stream)) { IsBackground = true, Name = "scripted-connection" }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }

    private void Serve(TcpClient client, Stream stream)
    {
        try
        {
            while (HttpScriptedRequest.Read(client, stream) is { } request)
            {
                lock (_requests)
                    _requests.Add(request);
                _answer(request);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException or NotSupportedException)
        {
        }
        finally
        {
            client.Dispose();
        }
    }
}
