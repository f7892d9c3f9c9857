namespace TaskGraph.Sdk.Tests.Incremental;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class AGlob : IDisposable
{
    // Declared first, so that only the edge that the glob makes can put it last.
    private const string Nodes = """
        <Node Include="join" Command="cat {inputs} &gt; parts/joined.txt" Inputs="parts/*.txt" Outputs="parts/joined.txt" />
        <Node Include="part" Command="sort made.in &gt; parts/made.txt" Inputs="made.in" Outputs="parts/made.txt" />
        """;

    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", Nodes, Outcomes.Told)
        .File("parts/a.txt", "a\n").File("parts/b.txt", "b\n").File("made.in", "made\n");

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void A_file_more_or_less_reruns_the_node_and_so_does_one_that_another_node_makes()
    {
        Builds("a\nb\nmade", "join", "part");

        File.Delete(_workspace.PathOf("parts/a.txt"));
        Builds("b\nmade", "join");

        _workspace.File("parts/c.txt", "c\n").File("parts/no-match.md", "no\n");
        Builds("b\nc\nmade", "join");

        _workspace.File("made.in", "other\n");
        Builds("b\nc\nother", "join", "part");
    }

    private void Builds(string joined, params string[] executed)
    {
        _workspace.Build("flow.proj", "-m:1").Executed(executed);
        Assert.AreEqual(joined, _workspace.Read("parts/joined.txt"));
    }
}
