using System.Diagnostics;
using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Caching;

/// <summary>What a cache in a folder does beside what all do: what is damaged, what cannot be written.</summary>
public abstract class FolderCacheContract : CacheStoreContract
{
    private const int Small = 3_000, Large = 400_000;

    private readonly TemporaryFolder _place = new();

    protected string Root => _place["some/cache"];

    private FolderCache Cache => (FolderCache)Store;

    protected abstract FolderCache OpenFolder(string folder, Action<CacheFault> onFault);

    protected override ICacheStore Open(Action<CacheFault> onFault) => OpenFolder(Root, onFault);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _place.Dispose();
    }

    [TestMethod]
    public void A_folder_is_made_with_the_first_that_is_stored()
    {
        Assert.IsNull(Store.FindAction(Name("a"), default));
        Cache.NoteBuild(default);
        Assert.AreEqual(0, Cache.Statistics().Entries);
        Assert.IsFalse(Directory.Exists(_place["some"]));

        Assert.IsTrue(Store.TryStoreAction(Name("a"), [1], default));
        Assert.IsTrue(File.Exists(PathOf("ac", Name("a"))));
        Assert.StartsWith("Signature: 8a477f597d28d172789f06886806bc55", File.ReadAllText(Path.Combine(Root, "CACHEDIR.TAG")));
        Assert.IsEmpty(Temporary());
    }

    [TestMethod]
    public void Blobs_lie_as_in_Bazels_disk_cache()
    {
        (Digest blob, string file) = MakeFile("made", Small);
        Store.TryStoreBlob(blob, Small, file, default);

        CollectionAssert.AreEqual(File.ReadAllBytes(file), File.ReadAllBytes(PathOf("cas", blob)));
    }

    [TestMethod]
    public void An_entrys_file_is_the_message_that_was_stored_to_others_who_read_it()
    {
        var result = new CachedResult { Node = "n", Files = [new CachedFile("f", Name("f"), 3, false)] };
        Store.TryStoreAction(Name("a"), CachedResultCodec.Encode(Name("a"), result), default);

        Assert.AreEqual(RandomResult.Text(result), RandomResult.Text(CachedResultCodec.Decode(Name("a"), File.ReadAllBytes(PathOf("ac", Name("a"))))));
    }

    [TestMethod]
    [DataRow(Small)]
    [DataRow(Large)]
    public void A_damaged_blob_is_none_is_gone_and_can_be_stored_anew(int length)
    {
        (Digest blob, string file) = MakeFile("made", length);
        string path = PathOf("cas", blob);
        int number = 0;
        foreach ((string what, Action<string> damage) in Damages())
        {
            Assert.IsTrue(Store.TryStoreBlob(blob, length, file, default), what);
            damage(path);
            string got = Files["got" + number++];
            Assert.IsFalse(Store.TryFetchBlob(blob, length, got, executable: false, default), what);
            Assert.IsFalse(Path.Exists(got), what);
            Assert.IsFalse(Path.Exists(path), what);
            Assert.IsTrue(Store.TryStoreBlob(blob, length, file, default), what);
            Assert.IsTrue(Store.TryFetchBlob(blob, length, got, executable: false, default), what);
        }

        Assert.IsEmpty(Faults);
    }

    [TestMethod]
    public void A_damaged_entry_is_none_is_gone_and_can_be_stored_anew()
    {
        byte[] entry = Content(700);
        string path = PathOf("ac", Name("a"));
        foreach ((string what, Action<string> damage) in Damages())
        {
            Assert.IsTrue(Store.TryStoreAction(Name("a"), entry, default), what);
            damage(path);
            Assert.IsNull(Store.FindAction(Name("a"), default), what);
            Assert.IsFalse(Path.Exists(path), what);
            Assert.IsTrue(Store.TryStoreAction(Name("a"), entry, default), what);
            CollectionAssert.AreEqual(entry, Store.FindAction(Name("a"), default), what);
        }

        Assert.IsEmpty(Faults);
    }

    [TestMethod]
    public void What_is_odd_in_the_place_of_what_is_stored_gives_way()
    {
        (Digest blob, string file) = MakeFile("made", Small);
        string path = PathOf("cas", blob);
        foreach ((string what, Action<string> damage) in Damages().Where(one => one.What.StartsWith("a ", StringComparison.Ordinal)))
        {
            Store.TryStoreBlob(blob, Small, file, default);
            damage(path);
            Assert.IsTrue(Store.TryStoreBlob(blob, Small, file, default), what);
            Assert.AreEqual(blob, Digest.Of(File.ReadAllBytes(path)), what);
        }
    }

    [TestMethod]
    public void An_entry_under_the_name_of_another_is_none()
    {
        Store.TryStoreAction(Name("a"), Content(100), default);
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf("ac", Name("b")))!);
        File.Move(PathOf("ac", Name("a")), PathOf("ac", Name("b")));

        Assert.IsNull(Store.FindAction(Name("b"), default));
    }

    [TestMethod]
    public void A_use_is_noted_to_the_hour()
    {
        (Digest blob, string file) = MakeFile("made", Small);
        (Digest large, string largeFile) = MakeFile("large", Large);
        Store.TryStoreBlob(blob, Small, file, default);
        Store.TryStoreBlob(large, Large, largeFile, default);
        Store.TryStoreAction(Name("a"), Content(10), default);
        (string Path, Action Use)[] uses =
        [
            (PathOf("cas", blob), () => Store.TryFetchBlob(blob, Small, Files[Guid.NewGuid().ToString()], executable: false, default)),
            (PathOf("cas", blob), () => Store.TryStoreBlob(blob, Small, file, default)),
            (PathOf("cas", large), () => Store.TryFetchBlob(large, Large, Files[Guid.NewGuid().ToString()], executable: false, default)),
            (PathOf("ac", Name("a")), () => Store.FindAction(Name("a"), default)),
        ];
        foreach ((string path, Action use) in uses)
        {
            DateTime recently = DateTime.UtcNow.AddMinutes(-50);
            File.SetLastWriteTimeUtc(path, recently);
            use();
            Assert.IsLessThan(recently.AddSeconds(1), File.GetLastWriteTimeUtc(path));
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-2));
            use();
            Assert.IsGreaterThan(recently, File.GetLastWriteTimeUtc(path));
        }
    }

    [TestMethod]
    public void Where_a_file_lies_in_its_place_nothing_is_kept_and_that_is_told_once()
    {
        Directory.CreateDirectory(_place["some"]);
        File.WriteAllText(Root, "no folder");
        (Digest blob, string file) = MakeFile("made", Small);

        Assert.IsNull(Store.FindAction(Name("a"), default));
        Assert.IsFalse(Store.TryFetchBlob(blob, Small, Files["got"], executable: false, default));
        for (int i = 0; i < 5; i++)
        {
            Assert.IsFalse(Store.TryStoreBlob(blob, Small, file, default));
            Assert.IsFalse(Store.TryStoreAction(Name("a"), [1], default));
        }

        Assert.HasCount(1, Faults);
        Assert.AreEqual(Root, Faults[0].Store);
        Assert.AreEqual("no folder", File.ReadAllText(Root));
    }

    [TestMethod]
    public void What_may_not_be_written_is_not_kept_and_what_is_there_is_found()
    {
        if (OperatingSystem.IsWindows() || Environment.UserName == "root")
        {
            Assert.Inconclusive("Who may do all cannot be refused anything.");
            return;
        }

        Store.TryStoreAction(Name("a"), [1], default);
        File.SetUnixFileMode(Path.Combine(Root, "tmp"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Assert.IsFalse(Store.TryStoreAction(Name("b"), [1], default));
            Assert.IsNotNull(Store.FindAction(Name("a"), default));
            Assert.HasCount(1, Faults);
        }
        finally
        {
            File.SetUnixFileMode(Path.Combine(Root, "tmp"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Everything that can lie where an entry or a blob was.</summary>
    private IEnumerable<(string What, Action<string> Do)> Damages()
    {
        yield return ("no bytes", path => File.WriteAllBytes(path, []));
        yield return ("cut short", path => File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]));
        yield return ("its end is zeros", path => File.WriteAllBytes(path, [.. File.ReadAllBytes(path)[..^64], .. new byte[64]]));
        yield return ("a byte more", path => File.AppendAllText(path, "x"));
        yield return ("another bit", path =>
        {
            byte[] bytes = File.ReadAllBytes(path);
            bytes[bytes.Length / 2] ^= 4;
            File.WriteAllBytes(path, bytes);
        }
        );
        yield return ("a folder", path =>
        {
            File.Delete(path);
            Directory.CreateDirectory(Path.Combine(path, "in"));
        }
        );
        if (OperatingSystem.IsWindows())
            yield break;
        yield return ("a link to the same bytes", path =>
        {
            File.Move(path, Files[Path.GetRandomFileName()] is var away ? away : "");
            File.CreateSymbolicLink(path, away);
        }
        );
        yield return ("a link to nothing", path =>
        {
            File.Delete(path);
            File.CreateSymbolicLink(path, "nothing");
        }
        );
        yield return ("a pipe", path =>
        {
            File.Delete(path);
            using Process made = Process.Start("mkfifo", [path]);
            made.WaitForExit();
        }
        );
    }

    private string[] Temporary() => Directory.Exists(Path.Combine(Root, "tmp")) ? Directory.GetFileSystemEntries(Path.Combine(Root, "tmp")) : [];

    private string PathOf(string kind, Digest digest) => Path.Combine(Root, kind, digest.ToString()[..2], digest.ToString());
}
