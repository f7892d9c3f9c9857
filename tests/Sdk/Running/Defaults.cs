namespace TaskGraph.Sdk.Tests.Running;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class Defaults : IDisposable
{
    private const string Definition = """
        <ItemDefinitionGroup>
          <Node Command="echo %(Filename) of %(Identity) &gt; {outputs}" Outputs="out/%(Identity).txt" OutputItemType="Made" Link="to/%(Filename)" />
        </ItemDefinitionGroup>
        <Target Name="Show" AfterTargets="RunNodes"><Message Importance="high" Text="linked: @(NodeOutput->'%(Link)')" /></Target>
        """;

    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", """<Node Include="a.x" /><Node Include="b" Command="echo '%25(Identity)' &gt; {outputs}" />""", Definition);

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void In_an_item_definition_well_known_metadata_are_the_items()
    {
        _workspace.Build("flow.proj").ShouldSucceed().Says("linked: to/a;to/b");
        Assert.AreEqual("a of a.x", _workspace.Read("out/a.x.txt"));
        Assert.AreEqual("%(Identity)", _workspace.Read("out/b.txt"));
    }

    [TestMethod]
    public void A_folder_that_the_command_line_sets_to_nothing_is_the_default_one()
    {
        _workspace.Build("flow.proj", "-t:GraphNodes", "-p:TaskGraphStateDirectory=", "-p:TaskGraphDrawDirectory=").ShouldSucceed();
        Assert.IsTrue(_workspace.Has("obj/taskgraph/flow.proj/graph.mmd"));
    }
}
