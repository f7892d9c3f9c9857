namespace TaskGraph.Sdk.Tests.Incremental;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ADeclaration : IDisposable
{
    private const string Nodes = """
        <NodeResource Include="gpu" Count="1" />
        <Node Include="parameter" Command="echo {k} &gt; a.txt" Parameters="k=$(V)" Outputs="a.txt" />
        <Node Include="environment" Command="echo $K &gt; b.txt" EnvironmentVariables="K=$(V)" Outputs="b.txt" />
        <Node Include="arguments" Script="c.sh" Arguments="$(V)" Outputs="c.txt" />
        <Node Include="folder" Command="pwd &gt; {outputs}" WorkingDirectory="sub$(V)" Outputs="d.txt" />
        <Node Include="outputs" Command="echo x &gt; e1.txt; echo x &gt; e2.txt" Outputs="e$(V).txt" />
        <Node Include="inherited" Command="echo $NAME_OF_THIS_TEST &gt; f.txt" FingerprintEnvironment="NAME_OF_THIS_TEST" Outputs="f.txt" />
        <Node Include="not" Command="echo g &gt; g.txt" Outputs="g.txt" RunAfter="$(After)" Cpus="$(N)" Priority="$(N)" Tags="$(N)" Description="$(N)"
              Resources="$(Resources)" ContinueOnError="$(Continue)" Diagnostics="$(Diagnostics)" />
        """;

    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", Nodes, Outcomes.Told)
        .File("c.sh", "echo $1 > c.txt").File("sub1/x", "").File("sub2/x", "");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("NAME_OF_THIS_TEST", null);
        _workspace.Dispose();
    }

    [TestMethod]
    public void What_a_node_does_is_part_of_its_fingerprint_and_how_it_is_run_is_not()
    {
        _workspace.Build("flow.proj", "-p:V=1").Executed("parameter", "environment", "arguments", "folder", "outputs", "inherited", "not");
        _workspace.Build("flow.proj", "-p:V=1", "-p:After=inherited", "-p:N=1", "-p:Resources=gpu=1", "-p:Continue=true", "-p:Diagnostics=none").Executed();

        Environment.SetEnvironmentVariable("NAME_OF_THIS_TEST", "value");
        _workspace.Build("flow.proj", "-p:V=2").Executed("parameter", "environment", "arguments", "folder", "outputs", "inherited");
        Assert.AreEqual("2 2 2 value", string.Join(' ', new[] { "a", "b", "c", "f" }.Select(name => _workspace.Read(name + ".txt"))));
        Assert.EndsWith("/sub2", _workspace.Read("d.txt"));
    }
}
