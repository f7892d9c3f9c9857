namespace TaskGraph.Sdk.Tests.Growing;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class AWorkflowThatIsANode : IDisposable
{
    private const string Member = """
        <Node Include="make" Command="echo $(Of) &gt; out/$(Of).txt" Outputs="out/$(Of).txt" />
        <Node Include="each" ForEach="1;2" Command="echo {item} &gt; out/$(Of)-{item}.txt" Outputs="out/$(Of)-{item}.txt" />
        """;

    private const string Main = """
        <Of Include="a;b" />
        <Node Include="part" Workflow="part/part.proj" ForEach="@(Of)" Parameters="Of={item}" />
        <Node Include="look" Command="cat {inputs} &gt; sum.txt" Inputs="part/out/*.txt" Outputs="sum.txt" />
        """;

    private readonly Workspace _workspace = new Workspace().Workflow("part/part.proj", Member).Workflow("flow.proj", Main, Outcomes.Told);

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void What_the_nodes_of_one_that_is_gone_left_is_gone_before_anything_is_checked()
    {
        _workspace.Build("flow.proj").ShouldSucceed();
        Assert.AreEqual("1\n2\na\n1\n2\nb", _workspace.Read("sum.txt"));
        _workspace.Build("flow.proj").Executed();
        _workspace.Workflow("flow.proj", Main.Replace("a;b", "b", StringComparison.Ordinal), Outcomes.Told).Build("flow.proj").Executed("look");
        Assert.AreEqual("1\n2\nb", _workspace.Read("sum.txt"));
        _workspace.Workflow("part/part.proj", Member.Replace("1;2", "2", StringComparison.Ordinal)).Build("flow.proj").Executed("look");
        Assert.AreEqual("2\nb", _workspace.Read("sum.txt"));
        _workspace.Build("flow.proj").Executed();
    }

    [TestMethod]
    public void One_that_contains_itself_by_a_list_ends_as_one_that_says_so()
    {
        _workspace.File("l.txt", "a").Workflow("flow.proj", """<Node Include="w" ForEachIn="$(MSBuildProjectDirectory)/l.txt" Workflow="flow.proj" />""");
        _workspace.Build("flow.proj").ShouldFail().Says("error TG0024: Node 'w[a]/w[a]");
    }

    [TestMethod]
    public void What_the_nodes_of_one_that_a_program_adds_no_more_left_goes()
    {
        _workspace.File("which.txt", "a b").File("add.py", """
            import taskgraph
            for name in open("which.txt").read().split():
                taskgraph.submit(name=name, workflow="part/part.proj", parameters={"Of": name})
            """).Workflow("flow.proj", """<Node Include="add" Script="add.py" Inputs="which.txt" />""", Outcomes.Told);
        _workspace.Build("flow.proj").ShouldSucceed();
        Assert.IsTrue(_workspace.Has("part/out/a-1.txt"));
        _workspace.File("which.txt", "b").Build("flow.proj").ShouldSucceed();
        Assert.IsFalse(_workspace.Has("part/out/a-1.txt"));
        Assert.IsTrue(_workspace.Has("part/out/b-1.txt"));
        _workspace.Workflow("part/part.proj", Member.Replace("1;2", "2", StringComparison.Ordinal)).Build("flow.proj").ShouldSucceed();
        Assert.IsFalse(_workspace.Has("part/out/b-1.txt"));
        Assert.IsTrue(_workspace.Has("part/out/b-2.txt"));
    }
}
