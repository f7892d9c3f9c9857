using System.Net.Sockets;
using System.Text;

namespace TaskGraph.Execution.Tests.Fuzzing;

/// <summary>A client that does what the protocol says, one thing after the other.</summary>
internal sealed class GoodClient : IDisposable
{
    private readonly Socket _socket;
    private readonly StreamReader _lines;
    private int _added;

    /// <summary>Connects, and is greeted.</summary>
    public GoodClient(ListeningBuild build, int node)
    {
        _socket = build.Connect(node);
        _lines = new StreamReader(new NetworkStream(_socket), new UTF8Encoding(false));
        Ask($$"""{"hello": 1, "node": "p{{node}}", "token": "{{build.TokenOf(node)}}"}""");
        Assert.Contains("\"hello\"", _lines.ReadLine()!);
    }

    /// <summary>Adds a node and waits for it.</summary>
    public void AddAndWait()
    {
        string name = $"good{++_added}";
        Ask($$"""{"add": [{"Name": "{{name}}", "Command": "x"}], "id": {{2 * _added}}}""");
        Ask($$"""{"wait": ["{{name}}"], "id": {{(2 * _added) + 1}}}""");
        var heard = new StringBuilder();
        for (string? line = ""; line is not null && !line.StartsWith($$"""{"id": {{(2 * _added) + 1}},""", StringComparison.Ordinal); line = _lines.ReadLine())
            heard.AppendLine(line);
        Assert.Contains($"\"ended\": \"{name}\", \"outcome\": \"Executed\"", heard.ToString());
    }

    public void Dispose()
    {
        _lines.Dispose();
        _socket.Dispose();
    }

    private void Ask(string line) => _socket.Send(Encoding.UTF8.GetBytes(line + "\n"));
}
