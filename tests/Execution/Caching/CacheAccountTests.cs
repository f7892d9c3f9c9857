using TaskGraph.Execution.Storage.Caching;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>What is known of a cache's folder: how much is in it, what it was good for, and how it is emptied.</summary>
[TestClass]
public sealed class CacheAccountTests
{
    [TestMethod]
    public void Builds_hits_and_time_saved_add_up_and_outlast_a_sweep()
    {
        using var filled = new FilledCache();
        filled.Store(0, 2);
        filled.Cache.NoteBuild(new CacheUse(3, 4_000));
        using var next = new FolderCache(filled.Root, filled.Faults.Add);
        next.NoteBuild(default);
        next.NoteBuild(new CacheUse(10, 500));
        using var sweep = new CacheSweep(next, 1_000_000);
        Assert.IsTrue(sweep.Run(default));
        next.NoteBuild(new CacheUse(1, 1));

        CacheStatistics statistics = next.Statistics();
        Assert.AreEqual(3, statistics.Builds, "One that had nothing of it is none.");
        Assert.AreEqual(14, statistics.Hits);
        Assert.AreEqual(TimeSpan.FromMilliseconds(4_501), statistics.Saved);
        Assert.AreEqual(2, statistics.Blobs);
        Assert.AreEqual(0, statistics.Entries);
        Assert.AreEqual(2 * FilledCache.Block, statistics.Bytes);
        Assert.HasCount(2, File.ReadAllLines(filled.Log));
    }

    [TestMethod]
    public void The_oldest_and_the_newest_use_are_those_of_files()
    {
        using var filled = new FilledCache();
        Assert.IsNull(filled.Cache.Statistics().OldestUse);
        filled.StoreByAge(3);

        CacheStatistics statistics = filled.Cache.Statistics();
        Assert.AreEqual(new DateTimeOffset(File.GetLastWriteTimeUtc(filled.PathOf(0))).ToUnixTimeMilliseconds(), statistics.OldestUse!.Value.ToUnixTimeMilliseconds());
        Assert.AreEqual(new DateTimeOffset(File.GetLastWriteTimeUtc(filled.PathOf(2))).ToUnixTimeMilliseconds(), statistics.NewestUse!.Value.ToUnixTimeMilliseconds());
    }

    [TestMethod]
    public void A_damaged_line_counts_for_nothing_and_others_count()
    {
        using var filled = new FilledCache();
        filled.Store(0, 1);
        filled.Cache.NoteBuild(new CacheUse(3, 1));
        string good = File.ReadAllText(filled.Log);
        foreach (string damage in new[] { good.TrimEnd('\n', '.', ' ')[..^1] + "\n", "b 1 2 3\n", "b 1 -2 3 4 5 .\n", "b 1 99999999999999999999999 3 4 5 .\n", "x 1 2 3 4 5 .\n", "\0\0\0\0\n", "\xff\xfe\n", "t 9223372036854775807 9223372036854775807 1 1 1 .\n" })
        {
            File.WriteAllText(filled.Log, damage + good);
            Assert.AreEqual(3, filled.Cache.Statistics().Hits, damage);
            Assert.AreEqual(1, filled.Cache.Statistics().Builds, damage);
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Of_many_builds_that_end_at_once_each_has_its_line(bool portable)
    {
        using var filled = new FilledCache();
        filled.Store(0, 1);
        Parallel.For(1, 201, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            using var cache = new FolderCache(filled.Root, filled.Faults.Add, portable);
            cache.NoteBuild(new CacheUse(i, 1));
        });

        Assert.AreEqual(200, filled.Cache.Statistics().Builds);
        Assert.AreEqual(200 * 201 / 2, filled.Cache.Statistics().Hits);
        Assert.IsEmpty(filled.Faults);
    }

    [TestMethod]
    public void Lines_that_come_while_a_sweep_measures_are_kept()
    {
        FilledCache? filled = null;
        // The new log is the first file that the sweep writes.
        bool sweeping = false;
        using var made = filled = new FilledCache(new DisturbedFiles(() => { }, () =>
        {
            if (!sweeping)
                return;
            sweeping = false;
            filled!.Cache.NoteBuild(new CacheUse(5, 5));
        }));
        filled.StoreByAge(3);
        filled.Cache.NoteBuild(new CacheUse(1, 1));
        using var sweep = new CacheSweep(filled.Cache, FilledCache.Block);
        sweeping = true;
        Assert.IsTrue(sweep.Run(default));

        Assert.IsFalse(sweeping);
        Assert.AreEqual(6, filled.Cache.Statistics().Hits);
        Assert.AreEqual(2, filled.Cache.Statistics().Builds);
    }

    [TestMethod]
    public void Emptied_it_is_as_if_it_had_never_been()
    {
        using var filled = new FilledCache();
        filled.Store(0, 4);
        filled.Cache.TryStoreAction(FilledCache.Blob(0), [1, 2], default);
        filled.Cache.NoteBuild(new CacheUse(1, 1));
        using (var sweep = new CacheSweep(filled.Cache, 1_000_000))
            Assert.IsTrue(sweep.Run(default));
        File.WriteAllText(Path.Combine(filled.Root, "taskgraph", "tmp", "0123456789abcdef-7"), "");

        Assert.AreEqual(new ClearedCache(1, 4, 5 * FilledCache.Block, 0), filled.Cache.Clear());
        Assert.IsEmpty(Directory.GetFileSystemEntries(filled.Root));
        Assert.AreEqual(new CacheStatistics(), filled.Cache.Statistics());
        Assert.AreEqual(new ClearedCache(0, 0, 0, 0), filled.Cache.Clear());
        Assert.IsTrue(filled.Store(0, 4));
        Assert.IsEmpty(filled.Faults);
    }
}
