using System.Diagnostics;
using TaskGraph.Execution.Storage;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Storage;

[TestClass]
public sealed class WholeFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => Path.Combine(_folder.Path, "file");

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(200_000)]
    public void A_file_is_read_to_its_end_and_no_further_than_the_limit(int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        File.WriteAllBytes(FilePath, content);

        CollectionAssert.AreEqual(content, WholeFile.Read(FilePath, length));
        CollectionAssert.AreEqual(content, WholeFile.Read(FilePath, int.MaxValue - 1));
        if (length == 0)
            return;
        string words = Assert.ThrowsExactly<IOException>(() => WholeFile.Read(FilePath, length - 1)).Message;
        Assert.AreEqual($"The file has more than {length - 1} bytes, which is the most that is read.", words);
        CollectionAssert.AreEqual(content[..^1], WholeFile.Start(FilePath, length - 1, out bool cut));
        Assert.IsTrue(cut);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void What_the_system_makes_up_while_it_is_read_is_read_whole()
    {
        CollectionAssert.AreEqual(File.ReadAllBytes("/proc/version"), WholeFile.Read("/proc/version", 1 << 20));
        Assert.ThrowsExactly<IOException>(() => WholeFile.Read("/proc/version", 5));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void A_pipe_that_nobody_writes_to_and_a_device_without_end_are_no_files()
    {
        using (Process make = Process.Start("mkfifo", FilePath))
            make.WaitForExit();
        string link = Path.Combine(_folder.Path, "link");
        File.CreateSymbolicLink(link, "/dev/zero");

        foreach (string path in new[] { FilePath, link })
            Assert.AreEqual("It is a pipe, a socket or a device, and no file that has an end.", Assert.ThrowsExactly<IOException>(() => WholeFile.Read(path, 10)).Message);
    }
}
