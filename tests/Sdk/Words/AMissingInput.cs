namespace TaskGraph.Sdk.Tests.Words;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class AMissingInput : IDisposable
{
    private const string Nodes = """
        <Node Include="folder" Command="mkdir -p parts" Outputs="parts/" />
        <Node Include="warned" Command="exit 1" ContinueOnError="true" Outputs="warned.txt" />
        <Node Include="one" Command="cat parts/1" Inputs="parts/1" />
        <Node Include="two" Command="cat warned.txt" Inputs="warned.txt" />
        <Node Include="three" Command="cat no.txt" Inputs="no.txt" />
        """;

    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", Nodes);

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void The_node_is_named_that_should_have_left_it()
    {
        _workspace.Build("flow.proj", "-p:Nodes=one").ShouldFail().Says("error TG1004: Node 'one' needs 'parts/1', which node 'folder' makes.");
        _workspace.Build("flow.proj", "-p:TaskGraphOnFailure=Continue").ShouldFail()
            .Says("error TG1003: Node 'one': its input 'parts/1' is not there. Node 'folder' declares it as output and did not leave it.")
            .Says("error TG1003: Node 'two': its input 'warned.txt' is not there. Node 'warned' declares it as output and did not leave it.")
            .Says("error TG1003: Node 'three': its input 'no.txt' is not there, and no node declares it as output.");
    }
}
