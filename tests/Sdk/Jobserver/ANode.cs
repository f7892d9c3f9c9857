namespace TaskGraph.Sdk.Tests.Jobserver;

/// <summary>What the program of a node has of the build's thread slots.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ANode : IDisposable
{
    private const string Clients = """<Node Include="a;b;c" Command="python3 ../client.py 6" />""";

    private const string Tells = """
        <Node Include="tells" Command="echo &quot;[$MAKEFLAGS]&quot;" />
        <Node Include="own" Command="echo &quot;own [$MAKEFLAGS]&quot;" EnvironmentVariables="MAKEFLAGS=k" />
        """;

    private readonly CountingWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void Whose_program_knows_the_jobserver_runs_as_many_jobs_as_the_build_has_slots_together_with_all_others()
    {
        _workspace.Workflow("flow", Clients);
        _workspace.Build("flow", ["-m:3"], ("EXPECTED", "3")).ShouldSucceed();
        Assert.AreEqual((3, 18), _workspace.Counted);
    }

    [TestMethod]
    public void Without_it_each_program_goes_by_its_own_limit()
    {
        _workspace.Workflow("flow", Clients);
        _workspace.Build("flow", ["-m:3", "-p:TaskGraphJobserver=false"], ("EXPECTED", "18")).ShouldSucceed();
        Assert.AreEqual((18, 18), _workspace.Counted);
    }

    [TestMethod]
    public void That_runs_make_runs_as_many_recipes_as_the_build_has_slots_together_with_all_others()
    {
        _workspace.UseMake();
        _workspace.Write("Makefile", "JOBS = 1 2 3 4 5 6\nall: $(JOBS)\n$(JOBS):\n\tpython3 job.py\n");
        _workspace.Workflow("flow", """<Node Include="a;b;c" Command="make" WorkingDirectory=".." />""");
        _workspace.Build("flow", ["-m:4"], ("EXPECTED", "4")).ShouldSucceed().Never("warning");
        Assert.AreEqual((4, 18), _workspace.Counted);
    }

    [TestMethod]
    [DataRow("-m:3", "", "", 3)]
    [DataRow("-m:1", "", "", 1)]
    [DataRow("-m:3", "-p:TaskGraphJobserver=false", "", 0)]
    [DataRow("-m:3", "-p:TaskGraphBackend=sequential", "", 1)]
    [DataRow("-m:3", "", "make before 4.4", 0)]
    public void Gets_the_flags_that_are_the_users_and_the_jobserver_behind_them_unless_it_declares_its_own(string m, string property, string make, int jobs)
    {
        if (make.Length > 0)
            _workspace.UseOldMake();
        _workspace.Workflow("flow", Tells);
        DotnetResult result = _workspace.Build("flow", [m, .. property.Split(' ', StringSplitOptions.RemoveEmptyEntries)], ("MAKEFLAGS", "s -- A=1")).ShouldSucceed().Says("own [k]");
        if (jobs > 0)
            result.Says($"[s -j{jobs} --jobserver-auth=fifo:").Says("/slots -- A=1]");
        else
            result.Says("[s -- A=1]");
    }

    [TestMethod]
    public void Runs_no_more_often_for_it()
    {
        _workspace.Workflow("flow", """<Node Include="a" Command="echo $MAKEFLAGS &gt; {outputs}" Outputs="a.txt" FingerprintEnvironment="MAKEFLAGS" />""");
        _workspace.Build("flow", ["-m:3"]).ShouldSucceed().Ran("flow", executed: 1);
        _workspace.Build("flow", ["-m:2"]).ShouldSucceed().Ran("flow", executed: 0, upToDate: 1);
        _workspace.Build("flow", ["-m:2", "-t:ExplainNodes"]).Never("jobserver");
    }
}
