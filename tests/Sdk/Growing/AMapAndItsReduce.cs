namespace TaskGraph.Sdk.Tests.Growing;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class AMapAndItsReduce : IDisposable
{
    private const string Nodes = """
        <Csv Include="data/*.csv" />
        <Node Include="clean" ForEach="@(Csv)" Command="sort {item} &gt; {outputs}" Inputs="{item}" Outputs="out/{item.Filename}.txt" />
        <Node Include="list" Command="cat {inputs} &gt; list.txt; wc -l &lt; list.txt | sed s/^/rows=/ &gt;&gt; $TASKGRAPH_RESULTS" DependsOn="clean" Outputs="list.txt" />
        <Node Include="each" ForEachIn="list.txt" Script="each.py" Function="twice" Parameters="more=1" UpToDateCheck="Content" />
        <Node Include="tell" Command="echo there are {results.list.rows} rows" DependsOn="each" />
        """;

    private const string Targets = Outcomes.Told + """<Target Name="Values" AfterTargets="RunNodes"><Message Importance="high" Text="@(NodeResult->'%(Identity)=%(value)%(rows)')" /></Target>""";

    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", Nodes, Targets)
        .File("data/b.csv", "3\n1\n").File("data/a.csv", "2\n").File("each.py", "def twice(item: int, more: int):\n    return item * 2 + more\n");

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void Items_of_a_project_are_gone_over_and_what_was_done_for_one_is_not_done_again()
    {
        _workspace.Build("flow.proj").ShouldSucceed().Says("there are 3 rows").Says("each[2]=5").Says("each[1]=3").Says("each[3]=7").Says("list=3");
        Assert.AreEqual("2\n1\n3", _workspace.Read("list.txt"));
        _workspace.Build("flow.proj").Executed("tell");
        _workspace.File("data/c.csv", "9\n").Build("flow.proj").Executed("clean[data/c.csv]", "list", "tell", "each[9]").Says("each[9]=19").Says("there are 4 rows");
        File.Delete(_workspace.PathOf("data/b.csv"));
        _workspace.Build("flow.proj").Executed("list", "tell").Never("each[1]").Says("each[9]=19");
        Assert.IsFalse(_workspace.Has("out/b.txt"));
        _workspace.Build("flow.proj", "-t:ListNodes").Says("clean[data/a.csv]");
        _workspace.Build("flow.proj", "-t:Clean").ShouldSucceed();
        Assert.IsFalse(_workspace.Has("out/a.txt"));
    }

    [TestMethod]
    public void An_exception_is_an_error_at_its_line_and_a_key_that_comes_twice_one_at_its_node()
    {
        _workspace.File("each.py", "def twice(item, more):\n    return one(item)\ndef one(x):\n    raise ValueError('not ' + x)\n").File("data/c.csv", "2\n");
        _workspace.Build("flow.proj").ShouldFail().Says("flow.proj(4,").Says("error TG0022: Node 'each'");
        File.Delete(_workspace.PathOf("data/c.csv"));
        _workspace.Build("flow.proj").ShouldFail().Says("each.py(4): error : ValueError: not ").Says("flow.proj(4,").Says("error TG1001: Node 'each[");
    }
}
