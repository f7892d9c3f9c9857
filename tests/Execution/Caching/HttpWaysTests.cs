using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TaskGraph.Execution.Storage.Caching;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>Proxies and TLS.</summary>
[TestClass]
public sealed class HttpWaysTests
{
    [TestMethod]
    public void A_proxy_gets_whole_addresses_and_its_own_credentials()
    {
        using var server = new HttpScriptedServer(request =>
        {
            if (request.Headers.ContainsKey("proxy-authorization"))
                request.Answer(200, "entry"u8.ToArray());
            else
                request.Answer(407, null, "Proxy-Authenticate: Basic realm=\"x\"\r\n");
        });
        List<CacheFault> faults = [];
        var proxy = new WebProxy(server.Address) { Credentials = new NetworkCredential("me", "hush") };
        using (var cache = new HttpCache(new Uri("http://cache.invalid/a/"), "s3cret", faults.Add, null, proxy, null))
            Assert.AreEqual("entry", Encoding.UTF8.GetString(cache.FindAction(HttpCacheFixture.DigestOf("a"), default)!));

        HttpScriptedRequest request = server.Requests[^1];
        Assert.AreEqual($"http://cache.invalid/a/ac/{HttpCacheFixture.DigestOf("a")}", request.Target);
        Assert.AreEqual("cache.invalid", request.Headers["host"]);
        Assert.AreEqual("Bearer s3cret", request.Authorization);
        Assert.AreEqual("Basic " + Convert.ToBase64String("me:hush"u8), request.Headers["proxy-authorization"]);
        Assert.IsEmpty(faults);
    }

    [TestMethod]
    public void A_proxy_is_not_asked_for_what_is_on_this_machine()
    {
        using var proxy = new HttpScriptedServer(request => request.Answer(500));
        using var server = new HttpScriptedServer(request => request.Answer(404));
        List<CacheFault> faults = [];
        using (var cache = new HttpCache(server.Address, null, faults.Add, null, new WebProxy(proxy.Address), null))
            Assert.IsNull(cache.FindAction(HttpCacheFixture.DigestOf("a"), default));

        Assert.HasCount(1, server.Requests);
        Assert.IsEmpty(faults);
    }

    [TestMethod]
    public void A_proxy_that_refuses_a_tunnel_is_told_and_gets_none_of_the_caches_credentials()
    {
        using var server = new HttpScriptedServer(request => request.Answer(407));
        List<CacheFault> faults = [];
        using (var cache = new HttpCache(new Uri("https://cache.invalid/a/"), "s3cret", faults.Add, null, new WebProxy(server.Address), null))
            Assert.IsNull(cache.FindAction(HttpCacheFixture.DigestOf("a"), default));

        HttpScriptedRequest request = server.Requests.Single();
        Assert.AreEqual("CONNECT cache.invalid:443", $"{request.Method} {request.Target}");
        Assert.IsNull(request.Authorization);
        Assert.AreEqual("the server cannot be reached: the proxy's answer is 407 Proxy Authentication Required", faults.Single().Reason);
    }

    [TestMethod]
    public void Over_TLS_a_server_is_believed_if_its_certificate_is()
    {
        using X509Certificate2 certificate = Certificate();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        new Thread(() => Serve(listener, certificate)) { IsBackground = true }.Start();
        var address = new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        List<CacheFault> faults = [];

        using (var cache = new HttpCache(address, null, faults.Add, null, null, [certificate]))
        {
            for (int i = 0; i < 3; i++)
                Assert.AreEqual("entry", Encoding.UTF8.GetString(cache.FindAction(HttpCacheFixture.DigestOf("a"), default)!));
        }

        Assert.IsEmpty(faults);
        using (var cache = new HttpCache(address, null, faults.Add))
            Assert.IsNull(cache.FindAction(HttpCacheFixture.DigestOf("a"), default));
        Assert.StartsWith("the server cannot be reached: The remote certificate is invalid", faults.Single().Reason);
    }

    [TestMethod]
    public void A_server_that_speaks_no_TLS_or_says_nothing_is_a_miss()
    {
        foreach (bool silent in (bool[])[false, true])
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            using var stop = new ManualResetEventSlim();
            new Thread(() =>
            {
                try
                {
                    using TcpClient client = listener.AcceptTcpClient();
                    if (silent)
                        stop.Wait();
                    else
                        client.GetStream().Write("HTTP/1.1 400 Bad Request\r\n\r\n"u8);
                }
                catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
                {
                    // It has hung up, or given up.
                }
            })
            { IsBackground = true }.Start();
            List<CacheFault> faults = [];

            using (var cache = new HttpCache(new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"), null, faults.Add, HttpCacheFixture.Short))
                Assert.IsNull(cache.FindAction(HttpCacheFixture.DigestOf("a"), default));
            stop.Set();

            Assert.HasCount(1, faults);
        }
    }

    private static void Serve(TcpListener listener, X509Certificate2 certificate)
    {
        try
        {
            while (true)
            {
                using TcpClient client = listener.AcceptTcpClient();
                using var secure = new SslStream(client.GetStream());
                try
                {
                    secure.AuthenticateAsServer(certificate);
                    var buffered = new BufferedStream(secure);
                    while (HttpScriptedRequest.Read(client, buffered) is not null)
                        secure.Write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nentry"u8);
                }
                catch (Exception e) when (e is IOException or AuthenticationException)
                {
                    // A client that does not believe it hangs up.
                }
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
        }
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        // Windows serves with no key that is in memory alone.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
