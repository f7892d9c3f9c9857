using System.Diagnostics;
using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>What a real server costs on loopback. The limits are loose: what they tell is a wait where none belongs.</summary>
[TestClass]
public sealed class NginxSpeedTests
{
    private const int Count = 1_000;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(1)]
    [DataRow(8)]
    [DataRow(32)]
    public void A_thousand_entries_and_blobs_of_10_kB(int threads)
    {
        using NginxServer? nginx = NginxServer.TryStart();
        if (nginx is null)
        {
            Assert.Inconclusive($"There is no nginx here: {NginxServer.Package}.");
            return;
        }

        using var folder = new TemporaryFolder();
        List<CacheFault> faults = [];
        using var cache = new HttpCache(nginx.Address, null, faults.Add);
        Digest[] blobs = new Digest[Count];
        Directory.CreateDirectory(folder["got"]);
        for (int i = 0; i < Count; i++)
        {
            byte[] blob = HttpCacheFixture.Bytes(10_000, seed: i);
            blobs[i] = Digest.Of(blob);
            File.WriteAllBytes(folder[$"{i}"], blob);
        }

        byte[] entry = HttpCacheFixture.Bytes(700);
        double first = Time(1, 1, _ => Assert.IsNull(cache.FindAction(blobs[0], CancellationToken.None)));
        double stored = Time(threads, Count, i => Assert.IsTrue(
            cache.TryStoreBlob(blobs[i], 10_000, folder[$"{i}"], CancellationToken.None) && cache.TryStoreAction(blobs[i], entry, CancellationToken.None)));
        double found = Time(threads, Count, i => Assert.IsNotNull(cache.FindAction(blobs[i], CancellationToken.None)));
        double fetched = Time(threads, Count, i => Assert.IsTrue(cache.TryFetchBlob(blobs[i], 10_000, folder[$"got/{i}"], executable: false, CancellationToken.None)));

        TestContext.WriteLine($"{threads} threads: first {first:0} ms; {Count} stored {stored:0} ms, found {found:0} ms, fetched {fetched:0} ms");
        Assert.IsEmpty(faults);
        Assert.IsLessThan(5_000, first + found + fetched);
    }

    private static double Time(int threads, int count, Action<int> work)
    {
        int next = -1;
        Exception? wrong = null;
        void Work()
        {
            try
            {
                for (int i; (i = Interlocked.Increment(ref next)) < count;)
                    work(i);
            }
            catch (Exception e)
            {
                wrong = e;
            }
        }

        var watch = Stopwatch.StartNew();
        Thread[] all = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Work))];
        foreach (Thread thread in all)
            thread.Start();
        foreach (Thread thread in all)
            thread.Join();
        return wrong is null ? watch.Elapsed.TotalMilliseconds : throw new AssertFailedException(wrong.Message, wrong);
    }
}
