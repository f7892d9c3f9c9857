using System.Net.Sockets;
using System.Text;

namespace TaskGraph.Execution.Tests.Fuzzing;

/// <summary>A connection and what is to be sent over it, piece by piece, and which nodes that fails.</summary>
internal sealed class HostileClient : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _bytes;
    private readonly Random _random;
    private readonly bool _isGreeted;
    private int _sent;

    /// <param name="build">Where.</param>
    /// <param name="node">Whose token it has.</param>
    /// <param name="number">Tells its names from those of others.</param>
    /// <param name="random">What it does.</param>
    public HostileClient(ListeningBuild build, int node, int number, Random random)
    {
        _random = random;
        int? owner = random.Next(4) switch { 0 => null, 1 => 1 + (node % 3), _ => node };
        string hello = $$"""{"hello": 1, "node": "p{{node}}", "token": "{{build.TokenOf(node)}}"}""" + "\n";
        string talk = hello + $$"""
            {"add": [{"Name": "c{{number}}", "Command": "x {outputs}", "Outputs": "c{{number}}.txt"}, {"Name": "d{{number}}", "Command": "y", "DependsOn": ["c{{number}}"]}], "id": 1}
            {"wait": ["c{{number}}", "d{{number}}"], "id": 2, "all": true}

            {"cancel": ["d{{number}}"], "id": 3}

            """.ReplaceLineEndings("\n");
        byte[] whole = Encoding.UTF8.GetBytes(talk);
        switch (random.Next(9))
        {
            case 0:
            case 1:
                (_bytes, _isGreeted) = (whole, true);
                break;
            case 2:
                _bytes = whole[..random.Next(whole.Length)];
                _isGreeted = _bytes.Contains((byte)'\n');
                if (_bytes.AsSpan((Array.LastIndexOf(_bytes, (byte)'\n') + 1)..).Trim(" \t\r"u8).Length > 0)
                    MustFail = _isGreeted ? node : owner;
                break;
            case 3:
                _bytes = new Mutation(random, whole, Encoding.UTF8.GetBytes(hello + $$"""{"results": "c{{number}}", "id": 8}{"wait": ["p0"], "timeout": 3}""" + "\n")).Next();
                (MayFail, MayFailAlso) = (node, owner);
                break;
            case 4:
                _bytes = Encoding.UTF8.GetBytes(talk.Replace(build.TokenOf(node), random.Next(2) == 0 ? "x" : build.TokenOf(node) + "0", StringComparison.Ordinal));
                MustFail = owner;
                break;
            case 5:
                _bytes = Encoding.UTF8.GetBytes(random.Next(2) == 0 ? talk.Replace("\"hello\": 1", "\"hello\": 2", StringComparison.Ordinal) : talk.Replace($"\"p{node}\"", "\"p0\"", StringComparison.Ordinal));
                (_isGreeted, MustFail) = (true, node);
                break;
            case 6:
                _bytes = new byte[random.Next(1, 3_000)];
                random.NextBytes(_bytes);
                _bytes[0] = (byte)'#';
                MustFail = owner;
                break;
            case 7:
                _isGreeted = random.Next(2) == 0;
                _bytes = Encoding.UTF8.GetBytes((_isGreeted ? hello : "") + new string(random.Next(2) == 0 ? '[' : 'x', random.Next(100_000)) + "x" + (random.Next(2) == 0 ? "\n" : ""));
                MustFail = _isGreeted ? node : owner;
                break;
            default:
                _bytes = random.Next(2) == 0 ? [] : "\n \r\n"u8.ToArray();
                break;
        }

        _socket = build.Connect(owner);
        WaitsForAnswer = _isGreeted && owner != node;
    }

    /// <summary>The node that fails of what is sent; null if none does.</summary>
    public int? MustFail { get; }

    /// <summary>A node that may fail of it.</summary>
    public int? MayFail { get; }

    /// <summary>The other one that may.</summary>
    public int? MayFailAlso { get; }

    public bool HasSentAll => _sent == _bytes.Length;

    // Whose process it was nobody knows: the node must not end before the build has heard of it.
    private bool WaitsForAnswer { get; }

    public override string ToString() => JsonText(_bytes);

    /// <summary>Sends the next piece.</summary>
    public void Send()
    {
        int length = Math.Min(_bytes.Length - _sent, _random.Next(4) == 0 ? _random.Next(1, 8) : _random.Next(1, 20_000));
        try
        {
            _sent += _socket.Send(_bytes, _sent, length, SocketFlags.None);
        }
        catch (SocketException)
        {
            // The build has heard enough.
            _sent = _bytes.Length;
        }
    }

    /// <summary>Ends the connection.</summary>
    public void Leave()
    {
        try
        {
            if (WaitsForAnswer)
                Assert.AreNotEqual(0, _socket.Receive(new byte[1]), $"There is no answer to {this}");
            if (_random.Next(2) == 0)
                _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // So it has ended.
        }

        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();

    private static string JsonText(byte[] bytes) => System.Text.Json.JsonSerializer.Serialize(Encoding.Latin1.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 800))));
}
