using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using TaskGraph.Execution.Executors;

namespace TaskGraph.Execution.Growth;

/// <summary>
/// Where running nodes reach the build: a socket that listens from the first node that starts, in a folder that its owner alone can enter. What comes is left in the
/// runner's inbox. Thread-safe.
/// </summary>
public sealed class SocketServer : IDoor, IDisposable
{
    // What a Unix socket's address takes is 104 to 108 bytes, the ending zero included.
    private const int MostAddressBytes = 100;
    private const string Name = "build";
    private const int SecretBytes = 32;

    // A client that connects without blocking is turned away where there is no room; systems take what they can of this.
    private const int Backlog = 4096;

    private readonly IInbox _inbox;
    private readonly int _threads;
    private readonly Func<int, int?> _nodeOf;
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(SecretBytes);
    private readonly ConcurrentDictionary<Connection, bool> _connections = new();
    private readonly ConcurrentDictionary<int, string> _admitted = new();
    private Listener? _listener;
    private string? _folder;
    private string _address = "";

    /// <summary>Creates it; nothing listens before the first node is admitted.</summary>
    /// <param name="inbox">Takes what nodes ask.</param>
    /// <param name="threads">Thread slots of the build, as clients are told.</param>
    /// <param name="nodeOf">The running node that a process belongs to; null if there is none, or nobody knows.</param>
    public SocketServer(IInbox inbox, int threads, Func<int, int?> nodeOf)
    {
        _inbox = inbox;
        _threads = threads;
        _nodeOf = nodeOf;
    }

    /// <summary>The socket, alone in a folder of its own; null if none is in the file system (yet).</summary>
    public string? File => _folder is null ? null : _address;

    /// <inheritdoc/>
    public (string Address, string Token)? Admit(int number, string node)
    {
        if (_listener is null && !TryListen())
            return null;
        _admitted[number] = node;
        return (_address, TokenOf(number));
    }

    /// <inheritdoc/>
    public void TakeWaiting() => _listener?.TakeWaiting();

    /// <summary>Ends all connections.</summary>
    public void Dispose()
    {
        _listener?.Dispose();
        foreach (Connection connection in _connections.Keys)
            connection.Dispose();
        if (_folder is null)
            return;
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that stays among the temporary ones is in nobody's way.
        }
    }

    /// <summary>The node that a token was given to; -1 if it was given to none.</summary>
    internal int NodeOf(string token)
    {
        int dash = token.IndexOf('-', StringComparison.Ordinal);
        bool known = dash > 0 && int.TryParse(token.AsSpan(0, dash), out int number)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(TokenOf(number)), Encoding.UTF8.GetBytes(token));
        return known ? int.Parse(token.AsSpan(0, dash)) : -1;
    }

    /// <summary>The name of a node that was admitted.</summary>
    internal string NameOf(int node) => _admitted[node];

    /// <summary>A connection has ended.</summary>
    internal void Forget(Connection connection) => _connections.TryRemove(connection, out _);

    // Of texts that all have the same length, a plain digest behind a secret is as good as a HMAC, and a tenth of its price.
    private string TokenOf(int number)
    {
        Span<byte> text = stackalloc byte[SecretBytes + sizeof(int)];
        _secret.CopyTo(text);
        BinaryPrimitives.WriteInt32LittleEndian(text[SecretBytes..], number);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, digest);
        return $"{number}-{Convert.ToHexStringLower(digest[..16])}";
    }

    // Without a socket nodes run as ever; only what needs one fails, and says so.
    private bool TryListen()
    {
        try
        {
            // Where there is such a thing as a socket that its owner alone can reach, it is that or none.
            Socket? socket = OperatingSystem.IsWindows() ? ListenOnLoopback() : ListenLocally();
            if (socket is null)
                return false;
            _listener = new Listener(socket, Take);
            return true;
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException or TypeInitializationException or OutOfMemoryException)
        {
            // The last two are what .NET makes of a system that has no handle or thread left.
            return false;
        }
    }

    private Socket? ListenLocally()
    {
        if (SocketFolder.Create([Path.GetTempPath(), "/tmp", "/var/tmp"], MostAddressBytes - Name.Length - 1) is not { } folder)
            return null;
        _folder = folder;
        _address = Path.Combine(folder, Name);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(_address));
        listener.Listen(Backlog);
        return listener;
    }

    private Socket ListenOnLoopback()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(Backlog);
        _address = $"tcp:127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}";
        return listener;
    }

    private void Take(Socket socket)
    {
        int process = PeerProcess.Of(socket);
        var connection = new Connection(socket, this, _inbox, _threads, process == 0 ? -1 : _nodeOf(process) ?? -1);
        _connections[connection] = true;
        connection.Open();
    }
}
