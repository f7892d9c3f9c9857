using TaskGraph.Execution.Storage;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Storage;

[TestClass]
public sealed class DiskStateFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void A_file_that_is_larger_than_the_system_allows_is_a_disk_that_refuses()
    {
        using IStateFile file = DiskStateFiles.Instance.Open(_folder["large"], FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        try
        {
            file.Write(1L << 62, "x"u8);
        }
        catch (IOException e)
        {
            Assert.DoesNotContain("Parameter", e.Message);
            return;
        }

        Assert.Inconclusive("This disk takes files of any size.");
    }
}
