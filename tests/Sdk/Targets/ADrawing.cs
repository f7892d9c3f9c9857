namespace TaskGraph.Sdk.Tests.Targets;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ADrawing : IDisposable
{
    private const string Nodes = """
        <NodeResource Include="gpu" Count="2" />
        <Node Include="a &quot;quoted&quot; näme" Command="printf '%s\n' {k} &gt; {outputs}" Parameters="k=x%3By;l= 2 " Outputs="out/a%3Bb.txt;out/c.txt" Tags="t1;t2" Description="says &quot;hi&quot;" />
        <Node Include="b" Script="b.sh" Arguments="'one two' {cpus}" Inputs="in/**/*.txt;b.in" Outputs="parts/" DepFile="b.d"
              UpToDateCheck="Timestamp" Cpus="2" Resources="gpu=2" Priority="-3" />
        <Node Include="c" Command="sort parts/1 | cat" DependsOn="a*" Inputs="parts/1" WorkingDirectory="sub" EnvironmentVariables="X=1;Y=a=b" FingerprintEnvironment="HOME"
              ContinueOnError="true" Diagnostics="gcc;python" OutputItemType="Content" Outputs="c-{name}.txt" />
        <Node Include="map" ForEach="x;y" ForEachIn="lists\{item}.json" Command="echo {item} &gt; {outputs}" Parameters="k=1;l=2" Outputs="m\{outer}{item}.txt" Tags="t" />
        <Node Include="none" ForEach="" Command="echo {item}" />
        <Node Include="end" DependsOn="b;c" RunAfter="a*" />
        """;

    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", Nodes).Workflow("again.proj", """<NodeFile Include="one/graph.jsonl" /><NodeResource Include="gpu" Count="2" />""");

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void Its_lines_read_as_a_node_file_draw_the_same()
    {
        _workspace.Build("flow.proj", "-t:GraphNodes", $"-p:TaskGraphDrawDirectory={_workspace.PathOf("one")}").ShouldSucceed();
        _workspace.Build("again.proj", "-t:GraphNodes", $"-p:TaskGraphDrawDirectory={_workspace.PathOf("two")}").ShouldSucceed();
        foreach (string file in new[] { "graph.jsonl", "graph.mmd", "graph.dot" })
            Assert.AreEqual(_workspace.Read("one/" + file), _workspace.Read("two/" + file));

        const string Metadata = "Command Script Arguments Parameters WorkingDirectory EnvironmentVariables FingerprintEnvironment DependsOn RunAfter Inputs Outputs DepFile UpToDateCheck "
            + "Cpus Resources Priority ContinueOnError Diagnostics OutputItemType Tags Description";
        foreach (string metadata in Metadata.Split(' '))
            Assert.Contains($"\"{metadata}\": ", _workspace.Read("one/graph.jsonl"));
        Assert.Contains("\"map[y]\" -> \"map\"", _workspace.Read("two/graph.dot"));
        Assert.HasCount(6, _workspace.Read("one/graph.jsonl").Split('\n'));
        Assert.Contains("\"b\" -> \"c\"", _workspace.Read("one/graph.dot"));
        Assert.Contains("näme\" -> \"end\" [style=dashed]", _workspace.Read("one/graph.dot"));
        Assert.StartsWith("flowchart LR", _workspace.Read("one/graph.mmd"));
    }
}
