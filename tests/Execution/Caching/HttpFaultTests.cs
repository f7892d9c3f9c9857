using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>Whatever a server does, it is a miss and never an exception, and no file is left behind.</summary>
[TestClass]
public sealed class HttpFaultTests
{
    private static readonly byte[] Blob = HttpCacheFixture.Bytes(10_000);

    [TestMethod]
    [DataRow(400, "400 Bad Request")]
    [DataRow(401, "401 Unauthorized")]
    [DataRow(403, "403 Forbidden")]
    [DataRow(500, "500 Internal Server Error")]
    [DataRow(503, "503 Service Unavailable")]
    [DataRow(599, "599")]
    [DataRow(206, "206 Partial Content")]
    [DataRow(304, "304 Not Modified")]
    public void A_status_that_says_neither_there_nor_not_there_is_told_in_words(int status, string words)
    {
        using var test = new HttpCacheFixture(request => request.Answer(status));

        Assert.IsNull(test.Find());

        Assert.AreEqual(new CacheFault(test.Server.Address.ToString(), $"GET was answered with {words}", LeftAlone: false), test.Fault());
    }

    [TestMethod]
    [DataRow(404)]
    [DataRow(410)]
    public void What_is_not_there_is_no_fault(int status)
    {
        using var test = new HttpCacheFixture(request => request.Answer(status));

        for (int i = 0; i < 5; i++)
            AssertMiss(test);
        test.Cache.Dispose();

        Assert.IsEmpty(test.Faults);
        Assert.HasCount(10, test.Server.Requests);
    }

    [TestMethod]
    public void A_server_that_is_not_there()
    {
        using var test = new HttpCacheFixture(request => request.Answer(200));
        test.Server.Dispose();

        AssertMiss(test);

        Assert.StartsWith("the server cannot be reached: ", test.Fault().Reason);
    }

    [TestMethod]
    public void A_name_that_nobody_has()
    {
        using var test = new HttpCacheFixture(request => request.Answer(200), address: _ => new Uri("http://no-such-host.invalid/"));

        AssertMiss(test);

        Assert.StartsWith("the server cannot be reached: ", test.Fault().Reason);
    }

    [TestMethod]
    public void A_server_that_does_not_answer()
    {
        using var test = new HttpCacheFixture(request => request.Hang(), HttpCacheFixture.Short);
        var watch = Stopwatch.StartNew();

        Assert.IsNull(test.Find());

        Assert.IsLessThan(5, watch.Elapsed.TotalSeconds);
        Assert.AreEqual("nothing came from the server for 0.25 s", test.Fault().Reason);
    }

    [TestMethod]
    public void A_server_that_stops_in_the_middle()
    {
        using var test = new HttpCacheFixture(
            request =>
            {
                request.Raw("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n");
                request.Raw(Blob[..5000]);
                request.Hang();
            },
            HttpCacheFixture.Short);

        AssertMiss(test);

        Assert.StartsWith("nothing came from the server for 0.25 s", test.Fault().Reason);
    }

    [TestMethod]
    public void A_server_that_takes_nothing_of_what_it_is_sent()
    {
        using var never = new ManualResetEventSlim();
        using var test = new HttpCacheFixture(request => never.Wait(), HttpCacheFixture.Short with { LargestUnasked = int.MaxValue });
        try
        {
            Assert.IsFalse(test.Store(HttpCacheFixture.Bytes(7_000_000)));
            Assert.AreEqual("nothing came from the server for 0.25 s", test.Fault().Reason);
        }
        finally
        {
            never.Set();
        }
    }

    [TestMethod]
    public void A_server_that_always_does_something_but_never_comes_to_an_end()
    {
        using var stop = new ManualResetEventSlim();
        using var test = new HttpCacheFixture(
            request =>
            {
                request.Raw("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n");
                // One byte each tenth of what may pass in silence.
                while (!stop.Wait(25))
                    request.Raw("x");
            },
            HttpCacheFixture.Short with { Exchange = TimeSpan.FromMilliseconds(600), BytesPerSecond = 1_000_000 });
        try
        {
            Assert.IsFalse(test.Fetch(Blob));
            Assert.StartsWith("a request took longer than 0.61 s", test.Fault().Reason);
        }
        finally
        {
            stop.Set();
        }
    }

