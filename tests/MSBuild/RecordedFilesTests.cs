using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.MSBuild.Tests;

[TestClass]
public sealed class RecordedFilesTests
{
    [TestMethod]
    [DataRow("../GEN/", true, true)]
    [DataRow("../Gen/*.TXT", true, true)]
    [DataRow("../Gen/X.txt", true, true)]
    [DataRow("../GEN/", false, false)]
    [DataRow("../gen/", false, true)]
    public void A_file_outside_the_project_goes_if_it_is_declared_by_the_disks_idea_of_names(string declared, bool ignoreCase, bool deleted)
    {
        using var folder = new ProjectFolder("flow");
        folder.Write("../gen/x.txt", "");
        var cleaner = new RecordedFiles(new PathTable(StringComparer.Ordinal), new DiskFileSystem(folder.PathOf("").Replace('\\', '/')), ignoreCase);
        Assert.AreEqual(deleted, cleaner.Delete("../gen/x.txt", [declared]));
        Assert.AreEqual(!deleted, folder.Exists("../gen/x.txt"));
    }
}
