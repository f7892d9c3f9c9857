using TaskGraph.Execution.Storage;
using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Execution.UpToDate;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Caching;

[TestClass]
public sealed class PlacementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("out/a.txt;tree/x;tree/sub/y;gen/z.cs;plain/member")]
    [DataRow("tree/")]
    [DataRow("")]
    public void What_a_node_declares_may_come_from_a_cache(string paths) => Assert.IsTrue(Fits(paths));

    [TestMethod]
    [DataRow("out/b.txt")]
    [DataRow("out/a.txt/../b.txt")]
    [DataRow("../out/a.txt")]
    [DataRow("tree/../../x")]
    [DataRow("/etc/passwd")]
    [DataRow("tree/./x")]
    [DataRow("gen/sub/z.cs")]
    [DataRow("gen/z.cpp")]
    [DataRow("obj/taskgraph/flow.proj/journal")]
    [DataRow("tree/other.txt")]
    [DataRow("tree/x;tree/x")]
    [DataRow("plainer")]
    [DataRow("tree/x\0y")]
    public void What_it_does_not_declare_may_not(string paths) => Assert.IsFalse(Fits(paths));

    [TestMethod]
    public void Nothing_may_lie_below_a_link_or_a_file()
    {
        Assert.IsTrue(Fits("tree/x", "tree/link"));
        Assert.IsFalse(Fits("tree/link/passwd", "tree/link"));
        Assert.IsFalse(Fits("tree/link/deep/passwd", "tree/link"));
        Assert.IsFalse(Fits("tree/x;tree/x/y"));
    }

    private bool Fits(string paths, params string[] links)
    {
        var problems = new List<Problem>();
        var reader = new NodeReader("/project", false, problems);
        var nodes = new List<Node>();
        Declare("n", "out/a.txt;tree/;gen/*.cs;plain");
        Declare("other", "tree/other.txt");
        var names = new PathTable(StringComparer.Ordinal);
        Graph graph = GraphBuilder.Build(nodes, names, new GraphOptions { Limits = new Limits(1, []) }, problems);
        var disk = new MemoryFileSystem();
        using Journal journal = Journal.Open(_folder["journal"], names, "boot");
        var files = new FileTable(disk, names, journal);
        var settings = new RebuildSettings
        {
            ProjectFolder = "/project",
            StateFolder = "obj/",
            Environment = new Dictionary<string, string>(),
            Interpreters = new Dictionary<string, string>(),
            References = new Dictionary<string, ReferenceProgram>(),
        };
        var declared = new DeclaredFiles(graph, files, disk, new GlobWalk(disk, files, settings), false);
        var result = new CachedResult
        {
            Node = "n",
            Files = [.. paths.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(path => new CachedFile(path, default, 0, false))],
            Links = [.. links.Select(path => new CachedLink(path, "/etc"))],
        };
        return new Placement(graph, files, disk, declared, false).Fits(0, result);

        void Declare(string name, string outputs)
        {
            reader.Begin(name, new NodeSource("flow.proj", 0), false);
            reader.Set("Command", MetadataValue.Plain("work"));
            reader.Set("Outputs", MetadataValue.List(outputs.Split(';')));
            nodes.Add(reader.End());
        }
    }
}
