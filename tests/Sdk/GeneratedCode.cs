namespace TaskGraph.Sdk.Tests;

[TestClass]
public sealed class GeneratedCode : IDisposable
{
    private const string Nodes = """
        <Node Include="code" Command="sort Word.txt &gt; Word.cs" Inputs="Word.txt" Outputs="Word.cs" OutputItemType="Compile" />
        <Node Include="data" Command="echo data&gt; data.json" Outputs="data.json" OutputItemType="Content" />
        <Node Include="text" Command="echo text&gt; text.res" Outputs="text.res" OutputItemType="EmbeddedResource" />
        """;

    private const string Main = """
        System.Console.WriteLine(Word.Text + System.IO.File.ReadAllText(System.AppContext.BaseDirectory + "data.json")
            + typeof(Word).Assembly.GetManifestResourceNames().Length);
        """;

    private readonly Workspace _workspace = new Workspace().Program("app/app.csproj", Main, Nodes, withNodes: true);

    public GeneratedCode() => Word("one");

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void One_build_generates_and_compiles_and_the_next_does_neither()
    {
        _workspace.Build("app").ShouldSucceed().Ran("app", executed: 3);
        var output = _workspace.Dotnet("run", "--project", "app", "--no-build").ShouldSucceed().Says("one").Says("data").Output;
        Assert.EndsWith("1", output.Trim());

        _workspace.Build("app", "-v:n").ShouldSucceed().Ran("app", executed: 0, upToDate: 3).Says("Skipping target \"CoreCompile\"");

        Word("two");
        _workspace.Build("app").ShouldSucceed().Ran("app", executed: 1, upToDate: 2);
        _workspace.Dotnet("run", "--project", "app", "--no-build").ShouldSucceed().Says("two");
    }

    [TestMethod]
    public void A_source_that_is_not_made_again_is_not_compiled_and_one_of_a_node_that_is_not_selected_is()
    {
        _workspace.Program("many/many.csproj", "new M1();", """
            <Node Include="many" Command="for i in $(cat in.txt); do echo class M$i '{}' &gt; gen/$i.cs; done" Inputs="in.txt" Outputs="gen/*.cs" OutputItemType="Compile" />
            <Node Include="other" Command="echo '// other' &gt; other.cs" Outputs="other.cs" OutputItemType="Compile" />
            """.Replace("$(cat", "%24(cat", StringComparison.Ordinal), withNodes: true).File("many/in.txt", "1 2");
        _workspace.Build("many").ShouldSucceed().Ran("many", executed: 2);
        _workspace.File("many/in.txt", "1").Build("many").ShouldSucceed().Ran("many", executed: 1, upToDate: 1);
        _workspace.Build("many", "-p:Nodes=other").ShouldSucceed();
        _workspace.Build("many", "-question").Says("Question build succeeded");
    }

    [TestMethod]
    public void Clean_deletes_what_both_made_and_rebuild_makes_both()
    {
        _workspace.Build("app").ShouldSucceed();
        _workspace.Build("app", "--no-incremental").ShouldSucceed().Ran("app", executed: 3);
        _workspace.Dotnet("clean", "app").ShouldSucceed();
        Assert.IsFalse(_workspace.Has("app/Word.cs") || _workspace.Has("app/data.json") || _workspace.Has("app/bin/Debug/net10.0/app.dll"));
    }

    [TestMethod]
    public void A_failed_node_stops_the_compiler()
    {
        _workspace.Program("app/app.csproj", Main, """<Node Include="bad" Command="exit 3" />""", withNodes: true);
        _workspace.Build("app").ShouldFail().Says("error TG").Never("error CS");
    }

    [TestMethod]
    public void An_editor_sees_generated_files_and_runs_nothing()
    {
        string[] designTime = ["msbuild", "app", "-restore", "-t:Compile", "-p:DesignTimeBuild=true;SkipCompilerExecution=true;ProvideCommandLineArgs=true", "-getItem:Compile"];
        _workspace.Dotnet(designTime).ShouldSucceed().Never("Word.cs");
        Assert.IsFalse(_workspace.Has("app/Word.cs"));

        _workspace.Build("app").ShouldSucceed();
        Word("two");
        _workspace.Dotnet(designTime).ShouldSucceed().Says("Word.cs").Says("\"Node\": \"code\"");
        Assert.Contains("one", _workspace.Read("app/Word.cs"));
    }

    [TestMethod]
    public void Publish_delivers_generated_content()
    {
        _workspace.Dotnet("publish", "app", "-o", _workspace.PathOf("out")).ShouldSucceed();
        Assert.AreEqual("data", _workspace.Read("out/data.json"));
    }

    [TestMethod]
    public void Builds_for_two_frameworks_share_one_run_of_the_nodes()
    {
        _workspace.Program("app/app.csproj", Main, Nodes, withNodes: true, properties: TwoFrameworks.Properties);
        _workspace.Build("app").ShouldSucceed().Ran("app", executed: 3).Ran("app", executed: 0, upToDate: 3);
        _workspace.Dotnet("msbuild", "app", "-t:RunNodes").ShouldSucceed().Ran("app", executed: 0, upToDate: 3);
    }

    private void Word(string value) => _workspace.File("app/Word.txt", $"class Word {{ public const string Text = \"{value}\"; }}\n");
}
