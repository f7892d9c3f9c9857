using TaskGraph.Testing;

namespace TaskGraph.Sdk.Tests.Caching;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ADamagedCache : IDisposable
{
    private const string Nodes = """
        <Node Include="one" Command="cat in.txt in.txt &gt; one.txt" Inputs="in.txt" Outputs="one.txt" />
        <Node Include="two" Command="cat one.txt one.txt &gt; two.txt" Inputs="one.txt" Outputs="two.txt" />
        """;

    private readonly Workspace _workspace = new();

    public ADamagedCache() => Clone("a");

    private string Cache => _workspace.PathOf("cache");

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    [DataRow("cas", "")]
    [DataRow("cas", "garbage")]
    [DataRow("ac", "")]
    [DataRow("ac", "garbage")]
    public void It_costs_a_run_and_is_mended_by_it(string kind, string content)
    {
        Build("a").Says("2 executed");
        foreach (string file in Directory.EnumerateFiles(_workspace.PathOf($"cache/{kind}"), "*", SearchOption.AllDirectories))
            File.WriteAllText(file, content);

        Build("b").Says("2 executed").Never(": warning ");
        Build("c").Says("2 from cache");

        Assert.AreEqual("xyxyxyxy", _workspace.Read("c/two.txt").Replace("\n", "", StringComparison.Ordinal));
    }

    [TestMethod]
    public void One_that_cannot_be_written_is_told_once_and_fails_nothing()
    {
        _workspace.File("cache", "is a file");

        Build("a").Says("2 executed").Says("warning TG1022").Says("1 Warning(s)");
    }

    [TestMethod]
    public void What_is_in_it_is_told_and_deleted()
    {
        Build("a");
        _workspace.File("cache/own.txt", "somebody's own");
        Build("b");
        _workspace.Build("a/flow.proj", "-t:StatNodeCache", $"-p:TaskGraphCache={Cache}").ShouldSucceed().Says($"Cache: {Cache}").Says("2 blobs").Says("2 builds took 2 results from it");

        _workspace.Build("a/flow.proj", "-t:CleanNodeCache", $"-p:TaskGraphCache={Cache}").ShouldSucceed().Says("2 blobs deleted");

        Assert.AreEqual("somebody's own", _workspace.Read("cache/own.txt"));
        Assert.IsFalse(Directory.Exists(_workspace.PathOf("cache/cas")));
        Build("c").Says("2 executed");
    }

    private void Clone(string name) => _workspace.Workflow($"{name}/flow.proj", Nodes).File($"{name}/in.txt", "xy");

    private DotnetResult Build(string clone)
    {
        Clone(clone);
        DotnetResult built = _workspace.Build($"{clone}/flow.proj", $"-p:TaskGraphCache={Cache}");
        Assert.AreEqual(0, built.ExitCode, built.ToString());
        return built;
    }
}
