using System.Runtime.Versioning;
using TaskGraph.Testing;

namespace TaskGraph.Sdk.Tests.Caching;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ASecondClone : IDisposable
{
    private const string Nodes = """
        <Node Include="tree" Command="mkdir -p t/sub t/empty &amp;&amp; cp in.txt t/sub/a &amp;&amp; ln -s sub/a t/link &amp;&amp; ln -s nowhere t/dangling &amp;&amp; printf '#!/bin/sh\necho hi\n' &gt; t/run.sh &amp;&amp; chmod +x t/run.sh" Inputs="in.txt" Outputs="t/" />
        <Node Include="talks" Command="echo printed by talks; echo 'in.txt(1,2): warning W1: careful'; echo k=v &gt;&gt; $TASKGRAPH_RESULTS; echo said by talks &gt;&gt; $TASKGRAPH_SUMMARY; cp in.txt talks.txt" Inputs="in.txt" Outputs="talks.txt" />
        <Node Include="reads" Command="echo {results.talks.k} &gt; reads.txt" DependsOn="talks" Outputs="reads.txt" />
        <Node Include="globbed" Command="mkdir -p g; for i in `cat in.txt`; do echo $i &gt; g/$i.txt; done" Inputs="in.txt" Outputs="g/*.txt" />
        """;

    private readonly Workspace _workspace = new();

    public ASecondClone() => Clone("a", Nodes).File("a/in.txt", "one two");

    private string Cache => _workspace.PathOf("cache");

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    [UnsupportedOSPlatform("windows")]
    public void It_has_what_the_first_one_made_without_running_anything()
    {
        Build("a").Says("flow -> 4 executed, 0 up to date, 0 from cache");
        Clone("b", Nodes).File("b/in.txt", "one two");

        DotnetResult second = Build("b", "-v:n").Says("flow -> 0 executed, 0 up to date, 4 from cache (saved ");

        second.Says("[tree] came from the cache").Says("printed by talks").Says("in.txt(1,2): warning W1: careful (node 'talks')");
        Assert.AreEqual("v", _workspace.Read("b/reads.txt"));
        Assert.AreEqual("two", _workspace.Read("b/g/two.txt"));
        Assert.AreEqual("sub/a", new FileInfo(_workspace.PathOf("b/t/link")).LinkTarget);
        Assert.AreEqual("nowhere", new FileInfo(_workspace.PathOf("b/t/dangling")).LinkTarget);
        Assert.AreEqual("one two", _workspace.Read("b/t/link"));
        Assert.IsTrue(Directory.Exists(_workspace.PathOf("b/t/empty")));
        Assert.IsTrue(File.GetUnixFileMode(_workspace.PathOf("b/t/run.sh")).HasFlag(UnixFileMode.UserExecute));
        Assert.IsFalse(File.GetUnixFileMode(_workspace.PathOf("b/t/sub/a")).HasFlag(UnixFileMode.UserExecute));
        Assert.Contains("said by talks", _workspace.Read("b/obj/taskgraph/flow.proj/summary.md"));
        Build("b").Says("flow -> everything is up to date: 0 executed, 4 up to date, 0 from cache");
    }

    [TestMethod]
    public void What_an_earlier_run_left_and_the_fetched_one_did_not_is_gone()
    {
        Build("a");
        _workspace.File("a/in.txt", "one three");
        Build("a").Says("flow -> 4 executed");
        _workspace.File("a/g/own.txt", "somebody's own").File("a/in.txt", "one two");

        Build("a").Says("flow -> 0 executed, 0 up to date, 4 from cache");

        Assert.IsTrue(_workspace.Has("a/g/two.txt"));
        Assert.IsFalse(_workspace.Has("a/g/three.txt"), "A branch switch leaves nothing of the other branch.");
        Assert.AreEqual("somebody's own", _workspace.Read("a/g/own.txt"));
        Assert.AreEqual("one two", _workspace.Read("a/t/sub/a"));
    }

    [TestMethod]
    public void Its_results_say_what_was_saved()
    {
        const string Told = """<Target Name="Tell" AfterTargets="RunNodes"><Message Importance="high" Text="%(NodeResult.Identity): %(Outcome), exit code %(ExitCode), saved %(Saved)" /></Target>""";
        Clone("a", """<Node Include="slow" Command="sleep 0.2; echo x &gt; x.txt" Inputs="in.txt" Outputs="x.txt" />""", Told);
        Build("a").Says("slow: Executed, exit code 0, saved 0");
        Clone("b", """<Node Include="slow" Command="sleep 0.2; echo x &gt; x.txt" Inputs="in.txt" Outputs="x.txt" />""", Told).File("b/in.txt", "one two");

        DotnetResult second = Build("b").Says("1 from cache (saved 0.");

        Assert.MatchesRegex(@"slow: FromCache, exit code 0, saved [2-9]\d\d\b", second.Output);
    }

    [TestMethod]
    [DataRow("Prefixed", "[talks] printed by talks")]
    [DataRow("Grouped", "[talks]\n")]
    public void What_a_node_had_printed_is_told_as_if_it_ran(string mode, string told)
    {
        Build("a");
        Clone("b", Nodes).File("b/in.txt", "one two");

        Build("b", $"-p:TaskGraphLogMode={mode}").Says(told).Says("4 from cache");
    }

