using TaskGraph.Execution.Storage;
using TaskGraph.Execution.UpToDate;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Incremental;

[TestClass]
public sealed class GlobWalkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Journal? _journal;

    public void Dispose()
    {
        _journal?.Dispose();
        _folder.Dispose();
    }

    private static readonly string[] Files = ["a.c", "b.h", "src/a.c", "src/b.c", "src/lib/a.c", "src/lib/x/b.c", "src2/a.c", "obj/a.c", "../flow/a.c", "../sib/a.c", "src/.c"];

    [TestMethod]
    [DataRow("*.c", "a.c")]
    [DataRow("src/*.c", "src/.c;src/a.c;src/b.c")]
    [DataRow("src/a*", "src/a.c")]
    [DataRow("s*/a.c", "src/a.c;src2/a.c")]
    [DataRow("src/*/*.c", "src/lib/a.c")]
    [DataRow("src/l*/**", "src/lib/a.c;src/lib/x/b.c")]
    [DataRow("**/a.c", "a.c;src/a.c;src/lib/a.c;src2/a.c")]
    [DataRow("src/**/x/*", "src/lib/x/b.c")]
    [DataRow("none/*", "")]
    [DataRow("../s*/*", "../sib/a.c")]
    [DataRow("obj/*", "")]
    public void All_that_match_are_found_whatever_was_looked_for_before(string pattern, string found)
    {
        var disk = new MemoryFileSystem();
        foreach (string file in Files)
            disk.Write(file, "");
        GlobWalk walk = Walk(disk, out _);
        Assert.AreEqual(found, string.Join(';', walk.Find(pattern)));
        walk.Find("src/**");
        walk.Find("*");
        Assert.AreEqual(found, string.Join(';', walk.Find(pattern)));
    }

    [TestMethod]
    public void What_a_node_made_is_found_when_the_answer_must_be_younger_than_its_end()
    {
        var disk = new MemoryFileSystem();
        disk.Write("in/x1", "");
        GlobWalk walk = Walk(disk, out FileTable files);
        Assert.HasCount(1, walk.Find("in/x*"));
        disk.Write("in/x2", "");
        Assert.HasCount(1, walk.Find("in/x*"));
        files.Required = files.Advance();
        Assert.HasCount(2, walk.Find("in/x*"));
    }

    private GlobWalk Walk(MemoryFileSystem disk, out FileTable files)
    {
        var paths = new PathTable(StringComparer.Ordinal);
        _journal = Journal.Open(_folder["journal"], paths, "boot");
        files = new FileTable(disk, paths, _journal);
        return new GlobWalk(disk, files, new RebuildSettings
        {
            ProjectFolder = "/w/flow",
            StateFolder = "obj/",
            Environment = new Dictionary<string, string>(),
            Interpreters = new Dictionary<string, string>(),
            References = new Dictionary<string, ReferenceProgram>(),
        });
    }
}
