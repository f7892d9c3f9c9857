using TaskGraph.Execution.Storage.Caching;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>A cache's folder is kept to a size.</summary>
[TestClass]
public sealed class CacheSweepTests
{
    private const long Block = FilledCache.Block;

    [TestMethod]
    public void What_was_used_longest_ago_goes_until_nine_tenths_are_left()
    {
        using var filled = new FilledCache();
        filled.StoreByAge(30);
        using var sweep = new CacheSweep(filled.Cache, 20 * Block);

        Assert.IsTrue(sweep.Run(default));
        CollectionAssert.AreEqual(Enumerable.Range(12, 18).ToArray(), filled.Fetched(30));
        Assert.AreEqual(18 * Block, filled.Cache.Statistics().Bytes);
    }

    [TestMethod]
    public void Entries_go_by_their_age_like_blobs()
    {
        using var filled = new FilledCache();
        filled.StoreByAge(10);
        filled.Cache.TryStoreAction(FilledCache.Blob(3), [1], default);
        string entry = Path.Combine(filled.Root, "ac", FilledCache.Blob(3).ToString()[..2], FilledCache.Blob(3).ToString());
        File.SetLastWriteTimeUtc(entry, DateTime.UtcNow.AddDays(-3));
        using var sweep = new CacheSweep(filled.Cache, 10 * Block);

        Assert.IsTrue(sweep.Run(default));
        Assert.IsFalse(File.Exists(entry));
        CollectionAssert.AreEqual(Enumerable.Range(1, 9).ToArray(), filled.Fetched(10));
    }

    [TestMethod]
    public void What_is_not_more_than_the_limit_stays()
    {
        using var filled = new FilledCache();
        filled.StoreByAge(10);
        using var sweep = new CacheSweep(filled.Cache, 10 * Block);

        Assert.IsTrue(sweep.Run(default));
        Assert.HasCount(10, filled.Fetched(10));
    }

    [TestMethod]
    public void What_was_used_since_it_was_listed_stays()
    {
        FilledCache? filled = null;
        // The first that is deleted is the oldest; whoever uses the next one then keeps it.
        using var made = filled = new FilledCache(new DisturbedFiles(() => { }, () => File.SetLastWriteTimeUtc(filled!.PathOf(1), DateTime.UtcNow)));
        filled.StoreByAge(10);
        using var sweep = new CacheSweep(filled.Cache, 5 * Block);

        Assert.IsTrue(sweep.Run(default));
        Assert.Contains(1, filled.Fetched(10));
        Assert.DoesNotContain(2, filled.Fetched(10));
    }

    [TestMethod]
    public void Cancelled_at_any_deletion_it_ends_and_all_that_is_left_is_whole()
    {
        for (int after = 0; after < 6; after++)
        {
            using var cancel = new CancellationTokenSource();
            int deleted = 0;
            using var filled = new FilledCache(new DisturbedFiles(() => { }, () =>
            {
                if (++deleted >= after)
                    cancel.Cancel();
            }));
            filled.StoreByAge(10);
            using var sweep = new CacheSweep(filled.Cache, 3 * Block);
            if (after == 0)
                cancel.Cancel();

            Assert.IsFalse(sweep.Run(cancel.Token));
            CollectionAssert.AreEqual(Enumerable.Range(after, 10 - after).ToArray(), filled.Fetched(10));
            Assert.IsTrue(sweep.IsDue());
            Assert.IsTrue(sweep.Run(default));
            Assert.HasCount(2, filled.Fetched(10), "To look at them was a use of all: any two are the youngest.");
        }
    }

