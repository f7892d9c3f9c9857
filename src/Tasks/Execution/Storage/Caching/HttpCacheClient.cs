using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary>Requests and their answers. It knows no digests.</summary>
internal sealed class HttpCacheClient : IDisposable
{
    // What is left of an answer that nobody wants is read up to here, so that the connection can be kept.
    private const int MostUnwanted = 64 * 1024;

    private readonly HttpCacheAddress _address;
    private readonly HttpMessageInvoker _client;

    public HttpCacheClient(HttpCacheAddress address, HttpCacheLimits limits, IWebProxy? proxy, X509Certificate2Collection? roots)
    {
        _address = address;
        _client = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                ActivityHeadersPropagator = null,
                AutomaticDecompression = DecompressionMethods.GZip,
                ConnectCallback = (context, cancellation) => HttpCacheStream.ConnectAsync(context.DnsEndPoint, limits.Silence, cancellation),
                ConnectTimeout = limits.Silence,
                MaxAutomaticRedirections = 5,
                MaxConnectionsPerServer = limits.Connections,
                // Reading to the end of what nobody wants is not left to a thread of the pool.
                MaxResponseDrainSize = 0,
                // Before a server gives them up, which is after a minute or more.
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(15),
                PooledConnectionLifetime = TimeSpan.FromMinutes(10),
                Proxy = proxy,
                SslOptions = { CertificateChainPolicy = roots is null ? null : Trust(roots) },
                UseCookies = false,
                UseProxy = !address.IsLoopback,
            });
    }

    /// <summary>Asks, and has the answer read.</summary>
    /// <param name="method">What to ask.</param>
    /// <param name="address">Of what.</param>
    /// <param name="content">What to send; null if nothing.</param>
    /// <param name="use">Takes the answer's head and its bytes, unpacked; no bytes if it is not there.</param>
    /// <param name="ending">Ends it at any moment.</param>
    /// <exception cref="HttpCacheTrouble">The answer is none.</exception>
    /// <exception cref="HttpCacheFileTrouble">By <paramref name="content"/>.</exception>
    public T Ask<T>(HttpMethod method, Uri address, HttpContent? content, Func<HttpResponseMessage, Stream?, T> use, CancellationToken ending)
    {
        HttpCacheStream.Ending = ending;
        try
        {
            using var request = new HttpRequestMessage(method, address) { Content = content };
            request.Headers.Authorization = _address.Authorization;
            using HttpResponseMessage answer = _client.Send(request, ending);
            bool there = IsThere(method, answer.StatusCode);
            // Led elsewhere, .NET may ask for another thing there: then nothing has been kept.
            if (request.Method != method)
                throw new HttpCacheTrouble("the server leads elsewhere when it is sent something");
            if (answer.Content.Headers.ContentEncoding.Count > 0)
                throw new HttpCacheTrouble("the server packs what it sends in a way that was not asked for");
            // What is no number .NET takes for no length at all, and what has come until the connection breaks for the whole.
            if (answer.Content.Headers.ContentLength is null && answer.Content.Headers.NonValidated.Contains("Content-Length"))
                throw new HttpCacheTrouble("the server says a length that is none");
            using Stream body = answer.Content.ReadAsStream(ending);
            T result = use(answer, there ? body : null);
            Drain(body);
            return result;
        }
        finally
        {
            HttpCacheStream.Ending = default;
        }
    }

    public void Dispose() => _client.Dispose();

    private static X509ChainPolicy Trust(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    /// <summary>False if it is not; of what is sent, it is there from now on.</summary>
    private static bool IsThere(HttpMethod method, HttpStatusCode status)
    {
        if (method == HttpMethod.Put ? status is >= HttpStatusCode.OK and <= HttpStatusCode.NoContent : status is HttpStatusCode.OK)
            return true;
        // Who cannot answer HEAD may still take what is sent.
        if (method == HttpMethod.Head || (method == HttpMethod.Get && status is HttpStatusCode.NotFound or HttpStatusCode.Gone))
            return false;
        if (status is HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
            throw new HttpCacheTrouble("the server leads to nowhere");
        throw HttpCacheTrouble.Answered(method, status);
    }

    private static void Drain(Stream body)
    {
        Span<byte> unwanted = stackalloc byte[1024];
        for (int read = 0, more = 1; more > 0 && read < MostUnwanted; read += more)
            more = body.Read(unwanted);
    }
}
