using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Storage;

[TestClass]
public sealed class FileTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemoryFileSystem _disk = new();
    private PathTable _paths;
    private Journal _journal;
    private FileTable _files;

    public FileTableTests() => (_paths, _journal, _files) = NewBuild();

    public void Dispose()
    {
        _journal.Dispose();
        _folder.Dispose();
    }

    [TestMethod]
    public void It_is_steady_until_something_is_another_or_may_be_without_showing_it()
    {
        _disk.Write("in", "content");
        _disk.Advance();
        AssertDigest("content", "in");
        Assert.IsTrue(_files.IsSteady);
        Assert.AreEqual("in", _files.Examined().Single().Key);
        _files.Required = _files.Advance();
        _files.StatOf(Number("in"));
        Assert.IsTrue(_files.IsSteady);
        _disk.Write("in", "other");
        _files.Required = _files.Advance();
        _files.StatOf(Number("in"));
        Assert.IsFalse(_files.IsSteady);

        NextBuild();
        _disk.Write("racy", "now");
        AssertDigest("now", "racy");
        Assert.IsFalse(_files.IsSteady);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux, IgnoreMessage = "Elsewhere no file says that it is empty and is not.")]
    public void What_the_system_makes_up_as_it_is_read_is_never_remembered()
    {
        var files = new FileTable(new DiskFileSystem("/"), _paths, _journal);
        Assert.IsTrue(files.TryDigest(Number("/proc/uptime"), out _));
        Assert.IsFalse(files.IsSteady);
        Assert.IsTrue(_journal.Memo(Number("/proc/uptime"))?.Racy);
    }

    [TestMethod]
    public void An_untouched_file_is_not_read_again_in_a_later_build()
    {
        _disk.Write("in", "content");
        _disk.Advance();
        Assert.AreEqual(7, _files.BytesToHash(Number("in")));
        AssertDigest("content", "in");
        Assert.AreEqual(0, _files.BytesToHash(Number("in")));

        NextBuild();

        Assert.AreEqual(0, _files.BytesToHash(Number("in")));
        AssertDigest("content", "in");
        Assert.AreEqual(1, _disk.Hashes);
    }

    [TestMethod]
    public void A_touched_file_is_read_again_once()
    {
        _disk.Write("in", "content");
        _disk.Advance();
        AssertDigest("content", "in");
        _disk.Touch("in");
        _disk.Advance();

        for (int build = 0; build < 2; build++)
        {
            NextBuild();
            AssertDigest("content", "in");
        }

        Assert.AreEqual(2, _disk.Hashes);
    }

    [TestMethod]
    public void A_file_read_in_the_tick_it_was_written_in_is_read_again_in_the_next_build()
    {
        _disk.Write("in", "one");
        AssertDigest("one", "in");
        _disk.Write("in", "two");

        NextBuild();

        AssertDigest("two", "in");
    }

    [TestMethod]
    public void A_stamp_of_whole_seconds_is_racy_for_two_seconds()
    {
        _disk.Tick = 1_000_000_000;
        _disk.Write("in", "one");
        _disk.Advance(1_500_000_000);
        AssertDigest("one", "in");
        NextBuild();
        AssertDigest("one", "in");
        Assert.AreEqual(2, _disk.Hashes);
        _disk.Advance(3_000_000_000);
        NextBuild();
        AssertDigest("one", "in");
        NextBuild();
        AssertDigest("one", "in");
        Assert.AreEqual(3, _disk.Hashes);
    }

    [TestMethod]
    public void A_file_that_changes_while_it_is_read_is_read_again()
    {
        _disk.Write("in", "one");
        _disk.Advance();
        _disk.Hashed = _ =>
        {
            _disk.Hashed = null;
            _disk.Write("in", "two!");
            _disk.Advance();
        };

        AssertDigest("two!", "in");
        NextBuild();
        AssertDigest("two!", "in");
        Assert.AreEqual(2, _disk.Hashes);
    }

    [TestMethod]
    public void A_file_that_never_rests_is_not_vouched_for()
    {
        _disk.Write("in", "x");
        _disk.Advance();
        _disk.Hashed = _ =>
        {
            _disk.Touch("in");
            _disk.Advance();
        };
        AssertDigest("x", "in");
        Assert.AreEqual(3, _disk.Hashes);
        _disk.Hashed = null;

        NextBuild();

        AssertDigest("x", "in");
        Assert.AreEqual(4, _disk.Hashes);
    }

    [TestMethod]
    public void A_file_that_goes_while_it_is_read_is_missing()
    {
        _disk.Write("in", "x");
        _disk.Hashed = _ => _disk.DeleteFile("in");

        Assert.IsFalse(_files.TryDigest(Number("in"), out _));
    }

    [TestMethod]
    public void A_missing_file_has_no_digest_and_its_memo_goes()
    {
        _disk.Write("in", "x");
        _disk.Advance();
        AssertDigest("x", "in");
        _disk.DeleteFile("in");
        NextBuild();

        Assert.IsFalse(_files.TryDigest(Number("in"), out _));
        NextBuild();
        Assert.IsNull(_journal.Memo(Number("in")));
    }

    [TestMethod]
    public void A_path_is_examined_once_until_it_is_forgotten()
    {
        _disk.Write("in", "one");
        AssertDigest("one", "in");
        int stats = _disk.Stats;
        _disk.Advance();
        _disk.Write("in", "two");
        AssertDigest("one", "in");
        Assert.AreEqual(stats, _disk.Stats);

        _files.Forget(Number("in"));

        AssertDigest("two", "in");
    }

    [TestMethod]
    public void A_device_is_never_opened()
    {
        _disk.AddDevice("dev");

        Assert.IsTrue(_files.TryDigest(Number("dev"), out _));
        Assert.AreEqual(0, _disk.Hashes);
    }

    [TestMethod]
    public void A_folders_digest_tells_every_difference_below_it()
    {
        _disk.Write("t/a", "a");
        _disk.Write("t/b/c", "c");
        HashSet<Digest> seen = [FolderDigest()];
        Action[] changes =
        [
            () => _disk.Write("t/b/c", "changed"),
            () => _disk.CreateFolder("t/empty"),
            () => _disk.Write("t/d", ""),
            () => _disk.DeleteFile("t/a"),
            () => _disk.AddLink("t/link", "b"),
            () => _disk.AddLink("t/dangling", "x"),
        ];
        foreach (Action change in changes)
        {
            change();
            _disk.Advance();
            _files.Forget(Number("t/"));
            Assert.IsTrue(seen.Add(FolderDigest()));
            Assert.IsFalse(seen.Add(FolderDigest()));
        }
    }

    [TestMethod]
    public void A_folders_digest_is_the_same_under_another_name()
    {
        foreach (string folder in new[] { "t/", "elsewhere/u/" })
        {
            _disk.Write(folder + "b", "1");
            _disk.Write(folder + "a/c", "2");
        }

        Assert.IsTrue(_files.TryDigest(Number("elsewhere/u/"), out Digest other));
        Assert.AreEqual(FolderDigest(), other);
        Assert.IsTrue(_files.TryDigest(Number("t"), out Digest without));
        Assert.AreEqual(other, without);
    }

    [TestMethod]
    public void A_file_written_in_a_folder_is_seen_in_the_folders_digest()
    {
        Assert.IsFalse(_files.TryDigest(Number("t/"), out _));
        Assert.IsFalse(_files.TryDigest(Number("t"), out _));
        _disk.Write("t/a/b", "1");
        _files.Forget(Number("t/a/b"));
        Digest one = FolderDigest();
        Assert.AreEqual(1, _files.StatOf(Number("t/a/b")).Size);
        Assert.IsTrue(_files.TryDigest(Number("t"), out _));
        _disk.Write("t/a/b", "22");
        _files.Forget(Number("t/a/b"));

        Assert.AreNotEqual(one, FolderDigest());
    }

    [TestMethod]
    public void To_forget_a_folder_forgets_what_is_in_it()
    {
        _disk.Write("t/old", "x");
        _disk.Write("tt", "x");
        AssertDigest("x", "t/old");
        AssertDigest("x", "tt");
        Assert.AreEqual(FileKind.Missing, _files.StatOf(Number("t/new")).Kind);
        _disk.DeleteFile("t/old");
        _disk.DeleteFile("tt");
        _disk.Write("t/new", "y");

        _files.Forget(Number("t/"));

        Assert.IsFalse(_files.TryDigest(Number("t/old"), out _));
        AssertDigest("y", "t/new");
        AssertDigest("x", "tt");
    }

    [TestMethod]
    public void Bytes_to_hash_of_a_folder_are_those_of_its_members()
    {
        _disk.Write("t/a", "123");
        _disk.Write("t/b/c", "4567");
        _disk.Advance();
        AssertDigest("123", "t/a");

        Assert.AreEqual(4, _files.BytesToHash(Number("t/")));
    }

    [TestMethod]
    [DataRow(10, 4)]
    [DataRow(2000, 1)]
    [DataRow(2000, 4)]
    public void Prefetched_paths_are_not_examined_again(int count, int threads)
    {
        int[] paths = new int[count];
        for (int i = 0; i < count; i++)
        {
            paths[i] = Number($"in/{i}");
            _disk.Write($"in/{i}", new string('x', i));
        }

        _files.Prefetch([.. paths, .. paths], threads);

        Assert.AreEqual(count, _disk.Stats);
        for (int i = 0; i < count; i++)
            Assert.AreEqual(i, _files.StatOf(paths[i]).Size);
        Assert.AreEqual(count, _disk.Stats);
    }

    private int Number(string path) => _paths.Intern(path);

    private Digest FolderDigest()
    {
        Assert.IsTrue(_files.TryDigest(Number("t/"), out Digest digest));
        return digest;
    }

    private void AssertDigest(string content, string path)
    {
        Assert.IsTrue(_files.TryDigest(Number(path), out Digest digest));
        Assert.AreEqual(Sample.DigestOf(content), digest);
    }

    private void NextBuild()
    {
        _journal.Dispose();
        (_paths, _journal, _files) = NewBuild();
    }

    private (PathTable Paths, Journal Journal, FileTable Files) NewBuild()
    {
        (Journal journal, PathTable paths) = Sample.Open(_folder["journal"]);
        return (paths, journal, new FileTable(_disk, paths, journal));
    }
}
