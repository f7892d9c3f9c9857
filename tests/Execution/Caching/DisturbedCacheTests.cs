using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>Whatever happens to a cache's files, what it gives is what was stored. TASKGRAPH_CACHE_SEEDS: how many histories.</summary>
[TestClass]
public sealed class DisturbedCacheTests
{
    [TestMethod]
    public void What_a_disturbed_cache_gives_is_what_was_stored()
    {
        int found = 0, fetched = 0;
        Seeds.Each("TASKGRAPH_CACHE_SEEDS", 10, seed =>
        {
            using var place = new TemporaryFolder();
            using var folder = new FolderCache(place["cache"], fault => Assert.Fail(fault.Reason), portable: seed % 2 == 1);
            using var cache = new DisturbedCache(folder, seed);
            var random = new Random(~seed);
            var entries = new Dictionary<int, List<byte[]>>();
            int[] sizes = [0, 3, 5_000, 262_144, 300_000];
            for (int i = 0; i < sizes.Length; i++)
                File.WriteAllBytes(place["made" + i], Content(sizes[i]));
            for (int step = 0; step < 200; step++)
            {
                int number = random.Next(sizes.Length);
                Digest name = Digest.Of([(byte)number]), blob = Digest.Of(Content(sizes[number]));
                switch (random.Next(4))
                {
                    case 0:
                        byte[] entry = Content(random.Next(1, 2_000));
                        if (!entries.TryGetValue(number, out List<byte[]>? all))
                            entries[number] = all = [];
                        all.Add(entry);
                        cache.TryStoreAction(name, entry, default);
                        break;
                    case 1 when cache.FindAction(name, default) is { } got:
                        found++;
                        Assert.IsTrue(entries[number].Any(one => one.AsSpan().SequenceEqual(got)), "An entry that nobody stored.");
                        break;
                    case 2:
                        cache.TryStoreBlob(blob, sizes[number], place["made" + number], default);
                        break;
                    case 3:
                        string file = place["got" + step];
                        bool there = cache.TryFetchBlob(blob, sizes[number], file, executable: false, default);
                        Assert.AreEqual(there, File.Exists(file));
                        if (!there)
                            break;
                        fetched++;
                        Assert.AreEqual(blob, Digest.Of(File.ReadAllBytes(file)));
                        break;
                }
            }

            Assert.IsGreaterThan(20, cache.Disturbances);
        });
        Assert.IsGreaterThan(0, found);
        Assert.IsGreaterThan(0, fetched);
    }

    private static byte[] Content(int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }
}
