using TaskGraph.Testing;

namespace TaskGraph.Sdk.Tests.Caching;

/// <summary>Each is made in one folder and fetched into another.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class OutputsThatAreOdd : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void A_folder_has_no_empty_ones_that_only_an_earlier_run_left()
    {
        const string Nodes = """
            <Node Include="a" Command="for i in `cat in`; do mkdir -p o/d$i; echo $i &gt; o/d$i/f; done; mkdir -p o/e`wc -w &lt; in`" Outputs="o/" Inputs="in" />
            <Node Include="b" Command="ls o &gt; b" Outputs="b" DependsOn="a" />
            """;
        Clone("one", Nodes, "1 2");
        Build("one");
        _workspace.File("one/in", "4");
        Build("one").Says("2 executed");
        Assert.AreEqual("d4\ne1", _workspace.Read("one/b"), "What a clean build would leave.");

        Clone("two", Nodes, "4");
        Build("two").Says("2 from cache");

        Assert.AreEqual("d4\ne1", _workspace.Read("two/b"));
        CollectionAssert.AreEquivalent(new[] { "d4", "e1" }, Directory.GetFileSystemEntries(_workspace.PathOf("two/o")).Select(Path.GetFileName).ToArray());
    }

    [TestMethod]
    public void A_glob_has_no_folders_that_only_an_earlier_run_left()
    {
        Clone("one", """<Node Include="n" Command="sh -e in" Inputs="in" Outputs="o/**" />""", "mkdir -p o/q; echo 1 > o/q/x; echo k > o/keep");
        Build("one");
        _workspace.File("one/in", "mkdir -p o; echo 2 > o/q; echo k > o/keep");
        Build("one").Says("1 executed");

        Assert.AreEqual("2", _workspace.Read("one/o/q"));

        _workspace.File("one/in", "mkdir -p o/q; echo 1 > o/q/x; echo k > o/keep");
        Build("one").Says("1 from cache");
        Assert.AreEqual("1", _workspace.Read("one/o/q/x"));
    }

    [TestMethod]
    public void What_a_node_leaves_empty_each_time_is_there_and_what_is_somebodys_stays()
    {
        const string Nodes = """<Node Include="a" Command="mkdir -p o/e/f; cp in o/x" Outputs="o/" Inputs="in" />""";
        Clone("one", Nodes, "1");
        Build("one");
        Directory.CreateDirectory(_workspace.PathOf("one/o/mine/sub"));
        _workspace.File("one/in", "2");
        Build("one").Says("1 executed");
        Assert.IsTrue(Directory.Exists(_workspace.PathOf("one/o/mine/sub")));
        Clone("two", Nodes, "2");
        Directory.CreateDirectory(_workspace.PathOf("two/o/mine/sub"));

        Build("two").Says("1 from cache");

        Assert.IsTrue(Directory.Exists(_workspace.PathOf("two/o/e/f")), "The node makes it each time.");
        Assert.IsTrue(Directory.Exists(_workspace.PathOf("two/o/mine/sub")), "It was there before.");
        Clone("three", Nodes, "2");
        Build("three").Says("1 from cache");
        Assert.IsFalse(Directory.Exists(_workspace.PathOf("three/o/mine")), "Only the node's own are shared.");
    }

    [TestMethod]
    public void A_folder_that_somebody_made_there_before_is_not_the_nodes()
    {
        const string Nodes = """<Node Include="a" Command="mkdir -p o; cp in o/f" Outputs="o/" Inputs="in" />""";
        Clone("one", Nodes, "1");
        Directory.CreateDirectory(_workspace.PathOf("one/o/mine"));
        Build("one");
        Clone("two", Nodes, "1");

        Build("two").Says("1 from cache");

        Assert.IsTrue(Directory.Exists(_workspace.PathOf("one/o/mine")));
        Assert.IsFalse(Directory.Exists(_workspace.PathOf("two/o/mine")));
    }

    [TestMethod]
    public void A_dep_file_is_there_for_who_reads_it()
    {
        const string Nodes = """
            <Node Include="c" Command="echo x &gt; c.o; printf 'c.o: in\n' &gt; c.d" Outputs="c.o" DepFile="c.d" Inputs="in" />
            <Node Include="d" Command="cat c.d &gt; d.txt" Outputs="d.txt" DependsOn="c" Inputs="c.d" />
            """;
        TwoOf(Nodes, 2);

        Assert.AreEqual("c.o: in", _workspace.Read("two/d.txt"));
    }

    [TestMethod]
    public void Declarations_may_overlap() =>
        TwoOf("""<Node Include="a" Command="echo a &gt; i5.txt; echo b &gt; i6.txt; mkdir -p d/e; echo y &gt; d/e/y" Outputs="i5.txt;i?.txt;d/;d/e/y;d/**" Inputs="in" />""", 1);

    [TestMethod]
    public void Links_to_nothing_and_to_folders_are_what_they_were()
    {
        TwoOf("""<Node Include="a" Command="mkdir -p k/odd out; echo r &gt; k/odd/real; ln -s nowhere k/dangling; ln -s odd k/folder; ln -sfn ../k/odd out/l2" Outputs="k/**;out/l2" Inputs="in" />""", 1);

        Assert.AreEqual("nowhere", new FileInfo(_workspace.PathOf("two/k/dangling")).LinkTarget);
        Assert.AreEqual("odd", new FileInfo(_workspace.PathOf("two/k/folder")).LinkTarget);
        Assert.AreEqual("../k/odd", new FileInfo(_workspace.PathOf("two/out/l2")).LinkTarget);
        Build("two").Says("everything is up to date");
    }

    [TestMethod]
    public void A_link_that_leads_nowhere_here_is_gone_before_the_node_runs()
    {
        const string Nodes = """<Node Include="a" Command="test -L o.txt &amp;&amp; exit 3; ln -s real o.txt" Outputs="o.txt" Inputs="in" />""";
        Clone("one", Nodes, "1").File("one/real", "there");
        Build("one").Says("1 executed");
        Clone("two", Nodes, "1");

        // What is missing is what the node's own run leaves.
        _workspace.Build("two/flow.proj", $"-p:TaskGraphCache={_workspace.PathOf("cache")}").ShouldFail().Says("error TG1002").Never("exit code 3");
    }

    [TestMethod]
    public void A_cache_within_the_project_is_no_input_and_no_output_of_it()
    {
        const string Nodes = """<Node Include="a" Command="ls src/in &gt; out/a" Outputs="out/" Inputs="src/" />""";
        Clone("one", Nodes, "1").File("one/src/in", "1");
        foreach (string cache in new[] { "src/cache", "out/cache", "out" })
        {
            _workspace.Build("one/flow.proj", $"-p:TaskGraphCache={cache}", "-t:Rebuild").ShouldSucceed().Says("1 executed");
            _workspace.Build("one/flow.proj", $"-p:TaskGraphCache={cache}").ShouldSucceed().Says("everything is up to date");
            Assert.IsTrue(Directory.Exists(_workspace.PathOf($"one/{cache}/ac")));
            Directory.Delete(_workspace.PathOf($"one/{cache}"), recursive: true);
        }
    }

    [TestMethod]
    public void All_that_is_damaged_of_an_entry_is_mended_by_one_run()
    {
        const string Nodes = """<Node Include="a" Command="mkdir -p f; for i in 1 2 3 4; do echo $i$i &gt; f/$i; done" Outputs="f/" Inputs="in" />""";
        Clone("one", Nodes, "1");
        Build("one");
        foreach (string blob in Directory.EnumerateFiles(_workspace.PathOf("cache/cas"), "*", SearchOption.AllDirectories))
            File.WriteAllText(blob, "xx\n");
        Clone("two", Nodes, "1");
        Build("two").Says("1 executed");
        Clone("three", Nodes, "1");

        Build("three").Says("1 from cache");

        Assert.AreEqual("44", _workspace.Read("three/f/4"));
    }

    [TestMethod]
    public void A_password_in_the_address_is_not_the_nodes_to_see()
    {
        Clone("one", """<Node Include="a" Command="env &gt; env.txt" Outputs="env.txt" Inputs="in" Cacheable="false" />""", "1");
        DotnetResult built = DotnetCommand.Run(_workspace.Root, PackedSdk.Instance.Packages, environment: [new("TaskGraphCache", "http://us%40er:pa%2Fss@127.0.0.1:1/x"), new("TASKGRAPH_CACHE_TOKEN", "tok3n")], "build", "one/flow.proj");
        Assert.AreEqual(0, built.ExitCode, built.ToString());

        string seen = _workspace.Read("one/env.txt");

        Assert.Contains("TaskGraphCache=http://127.0.0.1:1/x", seen);
        Assert.DoesNotContain("ss@", seen);
        Assert.DoesNotContain("tok3n", seen);
    }

    private void TwoOf(string nodes, int count)
    {
        Clone("one", nodes, "1");
        Build("one").Says($"{count} executed");
        Clone("two", nodes, "1");
        Build("two").Says($"{count} from cache");
    }

    private Workspace Clone(string name, string nodes, string content) => _workspace.Workflow($"{name}/flow.proj", nodes).File($"{name}/in", content);

    private DotnetResult Build(string clone)
    {
        DotnetResult built = _workspace.Build($"{clone}/flow.proj", $"-p:TaskGraphCache={_workspace.PathOf("cache")}");
        Assert.AreEqual(0, built.ExitCode, built.ToString());
        return built;
    }
}
