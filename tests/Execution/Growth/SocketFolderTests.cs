using TaskGraph.Execution.Growth;

namespace TaskGraph.Execution.Tests.Growth;

[TestClass]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class SocketFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("taskgraph-socket-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void It_is_its_owners_alone_and_nobody_knows_its_name_beforehand()
    {
        string one = SocketFolder.Create([_folder], 200)!, other = SocketFolder.Create([_folder], 200)!;
        Assert.AreNotEqual(one, other);
        Assert.StartsWith(_folder + "/taskgraph-", one);
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(one));
    }

    [TestMethod]
    [DataRow("777", false)]
    [DataRow("770", false)]
    [DataRow("1777", true)]
    [DataRow("755", true)]
    public void Where_others_could_put_another_folder_in_its_place_it_is_not_made(string mode, bool made)
    {
        string parent = Directory.CreateDirectory(Path.Combine(_folder, "shared")).FullName;
        File.SetUnixFileMode(parent, (UnixFileMode)Convert.ToInt32(mode, 8));
        string? folder = SocketFolder.Create([parent, _folder], 200);
        Assert.AreEqual(made, folder!.StartsWith(parent + "/", StringComparison.Ordinal));
        Assert.AreEqual(made ? 1 : 0, Directory.GetDirectories(parent).Length);
    }

    [TestMethod]
    public void A_path_that_is_too_long_goes_to_the_next()
    {
        string deep = Directory.CreateDirectory(Path.Combine(_folder, new string('d', 100))).FullName;
        Assert.StartsWith("/tmp/taskgraph-", Removed(SocketFolder.Create([deep, "/tmp"], 94)!));
        Assert.IsEmpty(Directory.GetDirectories(deep));
        Assert.IsNull(SocketFolder.Create([deep, Path.Combine(_folder, "missing")], 94));
    }

    private static string Removed(string folder)
    {
        Directory.Delete(folder);
        return folder;
    }
}
