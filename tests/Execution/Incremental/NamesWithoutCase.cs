using TaskGraph.Execution.Storage;
using TaskGraph.Execution.UpToDate;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Incremental;

/// <summary>Where 'Gen' and 'gen' are one folder, a node that declares the one owns what is found as the other.</summary>
[TestClass]
public sealed class NamesWithoutCase : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemoryFileSystem _disk = new(ignoreCase: true);
    private readonly PathTable _paths = new(StringComparer.OrdinalIgnoreCase);
    private readonly Journal _journal;
    private readonly FileTable _files;
    private readonly GlobWalk _globs;

    public NamesWithoutCase()
    {
        _journal = Journal.Open(_folder["journal"], _paths, "boot");
        _files = new FileTable(_disk, _paths, _journal);
        _globs = new GlobWalk(_disk, _files, new RebuildSettings
        {
            ProjectFolder = "/project",
            StateFolder = "Obj/",
            Environment = new Dictionary<string, string>(),
            Interpreters = new Dictionary<string, string>(),
            References = new Dictionary<string, ReferenceProgram>(),
            IgnoreCase = true,
        });
    }

    public void Dispose()
    {
        _journal.Dispose();
        _folder.Dispose();
    }

    [TestMethod]
    [DataRow("Gen/")]
    [DataRow("Gen/*.txt")]
    [DataRow("Gen/A.txt")]
    public void What_a_node_writes_is_not_what_its_own_glob_reads(string output)
    {
        foreach (string path in new[] { "gen/a.txt", "src/b.TXT", "obj/state.txt" })
            _disk.Write(path, "");
        Graph graph = OneNode(output);
        var found = new List<int>();
        new NodeInputs(graph, _files, _globs, new FolderOwners(graph, ignoreCase: true)).Expand(0, found);
        Assert.AreEqual("src/b.TXT", string.Join(';', found.Select(path => _paths[path])));
    }

    [TestMethod]
    [DataRow("Gen/")]
    [DataRow("Gen/*.txt")]
    public void Old_outputs_go_before_a_run(string output)
    {
        _disk.Write("gen/old.txt", "");
        Graph graph = OneNode(output);
        var old = new RecordedOutput(_paths.Intern("gen/old.txt"), _disk.Hash("gen/old.txt"));
        var record = new NodeRecord
        {
            Name = "n",
            Definition = default,
            Fingerprint = default,
            Duration = 0,
            EndedAt = 0,
            Outputs = [old],
            Discovered = [],
            TraceOffset = -1,
            TraceLength = 0,
        };
        var run = new PendingRun { Since = 0, Inputs = [], Contents = [], Stats = [], Trace = [], DefinitionLength = 0 };
        var outputs = new OldOutputs(graph, _files, _disk, new DeclaredFiles(graph, _files, _disk, _globs, ignoreCase: true), []);
        outputs.Find(0, [record], [], run);
        outputs.Clear(0, run);
        Assert.AreEqual(FileKind.Missing, _disk.Stat("GEN/OLD.txt").Kind);
    }

    private Graph OneNode(string output)
    {
        var problems = new List<Problem>();
        var reader = new NodeReader("/project", ignoreCase: true, problems);
        reader.Begin("n", new NodeSource("/project/flow.proj", 0), backslashSeparates: true);
        reader.Set("Inputs", MetadataValue.Escaped("**/*.txt"));
        reader.Set("Outputs", MetadataValue.Escaped(output));
        Graph graph = GraphBuilder.Build([reader.End()], _paths, new GraphOptions { Limits = new Limits(1, []), IgnoreCase = true }, problems);
        Assert.IsEmpty(problems);
        return graph;
    }
}
