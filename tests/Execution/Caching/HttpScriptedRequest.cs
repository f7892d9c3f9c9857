using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>A request that a <see cref="HttpScriptedServer"/> got, and what can be done to it.</summary>
internal sealed class HttpScriptedRequest
{
    private readonly TcpClient _client;
    private readonly Stream _stream;
    private byte[]? _body;

    private HttpScriptedRequest(TcpClient client, Stream stream, string first)
    {
        (_client, _stream) = (client, stream);
        string[] words = first.Split(' ');
        (Method, Target) = (words[0], words[1]);
    }

    public string Method { get; }

    public string Target { get; }

    /// <summary>Names in lower case.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    public string? Authorization => Headers.GetValueOrDefault("authorization");

    /// <summary>How many bytes are announced.</summary>
    public long Length => long.Parse(Headers.GetValueOrDefault("content-length", "0"), CultureInfo.InvariantCulture);

    /// <summary>How many bytes of what is announced have come.</summary>
    public long Came { get; private set; }

    /// <summary>What is sent with it, as far as it comes; null if less comes than is announced.</summary>
    public byte[]? Body()
    {
        if (_body is not null)
            return _body;
        byte[] body = new byte[Length];
        Came = ReadUpTo(body);
        return Came == body.Length ? _body = body : null;
    }

    /// <summary>Reads all that comes without keeping it; how many bytes.</summary>
    public long Skip()
    {
        byte[] buffer = new byte[64 * 1024];
        while (Came < Length && _stream.Read(buffer, 0, (int)Math.Min(buffer.Length, Length - Came)) is > 0 and var read)
            Came += read;
        return Came;
    }

    /// <summary>Answers as a server should.</summary>
    public void Answer(int status, byte[]? body = null, string headers = "")
    {
        if (Method == "PUT" && _body is null && Came == 0)
            Skip();
        Raw($"HTTP/1.1 {status} Whatever\r\nContent-Length: {body?.Length ?? 0}\r\n{headers}\r\n");
        if (body is not null && Method != "HEAD")
            Raw(body);
    }

    public void Raw(string text) => Raw(Encoding.Latin1.GetBytes(text));

    /// <summary>Sends these bytes, at once.</summary>
    public void Raw(byte[] bytes)
    {
        // Past the buffer, which is for reading alone.
        _client.GetStream().Write(bytes);
    }

    /// <summary>Waits until the client has hung up.</summary>
    public void Hang()
    {
        byte[] buffer = new byte[64 * 1024];
        while (_stream.Read(buffer, 0, buffer.Length) > 0)
        {
        }
    }

    /// <summary>Hangs up.</summary>
    public void Close() => _client.Dispose();

    /// <summary>Breaks the connection off, as a server that dies.</summary>
    public void Reset()
    {
        _client.LingerState = new LingerOption(true, 0);
        _client.Dispose();
    }

    public static HttpScriptedRequest? Read(TcpClient client, Stream stream)
    {
        string? first = Line(stream);
        if (first is null || !first.Contains(' ', StringComparison.Ordinal))
            return null;
        var request = new HttpScriptedRequest(client, stream, first);
        while (Line(stream) is { Length: > 0 } line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            // What nobody read of the request before.
            if (colon < 0)
                return null;
            request.Headers.Add(line[..colon].ToLowerInvariant(), line[(colon + 1)..].Trim());
        }

        return request;
    }

    private static string? Line(Stream stream)
    {
        var line = new StringBuilder();
        for (int next; (next = stream.ReadByte()) != '\n'; line.Append((char)next))
        {
            if (next < 0)
                return null;
        }

        return line.ToString().TrimEnd('\r');
    }

    private int ReadUpTo(byte[] buffer)
    {
        int used = 0;
        for (int read; used < buffer.Length && (read = _stream.Read(buffer, used, buffer.Length - used)) > 0;)
            used += read;
        return used;
    }
}
