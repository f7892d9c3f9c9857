using System.Collections.Concurrent;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>The least of a server that an HTTP cache needs: it keeps what it is sent, and checks nothing.</summary>
internal sealed class HttpMemoryServer : IDisposable
{
    private readonly HttpScriptedServer _server;

    public HttpMemoryServer() => _server = new HttpScriptedServer(Answer);

    public Uri Address => _server.Address;

    public HttpScriptedServer Server => _server;

    /// <summary>What it has, by path.</summary>
    public ConcurrentDictionary<string, byte[]> Kept { get; } = new();

    public void Dispose() => _server.Dispose();

    /// <summary>Answers as this server does.</summary>
    public void Answer(HttpScriptedRequest request)
    {
        if (request.Method == "PUT")
        {
            if (request.Body() is not { } body)
                return;
            Kept[request.Target] = body;
            request.Answer(201);
        }
        else if (Kept.TryGetValue(request.Target, out byte[]? kept))
        {
            request.Answer(200, kept);
        }
        else
        {
            request.Answer(404);
        }
    }
}
