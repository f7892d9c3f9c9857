using System.Diagnostics;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>What is under way ends when it is asked to, wherever it waits.</summary>
[TestClass]
public sealed class HttpCacheCancellationTests
{
    private static readonly byte[] Blob = HttpCacheFixture.Bytes(10_000);

    [TestMethod]
    [DataRow("")]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Len")]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\nxxx")]
    [DataRow("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nxxx\r\n5")]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 10000\r\n\r\n")]
    public void A_fetch_that_waits_for_the_rest_ends_at_once(string sent)
    {
        using var ending = new CancellationTokenSource();
        using var test = new HttpCacheFixture(request =>
        {
            request.Raw(sent);
            ending.CancelAfter(100);
            request.Hang();
        });
        var watch = Stopwatch.StartNew();

        Assert.Throws<OperationCanceledException>(() => test.Cache.TryFetchBlob(Digest.Of(Blob), Blob.Length, test.Target, executable: false, ending.Token));

        Assert.IsLessThan(8, watch.Elapsed.TotalSeconds);
        Assert.IsFalse(File.Exists(test.Target));
        test.Cache.Dispose();
        Assert.IsEmpty(test.Faults);
    }

    [TestMethod]
    public void An_upload_that_nobody_takes_ends_at_once()
    {
        using var ending = new CancellationTokenSource();
        using var never = new ManualResetEventSlim();
        using var test = new HttpCacheFixture(request =>
        {
            ending.CancelAfter(100);
            never.Wait();
        });
        var watch = Stopwatch.StartNew();

        Assert.Throws<OperationCanceledException>(() => test.Cache.TryStoreAction(Digest.Of(Blob), new byte[30_000_000], ending.Token));

        never.Set();
        Assert.IsLessThan(8, watch.Elapsed.TotalSeconds);
        test.Cache.Dispose();
        Assert.IsEmpty(test.Faults);
    }

    [TestMethod]
    public void What_is_asked_after_a_cancelled_request_is_answered()
    {
        using var first = new CancellationTokenSource();
        int asked = 0;
        using var test = new HttpCacheFixture(request =>
        {
            if (Interlocked.Increment(ref asked) > 1)
            {
                request.Answer(200, Blob);
                return;
            }

            request.Raw("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\nxxx");
            first.Cancel();
            request.Hang();
        });

        Assert.Throws<OperationCanceledException>(() => test.Cache.TryFetchBlob(Digest.Of(Blob), Blob.Length, test.Target, executable: false, first.Token));

        Assert.IsTrue(test.Fetch(Blob));
        Assert.AreEqual(2, test.Server.Connections);
    }
}
