using System.Diagnostics;
using TaskGraph.Execution.Storage;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Storage;

[TestClass]
public sealed class DiskFileSystemTests : FileSystemContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DiskFileSystem _disk;

    public DiskFileSystemTests() => _disk = new DiskFileSystem(_folder.Path.Replace('\\', '/'));

    protected override IFileSystem Disk => _disk;

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void A_device_is_neither_file_nor_folder()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("No devices with paths here.");

        Assert.AreEqual(FileKind.Other, _disk.Stat("/dev/null").Kind);
    }

    [TestMethod]
    public void The_portable_stat_agrees_with_the_systems()
    {
        Write("folder/file", [1, 2, 3]);
        bool links = TryLink("to-file", "folder/file") & TryLink("to-folder", "folder") & TryLink("to-nothing", "gone") & TryLink("circle", "circle");
        string[] paths = ["folder/file", "folder", "folder/", "gone", "folder/file/", "folder/file/below", .. links ? ["to-file", "to-folder", "to-folder/", "to-nothing", "circle"] : Array.Empty<string>()];
        foreach (string path in paths)
        {
            FileStat system = _disk.Stat(path);
            FileStat portable = PortableStat.Stat(_folder.Path + "/" + path);
            Assert.AreEqual(system.Kind, portable.Kind, path);
            if (system.Kind == FileKind.File)
                Assert.AreEqual(system.Size, portable.Size, path);
            Assert.AreEqual(system.Modified / 100, portable.Modified / 100, path);
        }
    }

    protected override void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        File.WriteAllBytes(_folder[path], content);
    }

    protected override bool TryLink(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        try
        {
            File.CreateSymbolicLink(_folder[path], target);
            return true;
        }
        catch (Exception e) when (OperatingSystem.IsWindows() && e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    protected override void PassTick()
    {
        long now = _disk.CoarseNow;
        long start = Stopwatch.GetTimestamp();
        while (_disk.CoarseNow == now && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(1))
            Thread.Yield();
    }
}