    [TestMethod]
    public void A_connection_that_breaks_before_in_and_after_the_head()
    {
        foreach (string sent in (string[])["", "HTTP/1.1 20", "HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\nxxxx"])
        {
            foreach (bool reset in (bool[])[true, false])
            {
                using var test = new HttpCacheFixture(request =>
                {
                    request.Raw(sent);
                    if (reset)
                        request.Reset();
                    else
                        request.Close();
                });

                AssertMiss(test);

                Assert.StartsWith("the ", test.Fault().Reason);
            }
        }
    }

    [TestMethod]
    public void A_body_that_is_shorter_or_longer_than_the_blob_or_than_it_says()
    {
        foreach ((string head, int sent) in ((string, int)[])
            [
                ("Content-Length: 9999", 9_999),
                ("Content-Length: 10001", 10_001),
                ("Content-Length: 5000", 10_000),
                ("Content-Length: 20000", 10_000),
                ("Connection: close", 9_999),
                ("Connection: close", 10_001),
            ])
        {
            using var test = new HttpCacheFixture(request =>
            {
                request.Raw($"HTTP/1.1 200 OK\r\n{head}\r\n\r\n");
                request.Raw(Blob.Concat(Blob).Take(sent).ToArray());
                request.Close();
            });

            Assert.IsFalse(test.Fetch(Blob), head);

            Assert.IsFalse(File.Exists(test.Target), head);
            Assert.AreEqual("the server sends a blob that is not what its digest says", test.Fault().Reason, head);
        }
    }

    [TestMethod]
    public void Another_content_of_the_same_size()
    {
        using var test = new HttpCacheFixture(request => request.Answer(200, HttpCacheFixture.Bytes(Blob.Length, seed: 2)));

        Assert.IsFalse(test.Fetch(Blob));

        Assert.IsFalse(File.Exists(test.Target));
        Assert.AreEqual("the server sends a blob that is not what its digest says", test.Fault().Reason);
    }

