using System.Text;
using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>A folder and a server: what goes where, and what is left if one of them fails.</summary>
[TestClass]
public sealed class CombinedCacheTests : IDisposable
{
    private readonly HttpMemoryServer _memory = new();
    private readonly TemporaryFolder _place = new();
    private readonly List<CacheFault> _faults = [];
    private int _fetched;

    public void Dispose()
    {
        _memory.Dispose();
        _place.Dispose();
    }

    [TestMethod]
    public void What_is_stored_is_in_both()
    {
        (Digest action, byte[] entry, byte[][] blobs) = Some(2);
        using (CombinedCache cache = Combined())
            StoreAll(cache, action, entry, blobs);

        foreach (ICacheStore one in (ICacheStore[])[Folder(), Server()])
        {
            using (one)
                AssertHasAll(one, action, entry, blobs);
        }
    }

    [TestMethod]
    public void What_the_server_gave_is_in_the_folder_entries_only_after_all_their_blobs()
    {
        (Digest action, byte[] entry, byte[][] blobs) = Some(3);
        using (HttpCache server = Server())
            StoreAll(server, action, entry, blobs);
        using CombinedCache cache = Combined();
        using FolderCache folder = Folder();

        CollectionAssert.AreEqual(entry, cache.FindAction(action, default));
        foreach (byte[] blob in blobs)
        {
            Assert.IsNull(folder.FindAction(action, default));
            Assert.IsTrue(Fetch(cache, blob));
        }

        AssertHasAll(folder, action, entry, blobs);
        int before = _memory.Server.Requests.Count;
        AssertHasAll(cache, action, entry, blobs);
        Assert.HasCount(before, _memory.Server.Requests);
    }

    [TestMethod]
    public void An_entry_that_names_no_blobs_is_in_the_folder_at_once()
    {
        (Digest action, byte[] entry, byte[][] blobs) = Some(0);
        using (HttpCache server = Server())
            StoreAll(server, action, entry, blobs);
        using (CombinedCache cache = Combined())
            Assert.IsNotNull(cache.FindAction(action, default));

        using FolderCache folder = Folder();
        Assert.IsNotNull(folder.FindAction(action, default));
    }

    [TestMethod]
    public void A_blob_that_is_in_the_folder_counts_for_the_entry_of_the_server()
    {
        (Digest action, byte[] entry, byte[][] blobs) = Some(2);
        using (HttpCache server = Server())
            StoreAll(server, action, entry, blobs);
        using FolderCache folder = Folder();
        Assert.IsTrue(Store(folder, blobs[0]));
        using CombinedCache cache = Combined();

        AssertHasAll(cache, action, entry, blobs);

        AssertHasAll(folder, action, entry, blobs);
    }

    [TestMethod]
    public void Where_it_is_not_wanted_the_folder_gets_nothing_of_what_the_server_gave()
    {
        (Digest action, byte[] entry, byte[][] blobs) = Some(2);
        using (HttpCache server = Server())
            StoreAll(server, action, entry, blobs);
        using (CombinedCache cache = Combined(fills: false))
            AssertHasAll(cache, action, entry, blobs);

        Assert.IsFalse(Directory.Exists(_place["cache"]));
    }

    [TestMethod]
    public void What_the_folder_has_lost_comes_from_the_server()
    {
        (Digest action, byte[] entry, byte[][] blobs) = Some(2);
        using CombinedCache cache = Combined();
        StoreAll(cache, action, entry, blobs);
        Directory.Delete(_place["cache/cas"], recursive: true);

        AssertHasAll(cache, action, entry, blobs);

        using FolderCache folder = Folder();
        AssertHasAll(folder, action, entry, blobs);
    }

    [TestMethod]
    public void An_entry_of_the_folder_that_cannot_be_read_gives_way_to_the_servers()
    {
        (Digest action, byte[] entry, byte[][] blobs) = Some(1);
        using (HttpCache server = Server())
            StoreAll(server, action, entry, blobs);
        using FolderCache folder = Folder();
        Assert.IsTrue(folder.TryStoreAction(action, [0xff], default));
        using CombinedCache cache = Combined();

        CollectionAssert.AreEqual(entry, cache.FindAction(action, default));
    }

