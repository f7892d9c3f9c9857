using TaskGraph.Testing;

namespace TaskGraph.Sdk.Tests.Caching;

/// <summary>A real nginx with its DAV module, started by the test.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class AServer : IDisposable
{
    private const string Nodes = """
        <Node Include="tree" Command="mkdir -p t/empty; cp in.txt t/a; ln -s a t/link; cp in.txt t/run; chmod +x t/run" Inputs="in.txt" Outputs="t/" />
        <Node Include="large" Command="head -c 3000000 /dev/zero &gt; large.bin; cat in.txt &gt;&gt; large.bin" Inputs="in.txt" Outputs="large.bin" />
        <Node Include="talks" Command="echo printed; echo k=v &gt;&gt; $TASKGRAPH_RESULTS; cp in.txt talks.txt" Inputs="in.txt" Outputs="talks.txt" />
        <Node Include="reads" Command="echo {results.talks.k} &gt; reads.txt" DependsOn="talks" Outputs="reads.txt" />
        """;

    private readonly Workspace _workspace = new();
    private readonly NginxServer _server;

    public AServer()
    {
        if (NginxServer.TryStart() is not { } server)
        {
            _workspace.Dispose();
            Assert.Inconclusive($"There is no nginx here: {NginxServer.Package}.");
            throw new InvalidOperationException();
        }

        _server = server;
    }

    private string Folder => _workspace.PathOf("cache");

    public void Dispose()
    {
        _server.Dispose();
        _workspace.Dispose();
    }

    [TestMethod]
    public void What_one_machine_made_another_fetches()
    {
        Build("a", _server.Address.ToString()).Says("4 executed");

        Build("b", _server.Address.ToString()).Says("4 from cache (saved ").Says("printed");

        foreach (string file in new[] { "t/a", "t/link", "t/run", "large.bin", "talks.txt", "reads.txt" })
            CollectionAssert.AreEqual(File.ReadAllBytes(_workspace.PathOf("a/" + file)), File.ReadAllBytes(_workspace.PathOf("b/" + file)), file);
        Assert.IsTrue(Directory.Exists(_workspace.PathOf("b/t/empty")));
        Assert.AreEqual("a", new FileInfo(_workspace.PathOf("b/t/link")).LinkTarget);
        Build("b", _server.Address.ToString()).Says("everything is up to date");
    }

    [TestMethod]
    public void A_folder_before_it_keeps_what_it_gave()
    {
        string both = $"{Folder}%3B{_server.Address}";
        Build("a", _server.Address.ToString()).Says("4 executed");
        Build("b", both, "-p:TaskGraphCacheMode=Read").Says("4 from cache");
        _server.Dispose();

        Build("c", both).Says("4 from cache").Never(": warning ");

        Assert.AreEqual("in", _workspace.Read("c/t/run"));
    }

    [TestMethod]
    public void One_that_is_away_is_told_once_and_fails_nothing()
    {
        _server.Dispose();

        DotnetResult built = Build("a", $"http://name:secret@{_server.Address.Authority}/", "-v:diag").Says("4 executed").Says("warning TG1022: The cache 'http://127.0.0.1:").Says("1 Warning(s)");

        // MSBuild itself shows the command line and the properties that it was given.
        Assert.IsFalse(built.Output.Split('\n').Any(line => line.Contains("secret", StringComparison.Ordinal) && line.Contains("TG1022", StringComparison.Ordinal)));
        foreach (string file in Directory.EnumerateFiles(_workspace.PathOf("a/obj"), "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock"))
            Assert.DoesNotContain("secret", File.ReadAllText(file), file);
    }

    [TestMethod]
    public void One_that_lost_what_its_entries_name_costs_a_run()
    {
        Build("a", _server.Address.ToString());
        Directory.Delete(Path.Combine(_server.Data, "cas"), recursive: true);

        Build("b", _server.Address.ToString(), "-p:TaskGraphCacheMode=Read").Says("4 executed").Never(": warning ");

        _workspace.Dotnet("build", "b/flow.proj", "-t:ExplainNodes").ShouldSucceed().Says("the cache knows such a run, and does not have all any more that it left");
        Build("c", _server.Address.ToString()).Says("4 executed");
        Build("d", _server.Address.ToString()).Says("4 from cache");
    }

    private DotnetResult Build(string clone, string cache, params string[] arguments)
    {
        _workspace.Workflow($"{clone}/flow.proj", Nodes).File($"{clone}/in.txt", "in");
        DotnetResult built = _workspace.Dotnet(["build", $"{clone}/flow.proj", $"-p:TaskGraphCache={cache}", .. arguments]);
        Assert.AreEqual(0, built.ExitCode, built.ToString());
        return built;
    }
}
