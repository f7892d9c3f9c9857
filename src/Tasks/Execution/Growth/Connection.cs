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

    // What lies about of one connection is bounded: beyond these nothing more is read of it, until the runner has caught up or the program has taken answers. Ends of children are told unasked,
    // to programs that may be busy for hours, and do not count: there are not more of them than nodes.
    private const int MostRequests = 4096;
    private const int MostRequestBytes = 32 << 20;
    private const int MostAnswerCharacters = 16 << 20;
    private const int FirstBufferBytes = 4096;
    private const int MostIdleBufferBytes = 64 << 10;

    private readonly Socket _socket;
    private readonly SocketServer _server;
    private readonly IInbox _inbox;
    private readonly int _threads;
    private readonly Lock _sending = new();
    private readonly StringBuilder _pending = new();
    private readonly Queue<int> _requests = new();
    private int _requestBytes;
    private int _answerCharacters;
    private TaskCompletionSource? _room;
    private bool _isSending;
    private bool _isDeaf;
    private bool _closeWhenSent;
    private int _node;
    private bool _greeted;

    /// <param name="socket">The socket.</param>
    /// <param name="server">Knows the tokens.</param>
    /// <param name="inbox">Takes what is asked.</param>
    /// <param name="threads">Thread slots of the build.</param>
    /// <param name="node">The node whose process has opened the connection, which answers for what comes before a greeting; -1 if nobody knows.</param>
    public Connection(Socket socket, SocketServer server, IInbox inbox, int threads, int node)
    {
        (_socket, _server, _inbox, _threads, _node) = (socket, server, inbox, threads, node);
    }

    /// <summary>Tells the runner of it, and begins to read, on another thread, until the other side ends or sends what cannot be understood.</summary>
    public void Open()
    {
        if (_node >= 0)
            Post(_node, new ClientRequest.Arrived(), 0);
        _ = Task.Run(Read);
    }

    private async Task Read()
    {
        await ReadLines().ConfigureAwait(false);

        // An answer to what was refused may still come from the runner, which closes the connection when it is told of the end.
        _server.Forget(this);
        if (_node >= 0)
            Post(_node, new ClientRequest.Left(), 0);
        else
            Close();
    }

    private async Task ReadLines()
    {
        byte[] buffer = new byte[FirstBufferBytes];
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
                        return;
                    }

                    Array.Resize(ref buffer, buffer.Length * 2);
                }

                int read = await _socket.ReceiveAsync(buffer.AsMemory(used)).ConfigureAwait(false);
                if (read == 0)
                    break;
                int begin = 0, searched = used;
                used += read;
                for (int end; (end = Array.IndexOf(buffer, (byte)'\n', searched, used - searched)) >= 0; searched = begin)
                {
                    if (!TakeLine(buffer.AsSpan(begin, end - begin).Trim(" \t\r"u8)))
                        return;
                    begin = end + 1;
                    await Room().ConfigureAwait(false);
                }

                Buffer.BlockCopy(buffer, begin, buffer, 0, used - begin);
                used -= begin;
                // A program that has added many nodes at once may be there for hours.
                if (used == 0 && buffer.Length > MostIdleBufferBytes)
                    buffer = new byte[FirstBufferBytes];
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Gone without having read everything; what it sent before has come.
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The build ends.
            return;
        }

        int rest = buffer.AsSpan(0, used).Trim(" \t\r"u8).Length;
        if (rest > 0)
            Refuse($"the connection ended within a line, of which {rest} bytes had come; a line ends with a line feed");
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
        Send(line, isAnswer: false);
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

    private void Post(int node, ClientRequest request, int bytes)
    {
        lock (_sending)
        {
            _requests.Enqueue(bytes);
            _requestBytes += bytes;
        }

        _inbox.Post(new RunnerMessage.Asked(node, request, this));
    }

    /// <inheritdoc/>
    public void Taken()
    {
        lock (_sending)
        {
            _requestBytes -= _requests.Dequeue();
            MakeRoom();
        }
    }

    private bool HasRoom => _requests.Count < MostRequests && _requestBytes < MostRequestBytes && _answerCharacters < MostAnswerCharacters;

    private Task Room()
    {
        lock (_sending)
            return HasRoom ? Task.CompletedTask : (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    // With the lock.
    private void MakeRoom()
    {
        if (_room is null || !HasRoom)
            return;
        _room.SetResult();
        _room = null;
    }

    // False if nothing more is to be read.
    private bool TakeLine(ReadOnlySpan<byte> line) => line.Length == 0 || Take(line);

    private bool Take(ReadOnlySpan<byte> line)
    {
        if (!_greeted)
            return Greet(line);
        if (RequestReader.Read(line, out ClientRequest? request) is { } fault)
        {
            Refuse(fault);
            return false;
        }

        Post(_node, request!, line.Length);
        return true;
    }

    private bool Greet(ReadOnlySpan<byte> line)
    {
        string? fault = RequestReader.ReadHello(line, out int version, out string name, out string token);
        int node = fault is null ? _server.NodeOf(token) : -1;
        if (fault is null && node < 0)
            fault = "the token in \"hello\" is not that of TASKGRAPH_TOKEN";
        if (node >= 0 && version != RequestReader.Version)
            fault = $"version {version} of the protocol is not known here, only {RequestReader.Version}";
        else if (node >= 0 && name != _server.NameOf(node))
            fault = $"\"hello\" names the node '{name}', and the token is that of '{_server.NameOf(node)}'";
        if (node >= 0)
        {
            // A secret that was handed on tells more than who uses it.
            if (_node >= 0 && _node != node)
                Post(_node, new ClientRequest.HandedOver(), 0);
            (_node, _greeted) = (node, true);
            Post(node, new ClientRequest.Hello(), 0);
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

    // The runner, if anybody knows who it was, fails that node and answers.
    private void Refuse(string fault)
    {
        if (_node >= 0)
            Post(_node, new ClientRequest.Garbage(fault), 0);
        else
            Refuse(null, "TG2001", $"This is no request of protocol version {RequestReader.Version}: {fault}.");
    }

    private void Send(StringBuilder line, bool isAnswer = true)
    {
        lock (_sending)
        {
            if (_isDeaf)
                return;
            _pending.Append(line).Append('\n');
            _answerCharacters += isAnswer ? line.Length : 0;
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
            // Who does not listen any more is told nothing; what it has asked is still done.
            lock (_sending)
            {
                (_isDeaf, _isSending, _answerCharacters) = (true, false, 0);
                _pending.Clear();
                MakeRoom();
                if (_closeWhenSent)
                    _socket.Dispose();
            }
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
            _answerCharacters = 0;
            MakeRoom();
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
