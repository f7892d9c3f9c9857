using System.Globalization;
using System.Net.Sockets;
using System.Text;
using TaskGraph.Execution.Executors.Commands;
using TaskGraph.Model;

namespace TaskGraph.Execution.Growth;

/// <summary>One connection: lines come in as requests, answers go out in the order in which they are given, and nobody waits for them to be taken.</summary>
internal sealed class Connection : IClient, IDisposable
{
    private const int MostLineBytes = 16 << 20;

    private readonly Socket _socket;
    private readonly SocketServer _server;
    private readonly IInbox _inbox;
    private readonly int _threads;
    private readonly Lock _sending = new();
    private readonly StringBuilder _pending = new();
    private bool _isSending;
    private bool _closeWhenSent;
    private int _node = -1;

    public Connection(Socket socket, SocketServer server, IInbox inbox, int threads)
    {
        (_socket, _server, _inbox, _threads) = (socket, server, inbox, threads);
    }

    /// <summary>Reads until the other side ends, or sends what cannot be understood.</summary>
    public async Task Read()
    {
        byte[] buffer = new byte[4096];
        int used = 0;
        try
        {
            while (true)
            {
                if (used == buffer.Length)
                {
                    if (used >= MostLineBytes)
                    {
                        Refuse("a line has over 16 MB");
                        break;
                    }

                    Array.Resize(ref buffer, buffer.Length * 2);
                }

                int read = await _socket.ReceiveAsync(buffer.AsMemory(used)).ConfigureAwait(false);
                if (read == 0)
                    break;
                int from = Math.Max(0, used);
                used += read;
                if (!TakeLines(buffer, from, ref used))
                    break;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Gone without a word.
        }

        // An answer to what was refused may still come from the runner, which closes the connection when it is told of the end.
        _server.Forget(this);
        if (_node >= 0)
            _inbox.Post(new RunnerMessage.Asked(_node, new ClientRequest.Left(), this));
        else
            Close();
    }

    /// <inheritdoc/>
    public void Ended(string name, Outcome outcome, int? exitCode, string? error, IReadOnlyList<KeyValuePair<string, string>> results)
    {
        var line = new StringBuilder("{\"ended\": ");
        Json.AppendString(line, name);
        line.Append(", \"outcome\": \"").Append(outcome).Append('"');
        if (exitCode is { } code)
            line.Append(", \"exitCode\": ").Append(code);
        if (error is not null)
        {
            line.Append(", \"error\": ");
            Json.AppendString(line, error);
        }

        line.Append(", \"results\": ").Append(Json.Object(results, null)).Append('}');
        Send(line);
    }

    /// <inheritdoc/>
    public void Go(long? id, bool timedOut) => Send(Answer(id).Append("\"go\": true").Append(timedOut ? ", \"timedOut\": true}" : "}"));

    /// <inheritdoc/>
    public void Results(long? id, IReadOnlyList<KeyValuePair<string, string>> results) => Send(Answer(id).Append("\"results\": ").Append(Json.Object(results, null)).Append('}'));

    /// <inheritdoc/>
    public void Done(long? id) => Send(Answer(id).Append("\"done\": true}"));

    /// <inheritdoc/>
    public void Refuse(long? id, string code, string message)
    {
        StringBuilder line = Answer(id).Append("\"error\": {\"code\": ");
        Json.AppendString(line, code);
        line.Append(", \"message\": ");
        Json.AppendString(line, message);
        Send(line.Append("}}"));
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static StringBuilder Answer(long? id) =>
        id is null ? new StringBuilder("{") : new StringBuilder("{\"id\": ").Append(id.Value.ToString(CultureInfo.InvariantCulture)).Append(", ");

    // False if nothing more is to be read.
    private bool TakeLines(byte[] buffer, int from, ref int used)
    {
        int begin = 0;
        for (int end = Array.IndexOf(buffer, (byte)'\n', from, used - from); end >= 0; end = Array.IndexOf(buffer, (byte)'\n', begin, used - begin))
        {
            ReadOnlySpan<byte> line = buffer.AsSpan(begin, end - begin).Trim(" \t\r"u8);
            begin = end + 1;
            if (line.Length > 0 && !Take(line))
                return false;
        }

        Buffer.BlockCopy(buffer, begin, buffer, 0, used - begin);
        used -= begin;
        return true;
    }

    private bool Take(ReadOnlySpan<byte> line)
    {
        if (_node < 0)
            return Greet(line);
        if (RequestReader.Read(line, out ClientRequest? request) is { } fault)
        {
            Refuse(fault);
            return false;
        }

        _inbox.Post(new RunnerMessage.Asked(_node, request!, this));
        return true;
    }

    private bool Greet(ReadOnlySpan<byte> line)
    {
        string? fault = RequestReader.ReadHello(line, out int version, out string token);
        int node = fault is null ? _server.NodeOf(token) : -1;
        if (fault is null && node < 0)
            fault = "the token in \"hello\" is not that of TASKGRAPH_TOKEN";
        if (node >= 0 && version != RequestReader.Version)
            fault = $"version {version} of the protocol is not known here, only {RequestReader.Version}";
        if (node >= 0)
        {
            _node = node;
            _inbox.Post(new RunnerMessage.Asked(node, new ClientRequest.Hello(), this));
        }

        if (fault is not null)
        {
            Refuse(fault);
            return false;
        }

        var answer = new StringBuilder($"{{\"hello\": {RequestReader.Version}, \"threads\": {_threads}}}");
        Send(answer);
        return true;
    }

    // Who it was is told the runner, which answers; of a stranger nobody knows anything.
    private void Refuse(string fault)
    {
        if (_node >= 0)
            _inbox.Post(new RunnerMessage.Asked(_node, new ClientRequest.Garbage(fault), this));
        else
            Refuse(null, "TG2001", $"This is no request of protocol version {RequestReader.Version}: {fault}.");
    }

    private void Send(StringBuilder line)
    {
        lock (_sending)
        {
            _pending.Append(line).Append('\n');
            if (_isSending)
                return;
            _isSending = true;
        }

        _ = SendAll();
    }

    private async Task SendAll()
    {
        try
        {
            while (TakePending() is { } bytes)
            {
                for (int sent = 0; sent < bytes.Length;)
                    sent += await _socket.SendAsync(bytes.AsMemory(sent)).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Who does not listen any more is told nothing.
        }
    }

    private byte[]? TakePending()
    {
        lock (_sending)
        {
            if (_pending.Length == 0)
            {
                _isSending = false;
                if (_closeWhenSent)
                    _socket.Dispose();
                return null;
            }

            byte[] bytes = Encoding.UTF8.GetBytes(_pending.ToString());
            _pending.Clear();
            return bytes;
        }
    }

    /// <inheritdoc/>
    public void Close()
    {
        lock (_sending)
        {
            _closeWhenSent = true;
            if (!_isSending)
                _socket.Dispose();
        }
    }
}
