namespace TaskGraph.Sdk.Tests.Targets;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class AnExplanation : IDisposable
{
    private const string Nodes = """
        <Node Include="command" Command="echo $(V) &gt; a.txt" Outputs="a.txt" />
        <Node Include="parameter" Command="echo {k} &gt; b.txt" Parameters="k=$(V)" Outputs="b.txt" />
        <Node Include="input" Command="cat {inputs} &gt; c.txt" Inputs="*.in" Outputs="c.txt" />
        <Node Include="behind" Command="sort b.txt &gt; d.txt" DependsOn="parameter" Outputs="d.txt" />
        <Node Include="output" Command="echo e &gt; e.txt" Outputs="e.txt" />
        <Node Include="same" Command="echo f &gt; f.txt" Outputs="f.txt" />
        <Node Include="bad" Command="exit $(Exit)" />
        <Node Include="stopped" Command="echo g" DependsOn="bad" />
        """;

    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", Nodes).File("one.in", "1").File("two.in", "2");

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void It_tells_what_differed_with_the_old_and_the_new()
    {
        _workspace.Build("flow.proj", "-p:V=1", "-p:Exit=0").ShouldSucceed();
        File.Delete(_workspace.PathOf("one.in"));
        File.Delete(_workspace.PathOf("e.txt"));
        _workspace.File("two.in", "changed").Build("flow.proj", "-p:V=2", "-p:Exit=1", "-p:TaskGraphOnFailure=Continue").ShouldFail();

        _workspace.Build("flow.proj", "-t:ExplainNodes").ShouldSucceed()
            .Says("command: Executed: its command changed: \"echo 1 > a.txt\" → \"echo 2 > a.txt\"").Says("parameter: Executed: its parameter k changed: \"1\" → \"2\"")
            .Says("input: Executed: ").Says("its input one.in is gone").Says("its input two.in changed: ").Says("behind: Executed: the output b.txt of what it depends on changed: ")
            .Says("output: Executed: its output e.txt is not there").Says("same: UpToDate: ").Says("bad: Failed: it runs in every build").Says("stopped: Skipped: bad, which it depends on, did not succeed");
    }

    [TestMethod]
    public void A_node_that_did_not_take_part_is_not_said_to_be_up_to_date()
    {
        _workspace.Build("flow.proj", "-p:V=1", "-p:Exit=0", "-p:Nodes=same").ShouldSucceed();
        _workspace.Build("flow.proj", "-p:V=1", "-p:Exit=0", "-p:Nodes=same output").ShouldSucceed();
        _workspace.Build("flow.proj", "-t:ExplainNodes").ShouldSucceed()
            .Says("same: UpToDate: ").Says("output: Executed: ").Says("command: it did not take part").Says("stopped: it did not take part");

        _workspace.Build("flow.proj", "-p:V=1", "-p:Exit=0").ShouldSucceed();
        _workspace.Workflow("flow.proj", Nodes + """<Node Include="new" Command="echo h &gt; h.txt" Outputs="h.txt" />""");
        _workspace.Build("flow.proj", "-t:ExplainNodes").ShouldSucceed().Says("same: UpToDate: ").Says("bad: Executed: ").Says("new: it did not take part");
    }
}