    [TestMethod]
    public void One_sweeps_at_a_time()
    {
        using var filled = new FilledCache();
        filled.StoreByAge(10);
        using var sweep = new CacheSweep(filled.Cache, 3 * Block);
        using (new FileStream(Path.Combine(filled.Root, "taskgraph", "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
            Assert.IsFalse(sweep.Run(default));

        Assert.HasCount(10, filled.Fetched(10));
        Assert.IsTrue(sweep.Run(default));
    }

    [TestMethod]
    public void Of_no_folder_nothing_is_due_and_nothing_is_made()
    {
        using var filled = new FilledCache();
        using var sweep = new CacheSweep(filled.Cache, 1);

        Assert.IsFalse(sweep.IsDue());
        sweep.StartIfDue();
        Assert.IsFalse(sweep.Run(default));
        Assert.IsFalse(Directory.Exists(filled.Root));
    }

    [TestMethod]
    public void It_is_due_when_builds_have_stored_more_than_there_was_room_for()
    {
        using var filled = new FilledCache();
        using var sweep = new CacheSweep(filled.Cache, 10 * Block);
        filled.Store(0, 5);
        Assert.IsTrue(sweep.IsDue(), "Nobody has measured yet.");
        filled.Cache.NoteBuild(default);
        Assert.IsTrue(sweep.IsDue(), "Likewise in the next build.");
        Assert.IsTrue(sweep.Run(default));
        Assert.IsFalse(sweep.IsDue());

        filled.Store(5, 10);
        Assert.IsFalse(sweep.IsDue(), "There is room for ten.");
        filled.Cache.NoteBuild(default);
        Assert.IsFalse(sweep.IsDue(), "Nothing is counted twice.");
        filled.Store(10, 11);
        Assert.IsTrue(sweep.IsDue(), "Not noted yet, and too much.");
        filled.Cache.NoteBuild(default);
        using var another = new FolderCache(filled.Root, filled.Faults.Add);
        using var next = new CacheSweep(another, 10 * Block);
        Assert.IsTrue(next.IsDue(), "The next build knows it.");
        Assert.IsTrue(next.Run(default));
        Assert.IsFalse(next.IsDue());
    }

    [TestMethod]
    public void After_a_week_it_is_due_again()
    {
        using var filled = new FilledCache();
        filled.Store(0, 1);
        using var sweep = new CacheSweep(filled.Cache, 10 * Block);
        foreach ((int days, bool due) in new[] { (6, false), (8, true) })
        {
            File.WriteAllText(filled.Log, new CacheAccount().TotalLine(DateTimeOffset.UtcNow.AddDays(-days), 100));
            Assert.AreEqual(due, sweep.IsDue());
        }
    }

    [TestMethod]
    public void A_build_that_stores_more_than_the_limit_brings_it_down_itself()
    {
        using var filled = new FilledCache();
        using var sweep = new CacheSweep(filled.Cache, 20 * Block);
        for (int i = 0; i < 100; i++)
        {
            filled.Store(i, i + 1);
            sweep.StartIfDue();
        }

        Assert.IsTrue(sweep.Wait(TimeSpan.FromMinutes(1)));
        // Each sweep of the hundred blobs left at most 18, and is asked for again at the latest 20 blobs later.
        Assert.IsLessThan(45 * Block, filled.Cache.Statistics().Bytes);
        Assert.IsEmpty(filled.Faults);
    }

    [TestMethod]
    public void What_builds_that_died_have_left_goes_after_a_day()
    {
        using var filled = new FilledCache();
        filled.Store(0, 1);
        string old = Path.Combine(filled.Root, "taskgraph", "tmp", "0123456789abcdef-1"), young = Path.Combine(filled.Root, "taskgraph", "tmp", "0123456789abcdef-2"), odd = Path.Combine(filled.Root, "taskgraph", "tmp", "0123456789abcdef-30");
        File.WriteAllText(old, "");
        File.WriteAllText(young, "");
        Directory.CreateDirectory(Path.Combine(odd, "in"));
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-25));
        File.SetLastWriteTimeUtc(young, DateTime.UtcNow.AddHours(-23));
        Directory.SetLastWriteTimeUtc(odd, DateTime.UtcNow.AddHours(-25));
        using var sweep = new CacheSweep(filled.Cache, 10 * Block);

        Assert.IsTrue(sweep.Run(default));
        Assert.IsFalse(File.Exists(old));
        Assert.IsFalse(Directory.Exists(odd));
        Assert.IsTrue(File.Exists(young));
    }

    [TestMethod]
    public void Nothing_is_deleted_behind_a_link_or_under_another_name()
    {
        using var filled = new FilledCache();
        filled.Store(0, 3);
        string elsewhere = filled["elsewhere"], name = "ff" + new string('0', 62), inner = Path.Combine(filled.Root, "cas", "f0");
        // Names that somebody's own files may have, if the cache was pointed at where these lie.
        Directory.CreateDirectory(Path.Combine(filled.Root, "tmp", "folder"));
        string own = Path.Combine(filled.Root, "taskgraph", "tmp");
        File.WriteAllText(Path.Combine(filled.Root, "CACHEDIR.TAG"), "another tool's");
        string[] strange = [Path.Combine(filled.Root, "tmp", "file"), Path.Combine(filled.Root, "tmp", "folder", "file"), Path.Combine(filled.Root, "lock"), Path.Combine(filled.Root, "builds.log"), Path.Combine(own, "notes"), Path.Combine(own, "0123456789abcdef-x"), Path.Combine(elsewhere, name), Path.Combine(inner, name), Path.Combine(inner, "f0README"), Path.Combine(filled.Root, "cas", "README"), Path.Combine(filled.Root, "other")];
        Directory.CreateDirectory(inner);
        Directory.CreateDirectory(elsewhere);
        foreach (string file in strange)
        {
            File.WriteAllText(file, "mine");
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddYears(-1));
        }

        if (!OperatingSystem.IsWindows())
            Directory.CreateSymbolicLink(Path.Combine(filled.Root, "cas", "ff"), elsewhere);
        using var sweep = new CacheSweep(filled.Cache, 1);
        Assert.IsTrue(sweep.Run(default));
        Assert.IsEmpty(filled.Fetched(3));
        filled.Cache.Clear();

        foreach (string file in strange)
            Assert.IsTrue(File.Exists(file), file);
        Assert.AreEqual("another tool's", File.ReadAllText(Path.Combine(filled.Root, "CACHEDIR.TAG")));
    }