    [TestMethod]
    public void A_body_without_end_is_read_no_further_than_it_may_be()
    {
        foreach (bool packed in (bool[])[false, true])
        {
            using var ended = new ManualResetEventSlim();
            byte[] piece = packed ? Packed(new byte[1_000_000]) : new byte[1_000_000];
            using var test = new HttpCacheFixture(
                request =>
                {
                    request.Raw($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n{(packed ? "Content-Encoding: gzip\r\n" : "")}\r\n");
                    try
                    {
                        while (true)
                        {
                            request.Raw($"{piece.Length:x}\r\n");
                            request.Raw(piece);
                            request.Raw("\r\n");
                        }
                    }
                    catch (IOException)
                    {
                        ended.Set();
                        throw;
                    }
                },
                new HttpCacheLimits { LargestEntry = 3_000_000 });

            Assert.IsFalse(test.Fetch(Blob));
            Assert.IsTrue(ended.Wait(TimeSpan.FromSeconds(30)));
            Assert.IsFalse(File.Exists(test.Target));
            Assert.IsNull(test.Find());
            Assert.StartsWith("the server sends a blob", test.Fault().Reason);
        }
    }

    [TestMethod]
    public void An_entry_that_is_too_large_is_none_and_is_not_made_room_for()
    {
        using var test = new HttpCacheFixture(request =>
        {
            request.Raw($"HTTP/1.1 200 OK\r\nContent-Length: {64 * 1024 * 1024 + 1}\r\n\r\n");
            request.Hang();
        });
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.IsNull(test.Find());

        Assert.IsLessThan(10_000_000, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.AreEqual("the server sends an entry of more than 67108864 bytes", test.Fault().Reason);
    }

    [TestMethod]
    public void An_answer_that_is_not_HTTP()
    {
        foreach (string answer in (string[])
            [
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 20x OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello!!\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nX: " + new string('x', 100_000) + "\r\n\r\n",
                "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat("A: b\r\n", 20_000)) + "\r\n",
                string.Concat(Enumerable.Repeat("HTTP/1.1 102 Processing\r\n\r\n", 100)),
                "\n\n\n",
                "\0\0\0\0",
            ])
        {
            using var test = new HttpCacheFixture(request =>
            {
                request.Raw(answer);
                request.Close();
            });

            AssertMiss(test);

            Assert.DoesNotContain("Exception", test.Fault().Reason, answer);
        }
    }

    [TestMethod]
    public void What_is_packed_in_pieces_or_up_to_the_connections_end_is_unpacked()
    {
        byte[] packed = Packed(Blob);
        foreach (string head in (string[])["Content-Encoding: gzip\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked", "Connection: close", "Content-Encoding: gzip\r\nConnection: close"])
        {
            byte[] body = head.Contains("gzip", StringComparison.Ordinal) ? packed : Blob;
            using var test = new HttpCacheFixture(request =>
            {
                Assert.AreEqual("gzip", request.Headers["accept-encoding"]);
                request.Raw($"HTTP/1.1 200 OK\r\n{head}\r\n\r\n");
                foreach (byte[] piece in body.Chunk(3_000))
                {
                    if (head.Contains("chunked", StringComparison.Ordinal))
                        request.Raw([.. Encoding.ASCII.GetBytes($"{piece.Length:X};x=y\r\n"), .. piece, .. "\r\n"u8]);
                    else
                        request.Raw(piece);
                }

                if (head.Contains("chunked", StringComparison.Ordinal))
                    request.Raw("0\r\nTrailer: x\r\n\r\n");
                else
                    request.Close();
            });

            Assert.IsTrue(test.Fetch(Blob), head);
            CollectionAssert.AreEqual(Blob, File.ReadAllBytes(test.Target), head);
            CollectionAssert.AreEqual(Blob, test.Find(), head);
            Assert.IsEmpty(test.Faults, head);
            Assert.AreEqual(head.Contains("close", StringComparison.Ordinal) ? 2 : 1, test.Server.Connections, head);
        }
    }

    [TestMethod]
    public void A_file_that_cannot_be_made_is_no_fault_of_the_servers()
    {
        using var test = new HttpCacheFixture(request => request.Answer(200, Blob));
        Directory.CreateDirectory(test.Target);

        for (int i = 0; i < 5; i++)
            Assert.IsFalse(test.Fetch(Blob));
        test.Cache.Dispose();

        Assert.IsEmpty(test.Faults);
        Assert.HasCount(5, test.Server.Requests);
    }

    [TestMethod]
    public void A_connection_that_was_given_up_meanwhile_is_no_fault()
    {
        using var test = new HttpCacheFixture(request =>
        {
            request.Answer(200, Blob);
            request.Close();
        });

        for (int i = 0; i < 20; i++)
            CollectionAssert.AreEqual(Blob, test.Find());
        test.Cache.Dispose();

        Assert.IsEmpty(test.Faults);
    }

    [TestMethod]
    public void A_cancelled_request_ends_at_once_and_is_no_fault()
    {
        using var came = new CancellationTokenSource();
        using var test = new HttpCacheFixture(request =>
        {
            came.Cancel();
            request.Hang();
        });

        Assert.Throws<OperationCanceledException>(() => test.Cache.FindAction(HttpCacheFixture.DigestOf("a"), came.Token));
        Assert.Throws<OperationCanceledException>(() => test.Cache.TryFetchBlob(Digest.Of(Blob), Blob.Length, test.Target, false, came.Token));
        test.Cache.Dispose();

        Assert.IsEmpty(test.Faults);
        Assert.HasCount(1, test.Server.Requests);
    }

    private static void AssertMiss(HttpCacheFixture test)
    {
        Assert.IsNull(test.Find());
        Assert.IsFalse(test.Fetch(Blob));
        Assert.IsFalse(File.Exists(test.Target));
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var to = new MemoryStream();
        using (var packing = new GZipStream(to, CompressionLevel.Fastest))
            packing.Write(bytes);
        return to.ToArray();
    }
}
