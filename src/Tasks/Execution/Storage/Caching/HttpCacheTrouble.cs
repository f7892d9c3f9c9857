using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary>Something that a remote cache, or the way to it, did wrong. Its message is for users, and has nothing of what was sent or received but a status.</summary>
internal sealed class HttpCacheTrouble : Exception
{
    public HttpCacheTrouble(string message)
        : base(message)
    {
    }

    private HttpCacheTrouble(string message, bool unreachable)
        : base(message) => Unreachable = unreachable;

    /// <summary>True if no request whatever would fare better: there is no connection, or no answer.</summary>
    public bool Unreachable { get; }

    /// <summary>True if it is what HttpClient, or what is below it, throws for a server that does not do what it should.</summary>
    public static bool IsOne(Exception e) =>
        e is HttpCacheTrouble or HttpRequestException or IOException or InvalidDataException or SocketException or AuthenticationException or OperationCanceledException
            // Of a connection that is gone; of addresses and proxies that a server or the environment makes up.
            or ObjectDisposedException or InvalidOperationException or NotSupportedException or FormatException;

    /// <summary>What a user is told of it.</summary>
    public static HttpCacheTrouble Of(Exception e, HttpCacheLimits limits)
    {
        if (e is HttpCacheTrouble trouble)
            return trouble;
        // The outer messages say less than the inner ones.
        Exception telling = e;
        while (telling is not SocketException && telling.InnerException is { } inner)
            telling = inner;
        if (e is OperationCanceledException)
            return new HttpCacheTrouble($"the server cannot be reached: no connection within {Seconds(limits.Silence)}", unreachable: true);
        if (telling is SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.WouldBlock } && e is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError })
            return new HttpCacheTrouble($"nothing came from the server for {Seconds(limits.Silence)}", unreachable: true);
        if (telling is InvalidDataException)
            return new HttpCacheTrouble("what the server says is gzip is not");
        if (telling is FormatException)
            return new HttpCacheTrouble("the server leads to an address that is none");
        if (e is HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } refused)
            return new HttpCacheTrouble($"the server cannot be reached: the proxy's answer is {Phrase(refused.StatusCode ?? 0)}", unreachable: true);
        string words = telling.Message.TrimEnd('.', ' ');
        return e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError }
            ? new HttpCacheTrouble($"the server cannot be reached: {words}", unreachable: true)
            : new HttpCacheTrouble($"the connection broke: {words}");
    }

    public static HttpCacheTrouble Slow(TimeSpan limit) => new($"a request took longer than {Seconds(limit)}");

    public static HttpCacheTrouble Answered(HttpMethod method, HttpStatusCode status) => new($"{method} was answered with {Phrase(status)}");

    /// <summary>A status in words. They are not the server's own: those could repeat what it was sent.</summary>
    private static string Phrase(HttpStatusCode status)
    {
        using var known = new HttpResponseMessage(status);
        string number = ((int)status).ToString(CultureInfo.InvariantCulture);
        return string.IsNullOrEmpty(known.ReasonPhrase) ? number : $"{number} {known.ReasonPhrase}";
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");
}