    [TestMethod]
    public void A_folder_with_other_things_in_it_gets_no_tag()
    {
        using var filled = new FilledCache();
        Directory.CreateDirectory(filled.Root);
        File.WriteAllText(Path.Combine(filled.Root, "mine"), "");

        filled.Store(0, 1);

        Assert.IsFalse(File.Exists(Path.Combine(filled.Root, "CACHEDIR.TAG")));
    }

    [TestMethod]
    public void Storing_fetching_sweeping_and_clearing_at_once_never_give_a_wrong_blob()
    {
        using var filled = new FilledCache();
        using var other = new FolderCache(filled.Root, filled.Faults.Add);
        string[] sources = [.. Enumerable.Range(0, 40).Select(i => filled["source" + i])];
        for (int i = 0; i < sources.Length; i++)
            File.WriteAllBytes(sources[i], FilledCache.Content(i));
        int fetched = 0;
        Parallel.For(0, 2_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            FolderCache cache = i % 2 == 0 ? filled.Cache : other;
            int number = i * 7 % sources.Length;
            if (i % 97 == 0)
            {
                using var sweep = new CacheSweep(cache, 10 * Block);
                sweep.Run(default);
            }

            if (i % 499 == 0)
                cache.Clear();
            cache.TryStoreBlob(FilledCache.Blob(number), sizeof(int), sources[number], default);
            string got = filled["got" + i];
            if (!cache.TryFetchBlob(FilledCache.Blob(number), sizeof(int), got, executable: false, default))
                return;
            Interlocked.Increment(ref fetched);
            CollectionAssert.AreEqual(FilledCache.Content(number), File.ReadAllBytes(got));
        });

        Assert.IsGreaterThan(1_000, fetched);
        Assert.IsTrue(filled.Store(0, 1), "It can be used as ever.");
    }
}
