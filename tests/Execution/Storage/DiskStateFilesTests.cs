using TaskGraph.Execution.Storage;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Storage;

[TestClass]
public sealed class DiskStateFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow(false)]
    [DataRow(true)]
    [Timeout(20_000)]
    public void A_pipe_or_a_link_in_the_place_of_a_state_file_gives_way_to_one(bool isLink)
    {
        File.WriteAllText(_folder["precious"], "precious");
        if (isLink)
            File.CreateSymbolicLink(_folder["traces"], _folder["precious"]);
        else
            MakePipe("traces");
        MakePipe("text");

        using (IStateFile file = DiskStateFiles.Instance.Open(_folder["traces"], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read))
            file.Write(0, "x"u8);
        PrivateFiles.WriteText(_folder["text"], "y");

        Assert.AreEqual("x y precious", string.Join(' ', new[] { "traces", "text", "precious" }.Select(name => File.ReadAllText(_folder[name]))));
    }

    private void MakePipe(string name)
    {
        using System.Diagnostics.Process make = System.Diagnostics.Process.Start("mkfifo", _folder[name]);
        make.WaitForExit();
    }

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
