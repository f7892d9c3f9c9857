using TaskGraph.Execution.Storage;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Storage;

[TestClass]
public sealed class MemoryFileSystemTests : FileSystemContract
{
    private readonly MemoryFileSystem _disk = new();

    protected override IFileSystem Disk => _disk;

    [TestMethod]
    public void A_write_in_the_same_tick_does_not_change_the_stat()
    {
        _disk.Write("file", "one");
        FileStat one = _disk.Stat("file");
        _disk.Write("file", "two");

        Assert.AreEqual(one, _disk.Stat("file"));
    }

    protected override void Write(string path, byte[] content) => _disk.Write(path, content);

    protected override bool TryLink(string path, string target)
    {
        _disk.AddLink(path, target);
        return true;
    }

    protected override void PassTick() => _disk.Advance();
}