    [TestMethod]
    public void Either_may_fail_alone()
    {
        (Digest action, byte[] entry, byte[][] blobs) = Some(2);
        _memory.Dispose();
        using (CombinedCache cache = Combined())
        {
            StoreAll(cache, action, entry, blobs);
            AssertHasAll(cache, action, entry, blobs);
        }

        using var again = new HttpMemoryServer();
        File.WriteAllText(_place["no folder"], "");
        using (var cache = new CombinedCache(
            new FolderCache(_place["no folder"], _faults.Add), new HttpCache(again.Address, null, _faults.Add), fills: true, BlobsOf))
        {
            StoreAll(cache, action, entry, blobs);
            AssertHasAll(cache, action, entry, blobs);
        }
    }

    [TestMethod]
    public void An_entry_goes_to_neither_that_has_not_all_its_blobs()
    {
        (Digest action, byte[] entry, byte[][] blobs) = Some(2);
        string refused = $"/cas/{Digest.Of(blobs[1])}";
        using var picky = new HttpScriptedServer(request =>
        {
            if (request.Method == "PUT" && request.Target == refused)
                request.Answer(413);
            else
                _memory.Answer(request);
        });
        using (var cache = new CombinedCache(Folder(), new HttpCache(picky.Address, null, _faults.Add), fills: true, BlobsOf))
        {
            StoreAll(cache, action, entry, blobs);
        }

        Assert.IsEmpty(_memory.Kept.Keys.Where(path => path.StartsWith("/ac/", StringComparison.Ordinal)));
        using FolderCache folder = Folder();
        AssertHasAll(folder, action, entry, blobs);
    }

    /// <summary>An entry of this test's: the digests that it names, a line each.</summary>
    private static IEnumerable<Digest>? BlobsOf(Digest action, byte[] entry) =>
        entry is [0xff] ? null : [.. Encoding.ASCII.GetString(entry).Split('\n').Skip(1).Select(line => new Digest(Convert.FromHexString(line)))];

    private static (Digest Action, byte[] Entry, byte[][] Blobs) Some(int count)
    {
        byte[][] blobs = [.. Enumerable.Range(0, count).Select(i => HttpCacheFixture.Bytes(1_000 + i, seed: i))];
        string entry = string.Join('\n', blobs.Select(blob => Digest.Of(blob).ToString()).Prepend("entry"));
        return (HttpCacheFixture.DigestOf("action"), Encoding.ASCII.GetBytes(entry), blobs);
    }

    private FolderCache Folder() => new(_place["cache"], _faults.Add);

    private HttpCache Server() => new(_memory.Address, null, _faults.Add);

    private CombinedCache Combined(bool fills = true) => new(Folder(), Server(), fills, BlobsOf);

    private bool Fetch(ICacheStore cache, byte[] blob) =>
        cache.TryFetchBlob(Digest.Of(blob), blob.Length, _place[$"fetched{_fetched++}"], executable: false, default);

    private bool Store(ICacheStore cache, byte[] blob)
    {
        File.WriteAllBytes(_place["stored"], blob);
        return cache.TryStoreBlob(Digest.Of(blob), blob.Length, _place["stored"], default);
    }

    private void StoreAll(ICacheStore cache, Digest action, byte[] entry, byte[][] blobs)
    {
        foreach (byte[] blob in blobs)
            Assert.IsTrue(Store(cache, blob));
        Assert.IsTrue(cache.TryStoreAction(action, entry, default));
    }

    private void AssertHasAll(ICacheStore cache, Digest action, byte[] entry, byte[][] blobs)
    {
        CollectionAssert.AreEqual(entry, cache.FindAction(action, default));
        foreach (byte[] blob in blobs)
            Assert.IsTrue(Fetch(cache, blob));
    }
}
