namespace TaskGraph.Sdk.Tests;

[TestClass]
public sealed class References : IDisposable
{
    private const string Hello = """System.Console.WriteLine("hello");""";
    private const string PrintData = """System.Console.Write(System.IO.File.ReadAllText(System.AppContext.BaseDirectory + "out.txt"));""";

    private const string UseTool = """
        <Node Include="use" Command="{reference.tool} &gt; out.txt" Outputs="out.txt" />
        <ProjectReference Include="../tool/tool.csproj" />
        """;

    private const string TakeOutputs = """<ProjectReference Include="../flow/flow.proj" OutputItemType="Content" CopyToOutputDirectory="PreserveNewest" />""";

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    [DataRow("-m:2")]
    [DataRow("-graph")]
    public void A_chain_from_tool_over_workflow_to_program_is_built_in_one_build_of_a_fresh_clone(string option)
    {
        Chain();
        _workspace.Build("app", option).ShouldSucceed().SaysInOrder("tool -> ", "flow -> 1 executed").SaysInOrder("flow -> ", "app -> ");
        _workspace.Dotnet("run", "--project", "app", "--no-build").ShouldSucceed().Says("hello");
    }

    [TestMethod]
    [DataRow("all.sln")]
    [DataRow("all.slnx")]
    public void A_solution_builds_each_project_once(string solution)
    {
        Chain().Solution(solution, "app", "flow/flow.proj", "tool");
        var result = _workspace.Build(solution).ShouldSucceed().SaysInOrder("tool -> ", "flow -> 1 executed").SaysInOrder("flow -> ", "app -> ");
        Assert.AreEqual(1, result.Output.Split("flow -> ").Length - 1, result.ToString());
        _workspace.Dotnet("test", solution, "--no-restore").ShouldSucceed();
    }

    [TestMethod]
    public void A_workflow_restores_and_builds_its_tool_and_runs_again_when_the_tool_changes()
    {
        _workspace.Program("tool/tool.csproj", Hello).Workflow("flow/flow.proj", UseTool);
        _workspace.Build("flow/flow.proj").ShouldSucceed().Ran("flow", executed: 1);
        Assert.AreEqual("hello", _workspace.Read("flow/out.txt"));
        _workspace.File("tool/Program.cs", """System.Console.WriteLine("bye");""");
        _workspace.Build("flow/flow.proj").ShouldSucceed().Ran("flow", executed: 1);
        Assert.AreEqual("bye", _workspace.Read("flow/out.txt"));
        _workspace.Build("flow/flow.proj", "-p:BuildProjectReferences=false", "--no-restore").ShouldSucceed().Never("tool -> ").Ran("flow", executed: 0, upToDate: 1);
    }

    [TestMethod]
    public void A_library_of_the_tool_that_changes_runs_its_nodes_again()
    {
        static string Library(string text) => $"public static class Library {{ public static string Text() => \"{text}\"; }}";
        _workspace.Program("tool/tool.csproj", "System.Console.WriteLine(Library.Text());", """<ProjectReference Include="../library/library.csproj" />""");
        _workspace.Program("library/library.csproj", Library("one"), properties: "<TargetFramework>net10.0</TargetFramework><OutputType>Library</OutputType>");
        _workspace.Workflow("flow/flow.proj", UseTool);
        _workspace.Build("flow/flow.proj").ShouldSucceed().Ran("flow", executed: 1);
        _workspace.File("library/Program.cs", Library("two"));
        _workspace.Build("flow/flow.proj").ShouldSucceed().Ran("flow", executed: 1);
        Assert.AreEqual("two", _workspace.Read("flow/out.txt"));
        _workspace.Build("flow/flow.proj").ShouldSucceed().Ran("flow", executed: 0, upToDate: 1);
    }

    [TestMethod]
    public void Of_a_tool_for_two_frameworks_the_one_that_runs_here_is_built_and_used()
    {
        _workspace.Program("tool/tool.csproj", Hello, properties: TwoFrameworks.Properties).Workflow("flow/flow.proj", UseTool);
        _workspace.Build("flow/flow.proj").ShouldSucceed().Ran("flow", executed: 1).Never("net10.0-windows");
        Assert.AreEqual("hello", _workspace.Read("flow/out.txt"));
    }

    [TestMethod]
    public void A_program_s_own_nodes_run_the_tool_it_references()
    {
        var nodes = """
            <Node Include="use" Command="{reference.maker} &gt; Made.cs" Outputs="Made.cs" OutputItemType="Compile" />
            <ProjectReference Include="../tool/tool.csproj" ReferenceOutputAssembly="false" Name="maker" />
            """;
        _workspace.Program("tool/tool.csproj", """System.Console.WriteLine("class Made { public const string Text = \"made\"; }");""");
        _workspace.Program("app/app.csproj", "System.Console.WriteLine(Made.Text);", nodes, withNodes: true);
        _workspace.Build("app").ShouldSucceed().SaysInOrder("tool -> ", "app -> 1 executed");
        _workspace.Dotnet("run", "--project", "app", "--no-build").ShouldSucceed().Says("made");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow(""" ReferenceOutputAssembly="false" """)]
    public void A_program_builds_the_workflow_it_references_first(string metadata)
    {
        _workspace.Workflow("flow/flow.proj", """<Node Include="make" Command="echo made&gt; made.txt" Outputs="made.txt" />""");
        _workspace.Program("app/app.csproj", Hello, $"""<ProjectReference Include="../flow/flow.proj" {metadata} />""");
        _workspace.Build("app").ShouldSucceed().SaysInOrder("flow -> 1 executed", "app -> ");
    }

    [TestMethod]
    public void A_selection_is_not_handed_on_to_the_workflow_that_is_referenced()
    {
        _workspace.Workflow("first/first.proj", """<Node Include="a" Command="echo a" />""");
        _workspace.Workflow("second/second.proj", """<Node Include="b" Command="echo b" /><ProjectReference Include="../first/first.proj" />""");
        _workspace.Build("second/second.proj", "-p:Nodes=b").ShouldSucceed().Ran("first", executed: 1).Ran("second", executed: 1);
    }

    [TestMethod]
    public void Clean_cleans_what_is_referenced()
    {
        _workspace.Workflow("first/first.proj", """<Node Include="a" Command="echo a&gt; a.txt" Outputs="a.txt" />""");
        _workspace.Workflow("second/second.proj", """<ProjectReference Include="../first/first.proj" />""");
        _workspace.Build("second/second.proj").ShouldSucceed().Ran("first", executed: 1);
        _workspace.Dotnet("clean", "second/second.proj").ShouldSucceed();
        Assert.IsFalse(_workspace.Has("first/a.txt"));
    }

    private Workspace Chain() =>
        _workspace.Program("tool/tool.csproj", Hello).Workflow("flow/flow.proj", UseTool).Program("app/app.csproj", PrintData, TakeOutputs);
}
