namespace TaskGraph.Sdk.Tests.Words;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ProblemsOfWorkflows : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    [DataRow("-m:1")]
    [DataRow("-m:2")]
    public void All_are_told_each_at_its_node(string parallel)
    {
        _workspace.Workflow("fine/fine.proj", """<Node Include="one" Command="echo fine ran" DependsOn="two" />""").Workflow("empty.proj", "")
            .File("plain.proj", "<Project />").File("broken.proj", "<Project>")
            .Workflow("fails.proj", "", """<PropertyGroup><RunNodesDependsOn>Boom</RunNodesDependsOn></PropertyGroup><Target Name="Boom"><Error Text="boom" /></Target>""")
            .Workflow("flow.proj", """

              <Node Include="gone" Workflow="gone.proj" />
              <Node Include="fine" Workflow="fine/fine.proj" />
              <Node Include="plain" Workflow="plain.proj" />
              <Node Include="each" ForEach="1;2" Workflow="gone{item}.proj" />
              <Node Include="empty" Workflow="empty.proj" />
              <Node Include="fails" Workflow="fails.proj" />
              <Node Include="broken" Workflow="broken.proj" />
            """);
        string project = _workspace.PathOf("flow.proj");
        _workspace.Build("flow.proj", parallel).ShouldFail().Never("fine ran").Says("error MSB4057").Says("error MSB4025").Says("boom")
            .Says($"{project}(2,3): error TG1003: Node 'gone': its workflow 'gone.proj' is not there.").Says($"{project}(4,3): error TG0025: Node 'plain': the nodes of the workflow 'plain.proj'")
            .Says($"{project}(5,3): error TG1003: Node 'each[1]'").Says($"{project}(5,3): error TG1003: Node 'each[2]'")
            .Says($"{project}(7,3): error TG0025: Node 'fails'").Says($"{project}(8,3): error TG0025: Node 'broken'")
            .Says(_workspace.PathOf("fine/fine.proj") + "(1,").Says("error TG0007: Node 'fine/one'").Never("Node 'empty'").Never("Node 'fine':").Says("10 Error(s)");
    }
}
