using System.Text;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Storage;

/// <summary>What every <see cref="IFileSystem"/> does; each implementation inherits it.</summary>
public abstract class FileSystemContract
{
    protected abstract IFileSystem Disk { get; }

    protected abstract void Write(string path, byte[] content);

    /// <summary>Makes a link; false where the system lets us not.</summary>
    protected abstract bool TryLink(string path, string target);

    /// <summary>Goes on until a file written now gets another stamp than one written before.</summary>
    protected abstract void PassTick();

    [TestMethod]
    public void What_is_not_there_is_missing()
    {
        Write("file", "x");

        foreach (string path in new[] { "nothing", "no/thing", "nothing/", "file/", "file/below", "../nothing-of-this-name", new string('x', 300) })
            Assert.AreEqual(FileStat.Missing, Disk.Stat(path), path);
    }

    [TestMethod]
    public void A_file_has_its_size_and_stamps_not_before_the_coarse_clock()
    {
        long before = Disk.CoarseNow;
        Write("folder/größe", "twelve bytes");
        FileStat stat = Disk.Stat("folder/größe");

        Assert.AreEqual(FileKind.File, stat.Kind);
        Assert.AreEqual(12, stat.Size);
        Assert.IsGreaterThanOrEqualTo(before, stat.Modified);
        Assert.AreEqual(stat, Disk.Stat("folder/größe"));
        Assert.AreEqual(FileKind.Folder, Disk.Stat("folder").Kind);
        Assert.AreEqual(FileKind.Folder, Disk.Stat("folder/").Kind);
        Assert.AreEqual(FileKind.Folder, Disk.Stat("./").Kind);
    }

    [TestMethod]
    public void A_write_in_a_later_tick_changes_the_stat()
    {
        Write("file", "one");
        FileStat one = Disk.Stat("file");
        PassTick();
        Write("file", "two");

        Assert.AreNotEqual(one, Disk.Stat("file"));
        Assert.IsLessThan(Disk.CoarseNow + 1, one.Modified);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(32 * 1024 - 1)]
    [DataRow(32 * 1024)]
    [DataRow(32 * 1024 + 1)]
    [DataRow(3_000_000)]
    public void A_digest_is_SHA256_of_the_bytes(int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        Write("file", content);

        Assert.AreEqual(Digest.Of(content), Disk.Hash("file"));
        Assert.AreEqual(Digest.Of(content), Disk.Hash("file"));
    }

    [TestMethod]
    public void What_is_no_file_has_no_digest()
    {
        Disk.CreateFolder("folder");

        Assert.Throws<FileNotFoundException>(() => Disk.Hash("nothing"));
        Assert.Throws<UnauthorizedAccessException>(() => Disk.Hash("folder"));
    }

    [TestMethod]
    public void A_tree_is_its_files_and_its_empty_folders()
    {
        Write("t/a", "");
        Write("t/b/c/d", "");
        Write("tt/not", "");
        Disk.CreateFolder("t/b/empty/");

        foreach (string folder in new[] { "t", "t/" })
            CollectionAssert.AreEquivalent(new[] { "t/a", "t/b/c/d", "t/b/empty/" }, Disk.EnumerateTree(folder).ToArray());
        CollectionAssert.AreEquivalent(new[] { "t/a", "t/b/c/d", "t/b/empty/", "tt/not" }, Disk.EnumerateTree("./").ToArray());
        Assert.IsEmpty(Disk.EnumerateTree("t/b/empty/"));
        Assert.IsEmpty(Disk.EnumerateTree("nothing/"));
        Assert.IsEmpty(Disk.EnumerateTree("t/a/"));
    }

    [TestMethod]
    public void Names_are_those_directly_in_a_folder()
    {
        Write("t/a", "");
        Write("t/b/c", "");

        foreach (string folder in new[] { "t", "t/" })
            CollectionAssert.AreEquivalent(new[] { "a", "b/" }, Disk.EnumerateNames(folder).ToArray());
        CollectionAssert.AreEquivalent(new[] { "t/" }, Disk.EnumerateNames("./").ToArray());
        Assert.IsEmpty(Disk.EnumerateNames("nothing/"));
        Assert.IsEmpty(Disk.EnumerateNames("t/a"));
    }

