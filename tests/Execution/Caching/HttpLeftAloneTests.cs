using System.Diagnostics;
using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>After three failures in a row a server is not asked any more.</summary>
[TestClass]
public sealed class HttpLeftAloneTests
{
    private static readonly byte[] Blob = HttpCacheFixture.Bytes(1_000);

    [TestMethod]
    public void A_server_that_has_all_entries_and_no_blobs_is_left_alone_as_well()
    {
        using var test = new HttpCacheFixture(request => request.Answer(request.Target.Contains("/ac/", StringComparison.Ordinal) ? 200 : 500, HttpCacheFixture.Bytes(10)));

        for (int i = 0; i < 10; i++)
        {
            test.Cache.FindAction(HttpCacheFixture.DigestOf($"{i}"), default);
            Assert.IsFalse(test.Fetch(HttpCacheFixture.Bytes(100 + i)));
        }

        Assert.AreEqual(3, test.Server.Requests.Count(request => request.Target.Contains("/cas/", StringComparison.Ordinal)));
        Assert.HasCount(1, test.Faults);
    }

    [TestMethod]
    public void A_size_that_no_blob_has_is_a_miss()
    {
        using var test = new HttpCacheFixture(request => request.Answer(200, HttpCacheFixture.Bytes(10)));

        foreach (long size in new[] { 1_000_000_000_000_000_000, long.MaxValue, 500_000_000_000 })
            Assert.IsFalse(test.Cache.TryFetchBlob(HttpCacheFixture.DigestOf("any"), size, test.Target, executable: false, default));
    }

    [TestMethod]
    public void An_entry_that_is_none_is_a_failure()
    {
        using var test = new HttpCacheFixture(request => request.Answer(200, HttpCacheFixture.Bytes(10)));
        using var cache = new HttpCache(test.Server.Address, null, test.Faults.Enqueue) { IsEntry = (_, _) => false };

        for (int i = 0; i < 5; i++)
            Assert.IsNull(cache.FindAction(HttpCacheFixture.DigestOf("any"), default));

        Assert.HasCount(3, test.Server.Requests);
        Assert.Contains("entry", test.Faults.Single().Reason);
    }

    [TestMethod]
    public void After_three_failures_of_reading_nothing_is_asked_for_and_that_is_told_at_once()
    {
        using var test = new HttpCacheFixture(request => request.Answer(request.Method == "GET" ? 500 : 201));

        Assert.IsNull(test.Find());
        Assert.IsFalse(test.Fetch(Blob));
        Assert.IsEmpty(test.Faults);
        Assert.IsNull(test.Find());
        Assert.HasCount(1, test.Faults);
        for (int i = 0; i < 10; i++)
            Assert.IsNull(test.Find());
        Assert.IsFalse(test.Fetch(Blob));

        Assert.HasCount(3, test.Server.Requests);
        Assert.IsTrue(test.Store(Blob));
        Assert.AreEqual(
            new CacheFault(
                test.Server.Address.ToString(),
                "GET was answered with 500 Internal Server Error; after three failures in a row nothing more is asked for there in this build",
                LeftAlone: false),
            test.Fault());
    }

    [TestMethod]
    [DataRow(403)]
    [DataRow(405)]
    [DataRow(413)]
    [DataRow(507)]
    public void A_server_that_takes_nothing_is_read_from_all_the_same(int status)
    {
        using var test = new HttpCacheFixture(request => request.Answer(request.Method == "PUT" ? status : 200, request.Method == "GET" ? Blob : null));

        for (int i = 0; i < 10; i++)
        {
            Assert.IsFalse(test.Store(Blob));
            Assert.IsFalse(test.StoreEntry());
            CollectionAssert.AreEqual(Blob, test.Find());
        }

        Assert.AreEqual(3, test.Server.Requests.Count(request => request.Method == "PUT"));
        CacheFault fault = test.Fault();
        Assert.IsFalse(fault.LeftAlone);
        Assert.StartsWith($"PUT was answered with {status} ", fault.Reason);
        Assert.EndsWith("after three failures in a row nothing more is stored there in this build", fault.Reason);
    }

    [TestMethod]
    public void A_success_in_between_begins_anew()
    {
        int asked = 0;
        using var test = new HttpCacheFixture(request => request.Answer(Interlocked.Increment(ref asked) % 3 == 0 ? 404 : 500));

        for (int i = 0; i < 30; i++)
            Assert.IsNull(test.Find());

        Assert.HasCount(30, test.Server.Requests);
        Assert.AreEqual("GET was answered with 500 Internal Server Error; this is the first of 20 failures", test.Fault().Reason);
    }

    [TestMethod]
    public void A_server_that_does_not_answer_is_left_alone_as_a_whole()
    {
        using var test = new HttpCacheFixture(request => request.Hang(), HttpCacheFixture.Short);

        for (int i = 0; i < 3; i++)
            Assert.IsNull(test.Find());
        Assert.IsFalse(test.Store(Blob));
        Assert.IsFalse(test.StoreEntry());

        Assert.AreEqual(3, test.Server.Connections);
        Assert.AreEqual(
            new CacheFault(
                test.Server.Address.ToString(),
                "nothing came from the server for 0.25 s; after three failures in a row it is left alone for the rest of this build",
                LeftAlone: true),
            test.Fault());
    }

    [TestMethod]
    public void Those_that_wait_end_at_once()
    {
        const int Waiting = 20;
        using var all = new CountdownEvent(Waiting);
        using var test = new HttpCacheFixture(request =>
        {
            if (request.Target.StartsWith("/cas/", StringComparison.Ordinal))
            {
                request.Answer(500);
                return;
            }

            all.Signal();
            request.Hang();
        });
        int misses = 0;
        Thread[] threads = [.. Enumerable.Range(0, Waiting).Select(_ => new Thread(() =>
        {
            if (test.Find() is null)
                Interlocked.Increment(ref misses);
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        Assert.IsTrue(all.Wait(TimeSpan.FromSeconds(30)));

        var watch = Stopwatch.StartNew();
        for (int i = 0; i < 3; i++)
            Assert.IsFalse(test.Fetch(Blob));
        foreach (Thread thread in threads)
            thread.Join();

        Assert.IsLessThan(8, watch.Elapsed.TotalSeconds);
        Assert.AreEqual(Waiting, misses);
        Assert.StartsWith("GET was answered with 500 Internal Server Error; after three failures in a row", test.Fault().Reason);
    }

    [TestMethod]
    public void Many_that_fail_at_once_are_told_of_once()
    {
        using var test = new HttpCacheFixture(request => request.Reset());

        int misses = 0;
        Thread[] threads = [.. Enumerable.Range(0, 64).Select(i => new Thread(() =>
        {
            if (test.Find($"{i}") is null)
                Interlocked.Increment(ref misses);
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();

        Assert.AreEqual(threads.Length, misses);

        Assert.Contains("after three failures in a row", test.Fault().Reason);
    }
}
