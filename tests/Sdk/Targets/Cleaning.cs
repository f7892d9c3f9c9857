namespace TaskGraph.Sdk.Tests.Targets;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class Cleaning : IDisposable
{
    private const string Gone = """<Node Include="gone" Command="echo g &gt; sub/gone.txt" Outputs="sub/gone.txt" />""";
    private const string Nodes = """
        <Node Include="folder" Command="echo 1 &gt; made/1.txt; mkdir -p made/deep; echo 2 &gt; made/deep/2.txt" Outputs="made/" />
        <Node Include="globbed" Command="echo x &gt; sub/x.out; echo y &gt; sub/y.out" Outputs="sub/*.out" />
        <Node Include="reader" Command="cat made/1.txt in.txt &gt; reader.txt" Inputs="made/1.txt;in.txt" Outputs="reader.txt" />
        """;

    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", Gone + Nodes, Outcomes.Told).File("in.txt", "in\n").File("sub/mine.txt", "mine");

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void It_deletes_what_nodes_made_and_nothing_else()
    {
        var before = Files();
        _workspace.Build("flow.proj").Executed("gone", "folder", "globbed", "reader");
        _workspace.Workflow("flow.proj", Nodes, Outcomes.Told).Dotnet("msbuild", "flow.proj", "-t:CleanNodes", "-p:Nodes=globbed").ShouldSucceed();
        Assert.IsFalse(_workspace.Has("sub/x.out"));
        _workspace.Build("flow.proj").Executed("globbed");

        _workspace.File("made/mine.txt", "mine");
        _workspace.Dotnet("msbuild", "flow.proj", "-t:CleanNodes").ShouldSucceed();
        Assert.AreEqual(before + ",made/mine.txt", Files());
        _workspace.Build("flow.proj").Executed("folder", "globbed", "reader");
    }

    private string Files() => string.Join(',', Directory.EnumerateFiles(_workspace.Root, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(_workspace.Root, path)).Where(path => !path.StartsWith("obj", StringComparison.Ordinal))
        .OrderBy(path => path.StartsWith("made", StringComparison.Ordinal)).ThenBy(path => path, StringComparer.Ordinal));
}
