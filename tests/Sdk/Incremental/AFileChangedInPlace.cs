namespace TaskGraph.Sdk.Tests.Incremental;

[TestClass]
public sealed class AFileChangedInPlace : IDisposable
{
    private const string Nodes = """<Node Include="sort" Command="sort words.txt -o words.txt" Inputs="words.txt" Outputs="words.txt" />""";

    private readonly Workspace _workspace = new Workspace()
        .Workflow("flow.proj", OperatingSystem.IsWindows() ? Nodes.Replace("-o", "/o", StringComparison.Ordinal) : Nodes, Outcomes.Told).File("words.txt", "b\na\n");

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void It_counts_as_the_node_left_it_and_is_never_deleted()
    {
        _workspace.Build("flow.proj").Executed("sort");
        _workspace.Build("flow.proj").Executed();

        _workspace.File("words.txt", "d\nc\n").Build("flow.proj").Executed("sort");
        _workspace.Dotnet("clean", "flow.proj").ShouldSucceed();
        Assert.AreEqual("c,d", string.Join(',', File.ReadAllLines(_workspace.PathOf("words.txt"))));
    }
}
