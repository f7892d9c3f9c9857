using TaskGraph.Execution.Sealing;
using TaskGraph.Execution.Storage;

namespace TaskGraph.Execution.Tests.Sealing;

[TestClass]
public sealed class SealTests : IDisposable
{
    private static readonly byte[] Key = [1, 2, 3];

    private readonly string _folder = Directory.CreateTempSubdirectory("taskgraph-seal-").FullName;

    private readonly Dictionary<string, FileStat> _seen = [];

    private string File => Path.Combine(_folder, Seal.FileName);

    private DiskFileSystem Disk => new(_folder.Replace('\\', '/'));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void What_was_sealed_is_answered()
    {
        See("a");
        Write(Observe(_ => { }));
        SealedAnswer<List<string>> answer = Seal.Read(File)!.Answer<List<string>>(name => [name], (item, name, value) => item.Add($"{name}={value}"));
        Assert.AreEqual(3, answer.Threads);
        Assert.AreEqual("n Outcome=UpToDate Ünï=; | m", string.Join(" | ", answer.Results.Select(item => string.Join(' ', item))));
        Assert.AreEqual("out Node=n", string.Join(" | ", answer.Outputs.Select(item => string.Join(' ', item))));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void It_holds_until_one_of_many_files_is_another(int threads)
    {
        for (int i = 0; i < 1200; i++)
            System.IO.File.WriteAllText(Path.Combine(_folder, $"{i}"), "");
        string[] all = [.. Enumerable.Range(0, 1300).Select(i => $"{i}")];
        See(all);
        Write(Observe(_ => { }));
        Assert.IsTrue(Holds(threads));
        foreach (int one in (int[])[0, 700, 1199])
        {
            System.IO.File.WriteAllText(Path.Combine(_folder, $"{one}"), "x");
            Assert.IsFalse(Holds(threads), $"{one}");
            See(all);
            Write(Observe(_ => { }));
            Assert.IsTrue(Holds(threads));
        }

        System.IO.File.WriteAllText(Path.Combine(_folder, "1250"), "");
        Assert.IsFalse(Holds(threads));
    }

    [TestMethod]
    public void A_file_with_other_bytes_of_the_same_size_and_time_is_another()
    {
        string file = Path.Combine(_folder, "a");
        System.IO.File.WriteAllText(file, "1");
        // To a tick of .NET's: what it reads of a finer one it cannot set again.
        var time = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        System.IO.File.SetLastWriteTimeUtc(file, time);
        if (Disk.Stat("a").Changed == 0)
            Assert.Inconclusive("This system does not tell when a file was changed.");
        See("a");
        Write(Observe(_ => { }));
        long stamp = Disk.Stat("a").Changed;
        do
        {
            System.IO.File.WriteAllText(file, "2");
            System.IO.File.SetLastWriteTimeUtc(file, time);
        }
        while (Disk.Stat("a").Changed == stamp);
        Assert.IsFalse(Holds());
    }

    [TestMethod]
    public void It_holds_until_a_file_that_was_read_is_another()
    {
        System.IO.File.WriteAllText(Path.Combine(_folder, "list"), "1");
        var later = new ObservedDisk(new Stopped(Disk) { CoarseNow = Disk.CoarseNow + 10_000_000_000 });
        later.ReadBytes("list", 10);
        Write(later);
        Assert.IsTrue(Holds());
        System.IO.File.WriteAllText(Path.Combine(_folder, "list"), "22");
        Assert.IsFalse(Holds());
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void It_holds_until_something_comes_or_goes_in_a_folder_that_was_listed(bool deep)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "src", "below"));
        Write(Observe(disk => _ = deep ? disk.EnumerateTree("src/") : disk.EnumerateNames("src/")));
        System.IO.File.WriteAllText(Path.Combine(_folder, "elsewhere"), "");
        Assert.IsTrue(Holds());
        string one = Path.Combine(_folder, "src", deep ? "below/new" : "new");
        System.IO.File.WriteAllText(one, "");
        Assert.IsFalse(Holds());
        System.IO.File.Delete(one);
        Assert.IsTrue(Holds());
        Directory.Delete(Path.Combine(_folder, "src"), recursive: true);
        Assert.IsFalse(Holds());
    }

    [TestMethod]
    public void It_holds_for_the_same_declarations_and_variables_alone()
    {
        Write(Observe(_ => { }), new() { ["SET"] = "1", ["UNSET"] = null });
        Seal seal = Seal.Read(File)!;
        Assert.IsTrue(seal.Holds(Key, name => name == "SET" ? "1" : null, Disk, 1));
        Assert.IsFalse(seal.Holds(Key, name => name == "SET" ? "2" : null, Disk, 1));
        Assert.IsFalse(seal.Holds(Key, name => name == "SET" ? "1" : "", Disk, 1));
        Assert.IsFalse(seal.Holds(Key, _ => null, Disk, 1));
        Assert.IsFalse(seal.Holds([1, 2, 4], name => name == "SET" ? "1" : null, Disk, 1));
        Assert.IsFalse(seal.Holds([1, 2], name => name == "SET" ? "1" : null, Disk, 1));
    }

    [TestMethod]
    public void A_file_that_is_damaged_or_cut_short_is_none()
    {
        See("a");
        Write(Observe(_ => { }));
        byte[] whole = System.IO.File.ReadAllBytes(File);
        Assert.IsNotNull(Seal.Read(File));
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x10;
            System.IO.File.WriteAllBytes(File, damaged);
            Assert.IsNull(Seal.Read(File), $"byte {at}");
            System.IO.File.WriteAllBytes(File, whole[..at]);
            Assert.IsNull(Seal.Read(File), $"{at} bytes");
        }

        System.IO.File.WriteAllBytes(File, [.. whole, 0]);
        Assert.IsNull(Seal.Read(File));
        System.IO.File.Delete(File);
        Assert.IsNull(Seal.Read(File));
        Directory.CreateDirectory(File);
        Assert.IsNull(Seal.Read(File));
    }

    [TestMethod]
    public void What_was_seen_two_ways_or_changed_is_not_steady()
    {
        System.IO.File.WriteAllText(Path.Combine(_folder, "a"), "a");
        Assert.IsTrue(Observe(disk =>
        {
            disk.Stat("a");
            disk.Stat("none");
            disk.Hash("a");
            _ = disk.EnumerateNames("./");
            _ = disk.EnumerateNames("./");
        }).IsSteady);
        Assert.IsFalse(Observe(disk =>
        {
            _ = disk.EnumerateNames("./");
            System.IO.File.WriteAllText(Path.Combine(_folder, "b"), "");
            _ = disk.EnumerateNames("./");
        }).IsSteady);
        Assert.IsFalse(Observe(disk => disk.DeleteFile("none")).IsSteady);
        Assert.IsFalse(Observe(disk => disk.CreateFolder("new")).IsSteady);
        Assert.IsFalse(Observe(disk => disk.SetModified("a", 0)).IsSteady);
        Assert.IsFalse(Observe(disk => disk.DeleteEmptyFolder("new")).IsSteady);
    }

    [TestMethod]
    public void A_file_that_was_read_just_after_it_was_written_is_not_steady()
    {
        string file = Path.Combine(_folder, "list");
        System.IO.File.WriteAllText(file, "1");
        System.IO.File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(1));
        if (Disk.Stat("list").Changed == 0)
            Assert.IsFalse(Observe(disk => disk.ReadBytes("list", 10)).IsSteady);
        var clock = new Stopped(Disk) { CoarseNow = Disk.Stat("list").Changed };
        var racy = new ObservedDisk(clock);
        racy.ReadBytes("list", 10);
        Assert.IsFalse(racy.IsSteady);
        clock.CoarseNow += 2_000_000_001;
        var steady = new ObservedDisk(clock);
        steady.ReadBytes("list", 10);
        Assert.AreEqual(Disk.Stat("list").Changed != 0, steady.IsSteady);
    }

    private void See(params string[] paths)
    {
        foreach (string path in paths)
            _seen[path] = Disk.Stat(path);
    }

    private ObservedDisk Observe(Action<ObservedDisk> look)
    {
        var disk = new ObservedDisk(Disk);
        look(disk);
        return disk;
    }

    private void Write(ObservedDisk disk, Dictionary<string, string?>? variables = null) => Seal.Write(File, new SealContent
    {
        Key = Key,
        Environment = variables ?? [],
        Stats = [.. _seen, .. disk.Read],
        Listings = disk.Listings,
        Threads = 3,
        Results = [new SealedItem("n", [new("Outcome", "UpToDate"), new("Ünï", ";")]), new SealedItem("m", [])],
        Outputs = [new SealedItem("out", [new("Node", "n")])],
    });

    private bool Holds(int threads = 1) => Seal.Read(File)!.Holds(Key, _ => null, Disk, threads);

    /// <summary>The disk with a clock that stands where it is put.</summary>
    private sealed class Stopped(IFileSystem disk) : IFileSystem
    {
        public long CoarseNow { get; set; }

        public FileStat Stat(string path) => disk.Stat(path);

        public bool IsLink(string path) => disk.IsLink(path);

        public TaskGraph.Model.Digest Hash(string path) => disk.Hash(path);

        public IEnumerable<string> EnumerateTree(string folder) => disk.EnumerateTree(folder);

        public IEnumerable<string> EnumerateNames(string folder) => disk.EnumerateNames(folder);

        public byte[] ReadBytes(string path, int most) => disk.ReadBytes(path, most);

        public string ReadText(string path, int most) => disk.ReadText(path, most);

        public void DeleteFile(string path) => disk.DeleteFile(path);

        public bool DeleteEmptyFolder(string path) => disk.DeleteEmptyFolder(path);

        public void CreateFolder(string path) => disk.CreateFolder(path);

        public void Replace(string file, string path) => disk.Replace(file, path);

        public void CreateLink(string path, string target) => disk.CreateLink(path, target);

        public Stream OpenRead(string path) => disk.OpenRead(path);

        public void SetModified(string path, long modified) => disk.SetModified(path, modified);
    }
}
