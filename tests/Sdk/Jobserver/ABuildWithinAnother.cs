namespace TaskGraph.Sdk.Tests.Jobserver;

/// <summary>A build that is started where a jobserver is: by make, or by a node of another build.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ABuildWithinAnother : IDisposable
{
    private const string Jobs = """<Job Include="1;2;3;4;5;6" /><Node Include="@(Job->'job%(Identity)')" Command="python3 ../job.py" />""";

    private readonly CountingWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void Takes_its_slots_from_there_and_gives_them_all_back()
    {
        _workspace.Workflow("a", Jobs);
        _workspace.Workflow("b", Jobs);
        _workspace.Run("python3", ["server.py", "3", "dotnet build a/a.proj -m:8", "dotnet build b/b.proj -m:8"], ("EXPECTED", "3")).Says("codes 0 0").Says("all tokens are back").Says("Concurrency: 3 threads");
        Assert.AreEqual((3, 12), _workspace.Counted);
    }

    [TestMethod]
    public void Does_so_in_all_its_processes()
    {
        _workspace.Workflow("a", Jobs);
        _workspace.Workflow("b", Jobs);
        _workspace.Build("a b", ["-t:Restore"]);
        _workspace.Run("python3", ["server.py", "3", "dotnet build all.proj -m:2"], ("EXPECTED", "3")).Says("codes 0").Says("all tokens are back");
        Assert.AreEqual((3, 12), _workspace.Counted);
    }

    [TestMethod]
    public void Gives_them_back_when_it_fails()
    {
        _workspace.Workflow("a", """<Node Include="bad" Command="python3 ../job.py; exit 3" /><Node Include="good;other" Command="python3 ../job.py" />""");
        _workspace.Run("python3", ["server.py", "3", "dotnet build a/a.proj -m:8"], ("EXPECTED", "3")).Says("codes 1").Says("error TG1001").Says("all tokens are back");
    }

    [TestMethod]
    [DataRow("INT")]
    [DataRow("TERM")]
    [DataRow("KILL")]
    public void Gives_them_back_when_it_is_stopped(string signal)
    {
        _workspace.Workflow("a", $"""
            <Node Include="stays;stays-too" Command="python3 ../job.py" />
            <Node Include="stops" Command="while [ ! -f ../count ]; do :; done; kill -{signal} $PPID; python3 ../job.py" />
            """);
        _workspace.Run("python3", ["server.py", "3", "dotnet build a/a.proj -m:8"], ("EXPECTED", "4")).Says("all tokens are back").Never("codes 0");
    }

    [TestMethod]
    public void Takes_for_a_node_that_asks_for_several_what_there_is()
    {
        const string Wide = """<Node Include="wide1;wide2" Command="echo has $TASKGRAPH_CPUS; python3 ../job.py" Cpus="4" />""";
        _workspace.Workflow("a", Wide);
        _workspace.Workflow("b", Wide);
        _workspace.Run("python3", ["server.py", "4", "dotnet build a/a.proj -m:4", "dotnet build b/b.proj -m:4"], ("EXPECTED", "1")).Says("codes 0 0").Says("all tokens are back").Says("has ");
        Assert.AreEqual(4, _workspace.Counted.Ended);
    }

    [TestMethod]
    public void That_is_a_node_shares_with_the_build_that_it_is_in()
    {
        _workspace.Workflow("inner", Jobs);
        _workspace.Workflow("flow", """<Node Include="inner" Command="dotnet build ../inner/inner.proj -m:8" /><Node Include="beside" Command="python3 ../client.py 6" />""");
        _workspace.Build("flow", ["-m:3"], ("EXPECTED", "3")).ShouldSucceed();
        Assert.AreEqual((3, 12), _workspace.Counted);
    }

    [TestMethod]
    public void By_make_shares_with_its_other_recipes()
    {
        _workspace.UseMake();
        _workspace.Workflow("a", Jobs);
        _workspace.Write("Makefile", "JOBS = 1 2 3 4\n.PHONY: all flow $(JOBS)\nall: flow $(JOBS)\nflow:\n\t+dotnet build a/a.proj -m:8\n$(JOBS):\n\tpython3 job.py\n");
        _workspace.Run("make", ["-j3"], ("EXPECTED", "3")).ShouldSucceed();
        Assert.AreEqual((3, 10), _workspace.Counted);
    }

    [TestMethod]
    public void Whose_jobserver_is_gone_says_so_once_and_goes_by_its_own_limit()
    {
        _workspace.Workflow("a", Jobs);
        DotnetResult result = _workspace.Build("a", ["-m:2"], ("EXPECTED", "2"), ("MAKEFLAGS", " -j3 --jobserver-auth=fifo:/missing/pipe"));
        result.Says("warning TG1021: The jobserver that MAKEFLAGS names, '/missing/pipe', cannot be used: No such file or directory.").Ran("a", executed: 6);
        Assert.HasCount(2, result.Output[..result.Output.IndexOf("a -> ", StringComparison.Ordinal)].Split("warning TG1021"));
        Assert.AreEqual((2, 6), _workspace.Counted);
    }

    [TestMethod]
    public void Takes_no_notice_of_descriptors_that_it_was_not_given()
    {
        _workspace.Workflow("a", """<Node Include="tells" Command="echo &quot;[$MAKEFLAGS]&quot;" />""");
        _workspace.Build("a", ["-m:2", "-v:d"], ("MAKEFLAGS", "k -j8 --jobserver-auth=3,4")).ShouldSucceed()
            .Says("[k -j2 --jobserver-auth=fifo:").Says("The jobserver in MAKEFLAGS is not of the form fifo:PATH");
    }
}
