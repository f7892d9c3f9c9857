using System.Security.Cryptography;
using System.Text;
using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>How blobs and entries are sent.</summary>
[TestClass]
public sealed class HttpUploadTests
{
    [TestMethod]
    public void Small_ones_are_sent_unasked_and_large_ones_only_if_they_are_not_there()
    {
        using var kept = new HttpMemoryServer();
        using var test = new HttpCacheFixture(kept.Answer);
        byte[] small = HttpCacheFixture.Bytes(64 * 1024), large = HttpCacheFixture.Bytes(64 * 1024 + 1);

        for (int i = 0; i < 2; i++)
        {
            Assert.IsTrue(test.Store(small));
            Assert.IsTrue(test.Store(large));
        }

        CollectionAssert.AreEqual(new[] { "PUT", "HEAD", "PUT" }, test.Server.Requests.Select(request => request.Method).ToArray(), "What a build has stored it stores once.");
        Assert.AreEqual(1, test.Server.Connections);
        using var later = new HttpCacheFixture(kept.Answer);
        Assert.IsTrue(later.Store(small));
        Assert.IsTrue(later.Store(large));
        CollectionAssert.AreEqual(new[] { "PUT", "HEAD" }, later.Server.Requests.Select(request => request.Method).ToArray());
        CollectionAssert.AreEqual(large, kept.Kept[$"/cas/{Digest.Of(large)}"]);
        CollectionAssert.AreEqual(small, kept.Kept[$"/cas/{Digest.Of(small)}"]);
    }

    [TestMethod]
    public void What_the_server_has_and_is_no_good_is_sent_again()
    {
        using var kept = new HttpMemoryServer();
        using var test = new HttpCacheFixture(kept.Answer);
        byte[] blob = HttpCacheFixture.Bytes(100_000);
        foreach (byte[] damaged in (byte[][])[new byte[blob.Length], blob[..50_000]])
        {
            kept.Kept[$"/cas/{Digest.Of(blob)}"] = damaged;
            Assert.IsFalse(test.Fetch(blob));

            Assert.IsTrue(test.Store(blob));

            Assert.IsTrue(test.Fetch(blob));
            File.Delete(test.Target);
        }
    }

    [TestMethod]
    public void A_server_that_cannot_be_asked_is_sent_it_all_the_same()
    {
        using var test = new HttpCacheFixture(request => request.Answer(request.Method == "HEAD" ? 405 : 200));

        for (int i = 0; i < 4; i++)
            Assert.IsTrue(test.Store(HttpCacheFixture.Bytes(100_000)));
        test.Cache.Dispose();

        Assert.IsEmpty(test.Faults);
    }

    [TestMethod]
    public void A_server_that_stores_and_forgets_is_asked_and_missed_without_a_fault()
    {
        using var kept = new HttpMemoryServer();
        using var test = new HttpCacheFixture(kept.Answer);
        byte[] blob = HttpCacheFixture.Bytes(1_000);
        Assert.IsTrue(test.Store(blob));
        Assert.IsTrue(test.StoreEntry());

        kept.Kept.Clear();

        Assert.IsNull(test.Find());
        Assert.IsFalse(test.Fetch(blob));
        test.Cache.Dispose();
        Assert.IsEmpty(test.Faults);
    }

    [TestMethod]
    [DataRow(200, true)]
    [DataRow(201, true)]
    [DataRow(202, true)]
    [DataRow(204, true)]
    [DataRow(206, false)]
    [DataRow(302, false)]
    [DataRow(413, false)]
    [DataRow(500, false)]
    [DataRow(507, false)]
    public void What_a_server_may_answer(int status, bool stored)
    {
        using var test = new HttpCacheFixture(request => request.Answer(status));

        Assert.AreEqual(stored, test.StoreEntry());
    }

    [TestMethod]
    public void A_file_with_another_content_or_size_or_none_at_all_is_not_sent()
    {
        using var kept = new HttpMemoryServer();
        using var test = new HttpCacheFixture(kept.Answer, new HttpCacheLimits { LargestUnasked = int.MaxValue });
        using var folder = new TemporaryFolder();
        byte[] blob = HttpCacheFixture.Bytes(10_000);
        foreach (byte[] now in (byte[][])[HttpCacheFixture.Bytes(10_000, seed: 2), blob[..9_999], [.. blob, 0]])
        {
            File.WriteAllBytes(folder["file"], now);
            Assert.IsFalse(test.Cache.TryStoreBlob(Digest.Of(blob), blob.Length, folder["file"], CancellationToken.None));
        }

        Assert.IsFalse(test.Cache.TryStoreBlob(Digest.Of(blob), blob.Length, folder["none"], CancellationToken.None));
        Assert.IsFalse(test.Cache.TryStoreBlob(Digest.Of([]), 0, folder.Path, CancellationToken.None));
        test.Cache.Dispose();

        Assert.IsEmpty(test.Server.Requests);
        Assert.IsEmpty(test.Faults);
    }

