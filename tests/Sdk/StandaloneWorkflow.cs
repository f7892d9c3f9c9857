namespace TaskGraph.Sdk.Tests;

[TestClass]
public sealed class StandaloneWorkflow : IDisposable
{
    private const string OneNode = """<Node Include="greet" Command="sort in.txt &gt; out.txt" Inputs="in.txt" Outputs="out.txt" />""";
    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", OneNode).File("in.txt", "hello\n");

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void A_first_build_runs_its_nodes_and_a_second_none()
    {
        _workspace.Build("flow.proj").ShouldSucceed().SaysInOrder("Concurrency: ", "flow -> ").Ran("flow", executed: 1);
        Assert.AreEqual("hello", _workspace.Read("out.txt"));
        _workspace.Build("flow.proj", "--no-restore").ShouldSucceed().Ran("flow", executed: 0, upToDate: 1);
    }

    [TestMethod]
    public void Clean_deletes_outputs_and_rebuild_runs_all_again()
    {
        _workspace.Build("flow.proj").ShouldSucceed();
        _workspace.Build("flow.proj", "--no-incremental").ShouldSucceed().Ran("flow", executed: 1);
        _workspace.Dotnet("clean", "flow.proj").ShouldSucceed();
        Assert.IsFalse(_workspace.Has("out.txt"));
    }

    [TestMethod]
    [DataRow("restore")]
    [DataRow("test")]
    [DataRow("msbuild", "-t:PlanNodes")]
    [DataRow("msbuild", "-t:Build", "-p:DesignTimeBuild=true")]
    [DataRow("msbuild", "-t:GetTargetPath;GetTargetFrameworks;GetNativeManifest;GetCopyToOutputDirectoryItems")]
    [DataRow("publish", "--no-build")]
    public void No_node_runs_when_nothing_is_built(params string[] command)
    {
        _workspace.Dotnet([.. command, "flow.proj"]).ShouldSucceed();
        Assert.IsFalse(_workspace.Has("out.txt"));
    }

    [TestMethod]
    public void A_question_fails_when_a_node_would_run_and_runs_none()
    {
        _workspace.Build("flow.proj", "-question").ShouldFail();
        Assert.IsFalse(_workspace.Has("out.txt"));
        _workspace.Build("flow.proj").ShouldSucceed();
        _workspace.Build("flow.proj", "-question").ShouldSucceed();
    }

    [TestMethod]
    public void Its_outputs_can_be_asked_for_by_target()
    {
        _workspace.Build("flow.proj", "-getTargetResult:GetNodeOutputs").ShouldSucceed().Says(_workspace.PathOf("out.txt"));
    }

    [TestMethod]
    [DataRow("publish")]
    [DataRow("pack")]
    public void What_builds_first_runs_the_nodes(string command)
    {
        _workspace.Dotnet(command, "flow.proj").ShouldSucceed().Ran("flow", executed: 1);
        Assert.IsFalse(_workspace.Has("bin"));
    }

    [TestMethod]
    public void Run_says_that_it_is_no_program()
    {
        _workspace.Dotnet("run", "--project", "flow.proj").ShouldFail().Says("OutputType");
    }

    [TestMethod]
    public void A_name_that_ends_in_csproj_is_a_workflow_too()
    {
        _workspace.Workflow("other/flow.csproj", """<Node Include="greet" Command="echo hi" />""");
        _workspace.Build("other").ShouldSucceed().Says("hi").Ran("flow", executed: 1);
    }

    [TestMethod]
    public void Files_that_every_project_below_them_imports_are_imported()
    {
        _workspace.File("Directory.Build.props", "<Project><PropertyGroup><Word>before</Word></PropertyGroup></Project>");
        _workspace.File("Directory.Build.targets", """<Project><ItemGroup><Node Include="late" Command="echo $(Word)-after" /></ItemGroup></Project>""");
        _workspace.Build("flow.proj").ShouldSucceed().Says("before-after").Ran("flow", executed: 2);
    }

    [TestMethod]
    public void A_failed_node_fails_the_build()
    {
        _workspace.Workflow("flow.proj", """<Node Include="bad" Command="exit 3" />""");
        _workspace.Build("flow.proj").ShouldFail().Says("error TG").Says("1 failed");
    }

    [TestMethod]
    public void A_build_with_nothing_to_do_loads_no_task_but_its_own()
    {
        _workspace.Build("flow.proj").ShouldSucceed();
        var result = _workspace.Build("flow.proj", "-v:diag").ShouldSucceed();
        var tasks = result.Output.Split('\n').Where(line => line.Contains("Using \"", StringComparison.Ordinal)).ToArray();
        Assert.IsNotEmpty(tasks);
        foreach (var task in tasks)
            Assert.Contains("TaskGraph", task);
    }

    [TestMethod]
    public void Targets_of_a_project_run_before_and_after_the_nodes()
    {
        _workspace.Workflow("flow.proj", OneNode, """
            <PropertyGroup><RunNodesDependsOn>First</RunNodesDependsOn></PropertyGroup>
            <Target Name="First"><Message Text="first" Importance="high" /></Target>
            <Target Name="Last" AfterTargets="RunNodes"><Message Text="last: @(NodeResult)" Importance="high" /></Target>
            """);
        _workspace.Build("flow.proj").ShouldSucceed().SaysInOrder("first", "Concurrency: ").SaysInOrder("flow -> ", "last: greet");
    }

    [TestMethod]
    public void A_checkout_can_be_imported_straight()
    {
        var root = PackedSdk.RepoRoot;
        _workspace.File("flow.proj", $"""
            <Project><Import Project="{root}Sdk.props" /><ItemGroup>{OneNode}</ItemGroup><Import Project="{root}Sdk.targets" /></Project>
            """);
        _workspace.Build("flow.proj").ShouldSucceed().Ran("flow", executed: 1);
    }
}