    [TestMethod]
    public void A_node_says_what_was_different_when_the_cache_has_nothing_for_it()
    {
        Build("a");
        Clone("b", Nodes).File("b/in.txt", "other");
        Build("b").Says("4 executed");

        Build("b", "-t:ExplainNodes").Says("tree: Executed: it has not succeeded before; the cache has no such run: since the last one that it knows, of 20").Says("its input in.txt changed: ");

        Clone("c", """<Node Include="new" Command="cp in.txt new.txt" Inputs="in.txt" Outputs="new.txt" />""").File("c/in.txt", "one two");
        Build("c");
        Build("c", "-t:ExplainNodes").Says("new: Executed: it has not succeeded before; the cache knows no run of it");
    }

    [TestMethod]
    public void What_a_dep_file_names_is_asked_for_as_well()
    {
        const string Compile = """<Node Include="cc" Command="cat main.c head.h &gt; main.o; echo 'main.o: main.c head.h' &gt; main.d" Inputs="main.c" Outputs="main.o" DepFile="main.d" />""";
        Clone("a", Compile).File("a/main.c", "1").File("a/head.h", "2");
        Build("a").Says("1 executed");
        Clone("b", Compile).File("b/main.c", "1").File("b/head.h", "3");
        Build("b").Says("1 executed");
        Clone("c", Compile).File("c/main.c", "1").File("c/head.h", "2");

        Build("c").Says("1 from cache");

        Assert.AreEqual("12", _workspace.Read("c/main.o"));
        _workspace.File("c/head.h", "3");
        Build("c").Says("1 from cache");
        Assert.AreEqual("13", _workspace.Read("c/main.o"));
        _workspace.File("c/head.h", "4");
        Build("c").Says("1 executed");
    }

    [TestMethod]
    public void What_must_not_be_shared_is_not()
    {
        const string Own = """
            <Node Include="always" Command="echo 1 &gt; always.txt" Outputs="always.txt" UpToDateCheck="Always" />
            <Node Include="none" Command="echo 2" Inputs="in.txt" />
            <Node Include="no" Command="echo 3 &gt; no.txt" Outputs="no.txt" Cacheable="false" />
            <Node Include="secret" Command="echo $KEY &gt; secret.txt" Outputs="secret.txt" SecretEnvironmentVariables="KEY" />
            <Node Include="place" Command="echo more &gt;&gt; place.txt" Inputs="place.txt" Outputs="place.txt" />
            <Node Include="changed" Command="cp seen.txt changed.txt; echo more &gt;&gt; seen.txt" Inputs="seen.txt" Outputs="changed.txt" />
            <Node Include="bad" Command="echo 4 &gt; bad.txt; exit 1" Outputs="bad.txt" ContinueOnError="true" />
            """;
        foreach (string clone in new[] { "a", "b" })
        {
            Clone(clone, Own).File($"{clone}/in.txt", "1").File($"{clone}/place.txt", "p").File($"{clone}/seen.txt", "s");
            Build(clone).Says("flow -> 6 executed, 0 up to date, 0 from cache, 0 skipped, 1 failed");
        }

        _workspace.Build("a/flow.proj", "-t:StatNodeCache", $"-p:TaskGraphCache={Cache}").ShouldSucceed().Says("holds 0 entries and 0 blobs");
    }

    [TestMethod]
    public void A_mode_says_whether_it_takes_and_whether_it_gives()
    {
        Build("a", "-p:TaskGraphCacheMode=Read").Says("4 executed");
        Assert.IsFalse(Directory.Exists(Cache), "Who reads makes nothing.");
        Build("a", "-p:TaskGraphCacheMode=Off", "-t:Rebuild").Says("4 executed");
        Assert.IsFalse(Directory.Exists(Cache));
        Build("a", "-t:Rebuild").Says("4 executed");
        Clone("b", Nodes).File("b/in.txt", "one two");
        Build("b", "-p:TaskGraphCacheMode=Off").Says("4 executed");
        Build("b", "-p:TaskGraphCacheMode=Read", "-t:Rebuild").Says("4 from cache");
    }

    [TestMethod]
    public void An_output_that_names_its_folder_is_warned_of_where_that_is_asked()
    {
        const string Absolute = """<Node Include="abs" Command="pwd &gt; abs.txt" Outputs="abs.txt" />""";
        Clone("a", Absolute);
        Build("a").Never("TG1023");

        const string Beside = """<Node Include="beside" Command="echo $PWD-2 &gt; b.txt" Outputs="b.txt" /><Node Include="no" Command="pwd &gt; c.txt" Outputs="c.txt" Cacheable="false" />""";
        Clone("b", Beside);
        Build("b", "-p:TaskGraphWarnAbsolutePaths=true").Says("2 executed").Never("TG1023");

        Build("a", "-t:Rebuild", "-p:TaskGraphCacheMode=Off", "-p:TaskGraphWarnAbsolutePaths=true").Says("warning TG1023: Node 'abs': its output 'abs.txt' has the project's folder in it");
    }

    private Workspace Clone(string name, string nodes, string rest = "") => _workspace.Workflow($"{name}/flow.proj", nodes, rest);

    private DotnetResult Build(string clone, params string[] arguments)
    {
        DotnetResult built = _workspace.Dotnet(["build", $"{clone}/flow.proj", $"-p:TaskGraphCache={Cache}", .. arguments]);
        Assert.AreEqual(0, built.ExitCode, built.ToString());
        return built;
    }
}