    [TestMethod]
    public void A_pipe_that_nobody_writes_to_is_not_waited_for()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("Pipes have no paths here.");
            return;
        }

        using var test = new HttpCacheFixture(request => request.Answer(200));
        using (var made = System.Diagnostics.Process.Start("mkfifo", [test.PathOf("pipe")]))
            made.WaitForExit();

        Assert.IsFalse(test.Cache.TryStoreBlob(Digest.Of([0]), 1, test.PathOf("pipe"), CancellationToken.None));
    }

    [TestMethod]
    public void Of_a_large_file_that_changes_while_it_is_sent_the_server_gets_no_whole()
    {
        using var folder = new TemporaryFolder();
        byte[] blob = HttpCacheFixture.Bytes(40_000_000);
        File.WriteAllBytes(folder["file"], blob);
        using var came = new ManualResetEventSlim();
        long got = -1;
        using var test = new HttpCacheFixture(request =>
        {
            if (request.Method == "HEAD")
            {
                request.Answer(404);
                return;
            }

            // The head has come: what is behind the first pieces is read only when they are taken.
            using (FileStream file = new(folder["file"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            {
                file.Position = blob.Length - 1;
                file.WriteByte((byte)(blob[^1] ^ 1));
            }

            try
            {
                request.Skip();
            }
            catch (IOException)
            {
            }

            got = request.Came;
            came.Set();
        });

        Assert.IsFalse(test.Cache.TryStoreBlob(Digest.Of(blob), blob.Length, folder["file"], CancellationToken.None));

        Assert.IsTrue(came.Wait(TimeSpan.FromSeconds(30)));
        Assert.IsLessThan(blob.Length, got);
        test.Cache.Dispose();
        Assert.IsEmpty(test.Faults);
    }

    [TestMethod]
    public void A_large_file_is_sent_and_fetched_without_being_in_memory()
    {
        const int Size = 100_000_000;
        using var folder = new TemporaryFolder();
        byte[] piece = HttpCacheFixture.Bytes(1_000_000);
        using (FileStream file = File.Create(folder["file"]))
        {
            for (int written = 0; written < Size; written += piece.Length)
                file.Write(piece);
        }

        Digest digest;
        using (FileStream file = File.OpenRead(folder["file"]))
            digest = new Digest(SHA256.HashData(file));
        long came = 0;
        using var test = new HttpCacheFixture(request =>
        {
            if (request.Method == "PUT")
            {
                came = request.Skip();
                request.Answer(201);
            }
            else if (request.Method == "HEAD")
            {
                request.Answer(404);
            }
            else
            {
                request.Raw($"HTTP/1.1 200 OK\r\nContent-Length: {Size}\r\n\r\n");
                for (int sent = 0; sent < Size; sent += piece.Length)
                    request.Raw(piece);
            }
        });
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.IsTrue(test.Cache.TryStoreBlob(digest, Size, folder["file"], CancellationToken.None));
        Assert.IsTrue(test.Cache.TryFetchBlob(digest, Size, test.Target, executable: false, CancellationToken.None));

        Assert.IsLessThan(4_000_000, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.AreEqual(Size, came);
        Assert.AreEqual(Size, new FileInfo(test.Target).Length);
    }

    [TestMethod]
    public void A_server_that_refuses_before_it_has_all_is_heard()
    {
        using var test = new HttpCacheFixture(
            request =>
            {
                request.Raw("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                request.Hang();
            },
            new HttpCacheLimits { LargestUnasked = int.MaxValue });

        Assert.IsFalse(test.Store(HttpCacheFixture.Bytes(30_000_000)));

        Assert.AreEqual("PUT was answered with 413 Request Entity Too Large", test.Fault().Reason);
    }

    [TestMethod]
    public void An_entry_takes_the_place_of_the_one_before()
    {
        using var kept = new HttpMemoryServer();
        using var test = new HttpCacheFixture(kept.Answer);

        Assert.IsTrue(test.StoreEntry("one"));
        Assert.IsTrue(test.StoreEntry("two"));

        Assert.AreEqual("two", Encoding.UTF8.GetString(test.Find()!));
        Assert.IsFalse(test.Server.Requests[0].Headers.ContainsKey("expect"));
    }
}
