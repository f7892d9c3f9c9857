namespace TaskGraph.Sdk.Tests.Incremental;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class OtherChecks : IDisposable
{
    private const string Nodes = """
        <Node Include="clock" Command="cat in.txt &gt; clock.txt" Inputs="in.txt" Outputs="clock.txt" UpToDateCheck="Timestamp" />
        <Node Include="always" Command="sort always.in &gt; always.txt" Inputs="always.in" Outputs="always.txt" UpToDateCheck="Always" />
        <Node Include="reader" Command="sort always.txt &gt; reader.txt" Inputs="always.txt" Outputs="reader.txt" />
        <Node Include="bare" Command="true" />
        <Node Include="behind" Command="echo behind &gt; behind.txt" DependsOn="bare;always" Outputs="behind.txt" />
        """;

    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", Nodes, Outcomes.Told).File("in.txt", "one\n").File("always.in", "one\n");

    public OtherChecks()
    {
        InputIsFrom(DateTime.UtcNow.AddDays(-2));
        _workspace.Build("flow.proj").Executed("clock", "always", "reader", "bare", "behind");
    }

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void A_node_that_always_runs_does_not_make_stale_what_depends_on_it()
    {
        _workspace.Build("flow.proj").Executed("always", "bare").Ran("flow", executed: 2, upToDate: 3);
    }

    [TestMethod]
    public void A_timestamp_asks_the_clock_and_not_the_content()
    {
        _workspace.File("in.txt", "two\n");
        InputIsFrom(DateTime.UtcNow.AddDays(-1));
        _workspace.Build("flow.proj").Executed("always", "bare");
        Assert.AreEqual("one", _workspace.Read("clock.txt"));

        InputIsFrom(DateTime.UtcNow.AddMinutes(1));
        _workspace.Build("flow.proj").Executed("clock", "always", "bare");
        Assert.AreEqual("two", _workspace.Read("clock.txt"));
    }

    private void InputIsFrom(DateTime time) => File.SetLastWriteTimeUtc(_workspace.PathOf("in.txt"), time);
}