    [TestMethod]
    public void A_link_to_a_file_is_the_file_and_one_to_a_folder_is_not_followed_in_a_tree()
    {
        Write("real/file", "content");
        if (!TryLink("t/to-file", "../real/file") || !TryLink("t/to-folder", "../real") || !TryLink("t/to-nothing", "../gone"))
            Assert.Inconclusive("Links cannot be made here.");

        Assert.AreEqual(Disk.Stat("real/file"), Disk.Stat("t/to-file"));
        Assert.AreEqual(FileKind.Folder, Disk.Stat("t/to-folder").Kind);
        Assert.AreEqual(FileKind.File, Disk.Stat("t/to-folder/file").Kind);
        Assert.AreEqual(FileStat.Missing, Disk.Stat("t/to-nothing"));
        Assert.AreEqual(Disk.Hash("real/file"), Disk.Hash("t/to-file"));
        Assert.AreEqual(Digest.Of("../real"u8), Disk.Hash("t/to-folder"));
        Assert.AreEqual(Digest.Of("../gone"u8), Disk.Hash("t/to-nothing"));
        CollectionAssert.AreEquivalent(new[] { "t/to-file", "t/to-folder", "t/to-nothing" }, Disk.EnumerateTree("t/").ToArray());
        CollectionAssert.AreEquivalent(new[] { "to-file", "to-folder", "to-nothing" }, Disk.EnumerateNames("t/").ToArray());
        CollectionAssert.AreEquivalent(new[] { "t/to-folder/file" }, Disk.EnumerateTree("t/to-folder/").ToArray());
    }

    [TestMethod]
    public void A_link_is_deleted_and_not_what_it_points_to()
    {
        Write("real/file", "content");
        if (!TryLink("to-file", "real/file") || !TryLink("to-folder", "real"))
            Assert.Inconclusive("Links cannot be made here.");

        Assert.IsFalse(Disk.DeleteEmptyFolder("to-folder"));
        Disk.DeleteFile("to-file");
        Disk.DeleteFile("to-folder");

        CollectionAssert.AreEquivalent(new[] { "real/file" }, Disk.EnumerateTree("./").ToArray());
    }

    [TestMethod]
    public void Links_in_a_circle_lead_nowhere()
    {
        if (!TryLink("a", "b") || !TryLink("b", "a"))
            Assert.Inconclusive("Links cannot be made here.");

        Assert.AreEqual(FileStat.Missing, Disk.Stat("a"));
    }

    [TestMethod]
    public void To_delete_what_is_not_there_is_no_error()
    {
        Write("file", "");
        Disk.DeleteFile("file");
        Disk.DeleteFile("file");
        Disk.DeleteFile("no/file");

        Assert.AreEqual(FileStat.Missing, Disk.Stat("file"));
    }

    [TestMethod]
    public void Only_an_empty_folder_is_deleted()
    {
        Write("t/file", "");

        Assert.IsFalse(Disk.DeleteEmptyFolder("t/"));
        Assert.IsFalse(Disk.DeleteEmptyFolder("t/file"));
        Disk.DeleteFile("t/file");
        Assert.IsTrue(Disk.DeleteEmptyFolder("t/"));
        Assert.IsTrue(Disk.DeleteEmptyFolder("t/"));
        Assert.AreEqual(FileStat.Missing, Disk.Stat("t"));
    }

    [TestMethod]
    public void A_time_that_was_set_is_seen()
    {
        Write("file", "");
        Disk.CreateFolder("folder");
        foreach (string path in new[] { "file", "folder" })
        {
            Disk.SetModified(path, 1_600_000_000_123_456_700);
            Assert.AreEqual(1_600_000_000_123_456_700, Disk.Stat(path).Modified);
        }
    }

    [TestMethod]
    public void Text_is_read_with_invalid_bytes_replaced()
    {
        Write("file", [0xEF, 0xBB, 0xBF, (byte)'a', 0xFF, (byte)'b']);

        Assert.AreEqual("a\uFFFDb", Disk.ReadText("file", 6));
        Assert.ThrowsExactly<IOException>(() => Disk.ReadText("file", 5));
    }

    private void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));
}
