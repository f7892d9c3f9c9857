namespace TaskGraph.Sdk.Tests.Incremental;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class AFailure : IDisposable
{
    private const string Nodes = """
        <Node Include="check" Command="cat in.txt &gt; out.txt; grep -q good in.txt" Inputs="in.txt" Outputs="out.txt" />
        <Node Include="behind" Command="sort out.txt &gt; behind.txt" Inputs="out.txt" Outputs="behind.txt" />
        """;

    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", Nodes, Outcomes.Told).File("in.txt", "good\n");

    public AFailure()
    {
        _workspace.Build("flow.proj").Executed("check", "behind");
        _workspace.File("in.txt", "bad\n").Build("flow.proj").ShouldFail().Says("0 executed, 0 up to date, 0 from cache, 1 skipped, 1 failed");
    }

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void It_fails_again_until_it_is_mended()
    {
        _workspace.Build("flow.proj").ShouldFail().Says("1 skipped, 1 failed");
        Assert.AreEqual("good", _workspace.Read("behind.txt"));
        _workspace.File("in.txt", "good again\n").Build("flow.proj").Executed("check", "behind");
        Assert.AreEqual("good again", _workspace.Read("behind.txt"));
    }

    [TestMethod]
    public void What_it_left_is_not_taken_for_the_success_before_it()
    {
        _workspace.File("in.txt", "good\n").Build("flow.proj").Executed("check");
        Assert.AreEqual("good", _workspace.Read("out.txt"));
    }
}
