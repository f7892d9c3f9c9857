namespace TaskGraph.Sdk.Tests.Incremental;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class AnOutputFolder : IDisposable
{
    private const string Nodes = """
        <Node Include="split" Command="while read -r word; do echo $word &gt; words/$word; done &lt; words.txt" Inputs="words.txt" Outputs="words/" />
        <Node Include="count" Command="ls words &gt; count.txt" Inputs="words/" Outputs="count.txt" />
        """;

    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", Nodes, Outcomes.Told).File("words.txt", "one\ntwo\n");

    public AnOutputFolder() => _workspace.Build("flow.proj").Executed("split", "count");

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void A_tampered_file_or_one_too_many_reruns_the_node()
    {
        _workspace.File("words/one", "tampered\n").Build("flow.proj").Executed("split");
        Assert.AreEqual("one", _workspace.Read("words/one"));

        _workspace.File("words/stray", "stray\n").Build("flow.proj").Executed("split", "count");
        Assert.AreEqual("one\nstray\ntwo", _workspace.Read("count.txt"));
    }

    [TestMethod]
    public void A_file_that_is_no_longer_made_is_gone()
    {
        _workspace.File("words.txt", "two\n").Build("flow.proj").Executed("split", "count");
        Assert.AreEqual("two", _workspace.Read("count.txt"));
        _workspace.Build("flow.proj").Executed();
    }
}
