namespace TaskGraph.Sdk.Tests.Incremental;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class AChain : IDisposable
{
    private const string Nodes = """
        <Node Include="head" Command="head -n 1 in.txt &gt; head.txt" Inputs="in.txt" Outputs="head.txt" />
        <Node Include="body" Command="sort head.txt &gt; body.txt" Inputs="head.txt" Outputs="body.txt" />
        <Node Include="tail" Command="sort {inputs} &gt; tail.txt" DependsOn="body" Outputs="tail.txt" />
        <Node Include="beside" Command="sort $(MSBuildProjectDirectory)/beside.in &gt; beside.txt" Inputs="$(MSBuildProjectDirectory)/beside.in" Outputs="beside.txt" />
        """;

    private readonly Workspace _workspace = new Workspace()
        .Workflow("one/flow.proj", Nodes, Outcomes.Told).File("one/in.txt", "first\nsecond\n").File("one/beside.in", "beside\n");

    public AChain() => _workspace.Build("one").Executed("head", "body", "tail", "beside");

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void A_touched_input_reruns_nothing()
    {
        File.SetLastWriteTimeUtc(_workspace.PathOf("one/in.txt"), DateTime.UtcNow.AddHours(1));
        _workspace.Build("one").Executed().Ran("flow", executed: 0, upToDate: 4);
    }

    [TestMethod]
    public void A_changed_input_reruns_what_reads_the_change_and_nothing_beside()
    {
        _workspace.File("one/in.txt", "other\nsecond\n").Build("one").Executed("head", "body", "tail");
        Assert.AreEqual("other", _workspace.Read("one/tail.txt"));
    }

    [TestMethod]
    public void A_change_that_leaves_the_same_output_reruns_nothing_behind_it()
    {
        _workspace.File("one/in.txt", "first\nother\n").Build("one").Executed("head").Ran("flow", executed: 1, upToDate: 3);
    }

    [TestMethod]
    public void A_deleted_output_comes_back_and_reruns_nothing_behind_it()
    {
        File.Delete(_workspace.PathOf("one/body.txt"));
        _workspace.Build("one").Executed("body");
        Assert.AreEqual("first", _workspace.Read("one/body.txt"));
    }

    [TestMethod]
    public void A_tampered_output_is_made_anew()
    {
        _workspace.File("one/body.txt", "tampered\n").Build("one").Executed("body");
        Assert.AreEqual("first", _workspace.Read("one/body.txt"));
    }

    [TestMethod]
    public void An_edited_command_reruns_its_node()
    {
        _workspace.Workflow("one/flow.proj", Nodes.Replace("sort head.txt", "cat head.txt", StringComparison.Ordinal), Outcomes.Told);
        _workspace.Build("one").Executed("body");
    }

    [TestMethod]
    public void A_project_that_was_moved_is_up_to_date()
    {
        Directory.CreateDirectory(_workspace.PathOf("two"));
        Directory.Move(_workspace.PathOf("one"), _workspace.PathOf("two/moved"));
        _workspace.Build("two/moved").Executed().Ran("flow", executed: 0, upToDate: 4);
    }
}
