using System.Diagnostics;
using TaskGraph.Execution.Storage;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Storage;

[TestClass]
public class DiskFileSystemTests : FileSystemContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DiskFileSystem _disk;

    public DiskFileSystemTests()
        : this(portable: false)
    {
    }

    protected DiskFileSystemTests(bool portable) => _disk = new DiskFileSystem(_folder.Path.Replace('\\', '/'), portable);

    protected override IFileSystem Disk => _disk;

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [TestMethod]
    public void A_device_is_neither_file_nor_folder()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("No devices with paths here.");

        Assert.AreEqual(FileKind.Other, _disk.Stat("/dev/null").Kind);
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

    // More than the slack of the portable clock.
    protected override void PassTick()
    {
        long past = _disk.CoarseNow + 30_000_000;
        long start = Stopwatch.GetTimestamp();
        while (_disk.CoarseNow <= past && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(1))
            Thread.Yield();
    }
}
