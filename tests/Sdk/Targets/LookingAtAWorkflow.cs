namespace TaskGraph.Sdk.Tests.Targets;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class LookingAtAWorkflow : IDisposable
{
    private const string Nodes = """
        <Node Include="head" Command="head -n 1 in.txt &gt; head.txt" Inputs="in.txt" Outputs="head.txt" Tags="quick;text" Description="The first line" />
        <Node Include="body" Command="echo {k} {inputs} &gt; body.txt" Parameters="k=$(K)" DependsOn="head" Outputs="body.txt" Tags="text" />
        <Node Include="beside" Command="echo beside &gt; beside.txt" Outputs="beside.txt" />
        """;

    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", Nodes).File("in.txt", "first\n");

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void Looking_changes_nothing_whatever_there_is()
    {
        LeavesEverything("-t:PlanNodes").Says("1. ").Says("head: it has not succeeded before").Says("3 would run, 0 up to date");
        LeavesEverything("-t:ListNodes;ExplainNodes").Says("There has been no build");

        _workspace.Build("flow.proj").ShouldSucceed();
        _workspace.File("in.txt", "other\n").File("beside.txt", "tampered\n");
        LeavesEverything("-t:PlanNodes", "-m:1").SaysInOrder("1. head: its input in.txt changed", "2. body: head, which it depends on, would run")
            .Says("3. beside: its output beside.txt is not what it left").Says("3 would run, 0 up to date");
        LeavesEverything("-t:PlanNodes", "-p:ExcludeNodes=head beside").Says("Nothing would run: 1 up to date");
        LeavesEverything("-t:ListNodes", "-p:Nodes=tag:text").Says("head [quick, text] – The first line").Says("body [text]").Never("beside");
    }

    [TestMethod]
    public void Nodes_that_a_target_makes_before_RunNodes_are_seen()
    {
        _workspace.Workflow("flow.proj", Nodes, """
            <PropertyGroup><RunNodesDependsOn>Make</RunNodesDependsOn></PropertyGroup>
            <Target Name="Make"><ItemGroup><Node Include="late" Command="echo late" /></ItemGroup></Target>
            """);
        LeavesEverything("-t:ListNodes").SaysInOrder("beside", "late");
        LeavesEverything("-t:PlanNodes").Says("late: it runs in every build").Says("4 would run");
    }

    [TestMethod]
    public void A_question_names_what_would_run_and_changes_nothing()
    {
        _workspace.Build("flow.proj").ShouldSucceed();
        File.Delete(_workspace.PathOf("body.txt"));
        var before = Snapshot.Of(_workspace);
        _workspace.Build("flow.proj", "-question").ShouldFail().Says("flow.proj(2,1): error TG1010: Node 'body'").Says("its output body.txt is not there").Never("'head'");
        _workspace.Build("flow.proj", "-p:DesignTimeBuild=true").ShouldSucceed().Never("Concurrency");
        Assert.AreEqual(before, Snapshot.Of(_workspace));
    }

    private DotnetResult LeavesEverything(params string[] arguments)
    {
        var before = Snapshot.Of(_workspace);
        var result = _workspace.Dotnet(["msbuild", "flow.proj", .. arguments]).ShouldSucceed();
        Assert.AreEqual(before, Snapshot.Of(_workspace));
        return result;
    }
}
