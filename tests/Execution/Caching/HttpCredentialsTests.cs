using System.Text;
using TaskGraph.Execution.Storage.Caching;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>Credentials reach the server of the address, and nobody else.</summary>
[TestClass]
public sealed class HttpCredentialsTests
{
    [TestMethod]
    public void The_user_part_arrives_decoded_and_is_in_no_message()
    {
        using var test = new HttpCacheFixture(
            request => request.Answer(401, null, $"X-Echo: {request.Authorization}\r\n"),
            token: "not-this",
            address: server => new UriBuilder(server) { UserName = "us%40er", Password = "p%3A%C3%A9ss", Path = "/pre%20fix", Query = "signature=hush" }.Uri);

        Assert.IsNull(test.Find());

        HttpScriptedRequest request = test.Server.Requests.Single();
        Assert.AreEqual("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("us@er:p:éss")), request.Authorization);
        Assert.AreEqual($"/pre%20fix/ac/{HttpCacheFixture.DigestOf("action")}?signature=hush", request.Target);
        CacheFault fault = test.Fault();
        Assert.AreEqual($"http://127.0.0.1:{test.Server.Port}/pre%20fix/", fault.Store);
        Assert.AreEqual("GET was answered with 401 Unauthorized", fault.Reason);
        Assert.AreEqual(fault.Store, test.Cache.ToString());
    }

    [TestMethod]
    public void A_token_goes_as_a_bearers_without_what_is_around_it()
    {
        using var test = new HttpCacheFixture(request => request.Answer(request.Method == "GET" ? 404 : 403), token: " s3cret-token \r\n");

        Assert.IsNull(test.Find());
        Assert.IsFalse(test.StoreEntry());

        Assert.IsTrue(test.Server.Requests.All(request => request.Authorization == "Bearer s3cret-token"));
        Assert.DoesNotContain("s3cret", test.Fault().ToString());
    }

    [TestMethod]
    public void A_token_that_is_none_is_never_sent_and_told_without_it()
    {
        using var test = new HttpCacheFixture(request => request.Answer(200), token: "s3cret\r\nX-Evil: 1");

        Assert.IsNull(test.Find());
        Assert.IsFalse(test.StoreEntry());

        Assert.IsEmpty(test.Server.Requests);
        CacheFault fault = test.Fault();
        Assert.IsTrue(fault.LeftAlone);
        Assert.DoesNotContain("s3cret", fault.ToString());
    }

    [TestMethod]
    public void What_the_server_says_is_in_no_message()
    {
        using var test = new HttpCacheFixture(
            request =>
            {
                request.Raw($"HTTP/1.1 500 You sent {request.Authorization}\r\nContent-Length: 0\r\n\r\n");
            },
            token: "s3cret");

        Assert.IsNull(test.Find());

        Assert.AreEqual("GET was answered with 500 Internal Server Error", test.Fault().Reason);
    }

    [TestMethod]
    public void No_credentials_no_header()
    {
        using var test = new HttpCacheFixture(request => request.Answer(404), token: "");

        Assert.IsNull(test.Find());

        Assert.IsNull(test.Server.Requests.Single().Authorization);
    }

    [TestMethod]
    [DataRow(301)]
    [DataRow(302)]
    [DataRow(303)]
    [DataRow(307)]
    [DataRow(308)]
    public void A_redirect_is_followed_without_the_credentials(int status)
    {
        byte[] blob = HttpCacheFixture.Bytes(1_000);
        using var other = new HttpScriptedServer(request => request.Answer(200, blob));
        using var test = new HttpCacheFixture(
            request =>
            {
                if (request.Target.StartsWith("/cas/", StringComparison.Ordinal))
                    request.Answer(status, "elsewhere"u8.ToArray(), "Location: ../here?x=1\r\n");
                else
                    request.Answer(status, null, $"Location: {other.Address}there\r\n");
            },
            token: "s3cret");

        Assert.IsTrue(test.Fetch(blob));

        CollectionAssert.AreEqual(blob, File.ReadAllBytes(test.Target));
        CollectionAssert.AreEqual(
            new[] { "Bearer s3cret", null }, test.Server.Requests.Select(request => request.Authorization).ToArray());
        HttpScriptedRequest there = other.Requests.Single();
        Assert.AreEqual("/there", there.Target);
        Assert.IsNull(there.Authorization);
        Assert.IsEmpty(test.Faults);
    }

    [TestMethod]
    public void Redirects_without_end_or_to_what_is_not_HTTP_are_failures()
    {
        foreach (string to in (string[])["/again", "ftp://127.0.0.1/x", "file:///etc/passwd", "http://["])
        {
            using var test = new HttpCacheFixture(request => request.Answer(302, null, $"Location: {to}\r\n"));

            Assert.IsNull(test.Find());
            Assert.IsLessThan(10, test.Server.Requests.Count);
            Assert.IsFalse(test.StoreEntry());

            Assert.StartsWith("the server ", test.Fault().Reason);
        }
    }

    [TestMethod]
    public void What_is_sent_and_led_to_a_page_is_not_kept()
    {
        using var test = new HttpCacheFixture(request =>
        {
            if (request.Method == "PUT")
                request.Answer(303, null, "Location: /page\r\n");
            else
                request.Answer(200);
        });

        Assert.IsFalse(test.StoreEntry());

        Assert.AreEqual("the server leads elsewhere when it is sent something", test.Fault().Reason);
    }

    [TestMethod]
    [DataRow("ftp://cache/")]
    [DataRow("file:///cache")]
    public void An_address_that_is_none_is_refused_without_its_text(string address)
    {
        ArgumentException refused = Assert.ThrowsExactly<ArgumentException>(() => new HttpCache(new Uri(address), null, _ => { }));

        Assert.DoesNotContain(address, refused.ToString());
    }
}
