namespace TaskGraph.Sdk.Tests.Running;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class Interpreters : IDisposable
{
    private const string Nodes = """
        <NodeInterpreter Include=".count" Command="wc -c" />
        <NodeInterpreter Include=".txt" Command="$(Reader) -n 1" />
        <Node Include="plain" Script="my scripts/plain.sh" Arguments="'one two' &quot;{k}&quot; $HOME * {k}" Parameters="k=a b" />
        <Node Include="marked" Script="marked.sh" />
        <Node Include="own" Script="three.count" />
        <Node Include="first" Script="lines.txt" Inputs="lines.txt" Outputs="never*.txt" />
        """;

    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", Nodes, Outcomes.Told).File("my scripts/plain.sh", "for word; do printf '<%s>' \"$word\"; done")
        .File("marked.sh", "#!/bin/cat\nitself\n").File("three.count", "123").File("lines.txt", "top\nbottom\n").File("what.zig", "");

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void The_extension_or_the_first_line_of_a_script_tells_what_runs_it()
    {
        _workspace.Build("flow.proj", "-p:Reader=head").Executed("plain", "marked", "own", "first")
            .Says("<one two><a b><$HOME><*><a b>").SaysInOrder("#!/bin/cat", "itself").Says("3 three.count").Says("top").Never("bottom");
        _workspace.Build("flow.proj", "-p:Reader=tail").Executed("plain", "marked", "own", "first").Says("bottom");
        _workspace.Build("flow.proj", "-p:Reader=tail", "-p:Nodes=first").Executed();
        _workspace.File("lines.txt", "top\nlast\n").Build("flow.proj", "-p:Reader=tail", "-p:Nodes=first").Executed("first").Says("last");
    }

    [TestMethod]
    public void A_script_of_an_unknown_kind_or_none_is_an_error()
    {
        _workspace.Workflow("flow.proj", """<Node Include="a" Script="what.zig" /><Node Include="b" Script="no-such.sh" />""");
        _workspace.Build("flow.proj", "-p:TaskGraphOnFailure=Continue").ShouldFail()
            .Says("error TG1006: Node 'a'").Says("NodeInterpreter Include=\".zig\"").Says("error TG1003: Node 'b': its script 'no-such.sh'");
    }
}
