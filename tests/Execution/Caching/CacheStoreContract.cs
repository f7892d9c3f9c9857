using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>What every <see cref="ICacheStore"/> does; each implementation inherits it.</summary>
public abstract class CacheStoreContract : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<CacheFault> _faults = [];
    private ICacheStore? _store;

    /// <summary>The store under test; the same for all of a test.</summary>
    protected ICacheStore Store => _store ??= Open(Fault);

    /// <summary>What the store has told.</summary>
    protected IReadOnlyList<CacheFault> Faults
    {
        get
        {
            lock (_faults)
                return [.. _faults];
        }
    }

    /// <summary>A folder for the test's files.</summary>
    protected TemporaryFolder Files => _folder;

    /// <summary>Opens the store of this test, which has nothing in it at first; a second one on the same place shows what the first one keeps.</summary>
    protected abstract ICacheStore Open(Action<CacheFault> onFault);

    /// <summary>Goes on until what was stored can be found by all. Of a store that uploads beside its caller: until it has.</summary>
    protected virtual void Settle(ICacheStore store)
    {
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what the store of a test was made of; who overrides it calls this first.</summary>
    protected virtual void Dispose(bool disposing)
    {
        _store?.Dispose();
        _folder.Dispose();
    }

    [TestMethod]
    public void Of_nothing_there_is_nothing()
    {
        Assert.IsNull(Store.FindAction(Name("a"), default));
        Assert.IsFalse(Store.TryFetchBlob(Name("a"), 1, _folder["got"], executable: false, default));
        Assert.IsFalse(File.Exists(_folder["got"]));
        Assert.IsEmpty(Faults);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(700)]
    [DataRow(100_000)]
    public void An_entry_that_was_stored_is_found(int length)
    {
        byte[] entry = Content(length);
        Assert.IsTrue(Store.TryStoreAction(Name("a"), entry, default));
        Settle(Store);

        using ICacheStore another = Open(Fault);
        foreach (ICacheStore store in new[] { Store, another })
        {
            Assert.IsFalse(store.IsMissing(Name("a")), "What is there is never said not to be.");
            CollectionAssert.AreEqual(entry, store.FindAction(Name("a"), default));
        }

        Assert.IsNull(Store.FindAction(Name("b"), default));
        Assert.IsEmpty(Faults);
    }

    [TestMethod]
    public void An_entry_takes_the_place_of_one_that_is_there()
    {
        foreach (byte[] entry in new[] { Content(300), Content(20), Content(5_000) })
        {
            Assert.IsTrue(Store.TryStoreAction(Name("a"), entry, default));
            Settle(Store);
            CollectionAssert.AreEqual(entry, Store.FindAction(Name("a"), default));
        }
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(10_000)]
    [DataRow(255 * 1024)]
    [DataRow(256 * 1024)]
    [DataRow(256 * 1024 + 1)]
    [DataRow(5_000_000)]
    public void A_blob_that_was_stored_is_fetched(int length)
    {
        (Digest blob, string file) = MakeFile("made", length);
        Assert.IsTrue(Store.TryStoreBlob(blob, length, file, default));
        Settle(Store);
        // What becomes of the file then is nothing to the store.
        File.WriteAllText(file, "other");

        using ICacheStore another = Open(Fault);
        int number = 0;
        foreach (ICacheStore store in new[] { Store, another })
        {
            string got = _folder["got" + number++];
            Assert.IsTrue(store.TryFetchBlob(blob, length, got, executable: false, default));
            Assert.AreEqual(blob, Digest.Of(File.ReadAllBytes(got)));
        }

        Assert.IsEmpty(Faults);
    }

    [TestMethod]
    [DataRow(10)]
    [DataRow(300_000)]
    public void A_fetched_file_is_new_and_may_be_run_if_that_is_asked(int length)
    {
        (Digest blob, string file) = MakeFile("made", length);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-1));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.IsTrue(Store.TryStoreBlob(blob, length, file, default));
        Settle(Store);
        Assert.IsTrue(Store.TryFetchBlob(blob, length, _folder["plain"], executable: false, default));
        Assert.IsTrue(Store.TryFetchBlob(blob, length, _folder["program"], executable: true, default));

        foreach (string got in new[] { _folder["plain"], _folder["program"] })
            Assert.IsGreaterThan(DateTime.UtcNow.AddHours(-1), File.GetLastWriteTimeUtc(got), got);
        if (OperatingSystem.IsWindows())
            return;
        File.WriteAllText(_folder["as others"], "");
        UnixFileMode ordinary = File.GetUnixFileMode(_folder["as others"]);
        Assert.AreEqual(ordinary, File.GetUnixFileMode(_folder["plain"]));
        Assert.AreEqual(UnixFileMode.UserExecute, File.GetUnixFileMode(_folder["program"]) & UnixFileMode.UserExecute);
        Assert.AreEqual(ordinary, File.GetUnixFileMode(_folder["program"]) & ~(UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute));
    }

    [TestMethod]
    [DataRow(10)]
    [DataRow(300_000)]
    public void A_file_that_is_not_what_is_said_is_not_kept(int length)
    {
        (Digest blob, string file) = MakeFile("made", length);
        byte[] changed = File.ReadAllBytes(file);
        changed[length / 2] ^= 1;
        File.WriteAllBytes(_folder["changed"], changed);
        File.WriteAllBytes(_folder["shorter"], changed[..^1]);
        Directory.CreateDirectory(_folder["a folder"]);

        foreach (string other in new[] { "changed", "shorter", "a folder", "nothing" })
            Assert.IsFalse(Store.TryStoreBlob(blob, length, _folder[other], default), other);
        Assert.IsFalse(Store.TryStoreBlob(blob, length + 1, file, default), "another size");
        Settle(Store);
        Assert.IsFalse(Store.TryFetchBlob(blob, length, _folder["got"], executable: false, default));
        Assert.IsFalse(File.Exists(_folder["got"]));
    }

    [TestMethod]
    public void A_file_that_changes_all_the_time_is_kept_whole_or_not_at_all()
    {
        const int Length = 600_000;
        (Digest blob, string file) = MakeFile("made", Length);
        byte[] content = File.ReadAllBytes(file);
        using var stop = new CancellationTokenSource();
        var writer = new Thread(() =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            for (int round = 0; !stop.IsCancellationRequested; round++)
            {
                stream.Position = round * 7919 % Length;
                stream.WriteByte((byte)(content[stream.Position] ^ (round & 1)));
            }
        });
        writer.Start();
        bool stored = false;
        for (int i = 0; i < 20 && !stored; i++)
            stored = Store.TryStoreBlob(blob, Length, file, default);
        stop.Cancel();
        writer.Join();
        Settle(Store);

        Assert.AreEqual(stored, Store.TryFetchBlob(blob, Length, _folder["got"], executable: false, default));
        Assert.AreEqual(stored, File.Exists(_folder["got"]) && Digest.Of(File.ReadAllBytes(_folder["got"])) == blob);
    }

    [TestMethod]
    public void Many_who_write_and_read_the_same_at_once_see_it_whole()
    {
        const int Length = 300_000;
        (Digest small, string smallFile) = MakeFile("small", 5_000);
        (Digest large, string largeFile) = MakeFile("large", Length);
        byte[][] entries = [.. Enumerable.Range(0, 4).Select(i => Content(500 + (i * 300)))];
        using ICacheStore another = Open(Fault);
        Parallel.For(0, 64, i =>
        {
            ICacheStore store = i % 2 == 0 ? Store : another;
            store.TryStoreBlob(small, 5_000, smallFile, default);
            store.TryStoreBlob(large, Length, largeFile, default);
            store.TryStoreAction(Name("a"), entries[i % 4], default);
            if (store.TryFetchBlob(small, 5_000, _folder["small" + i], executable: false, default))
                Assert.AreEqual(small, Digest.Of(File.ReadAllBytes(_folder["small" + i])));
            if (store.TryFetchBlob(large, Length, _folder["large" + i], executable: false, default))
                Assert.AreEqual(large, Digest.Of(File.ReadAllBytes(_folder["large" + i])));
            if (store.FindAction(Name("a"), default) is { } found)
                Assert.IsTrue(entries.Any(entry => entry.AsSpan().SequenceEqual(found)), "An entry that nobody stored.");
        });
        Settle(Store);
        Settle(another);

        Assert.IsTrue(Store.TryFetchBlob(small, 5_000, _folder["small at last"], executable: false, default));
        Assert.IsTrue(Store.TryFetchBlob(large, Length, _folder["large at last"], executable: false, default));
        Assert.IsNotNull(Store.FindAction(Name("a"), default));
        Assert.IsEmpty(Faults);
    }

    [TestMethod]
    public void What_is_cancelled_ends_so_and_leaves_no_file()
    {
        (Digest blob, string file) = MakeFile("made", 5_000_000);
        Assert.IsTrue(Store.TryStoreBlob(blob, 5_000_000, file, default));
        Settle(Store);
        var cancelled = new CancellationToken(canceled: true);

        Assert.Throws<OperationCanceledException>(() => Store.FindAction(Name("a"), cancelled));
        Assert.Throws<OperationCanceledException>(() => Store.TryFetchBlob(blob, 5_000_000, _folder["got"], executable: false, cancelled));
        Assert.Throws<OperationCanceledException>(() => Store.TryStoreBlob(blob, 5_000_000, file, cancelled));
        Assert.Throws<OperationCanceledException>(() => Store.TryStoreAction(Name("a"), [1], cancelled));
        Assert.IsFalse(File.Exists(_folder["got"]));
        Assert.IsNull(Store.FindAction(Name("a"), default));
        Assert.IsEmpty(Faults);
    }

    /// <summary>The name of something.</summary>
    protected static Digest Name(string text) => Digest.Of(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>So many bytes, always the same.</summary>
    protected static byte[] Content(int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }

    /// <summary>Makes a file of so many bytes.</summary>
    protected (Digest Blob, string File) MakeFile(string name, int length)
    {
        byte[] content = Content(length);
        File.WriteAllBytes(_folder[name], content);
        return (Digest.Of(content), _folder[name]);
    }

    private void Fault(CacheFault fault)
    {
        lock (_faults)
            _faults.Add(fault);
    }
}
