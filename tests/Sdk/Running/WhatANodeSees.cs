using System.Collections;

namespace TaskGraph.Sdk.Tests.Running;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class WhatANodeSees
{
    private const string Nodes = """
        <Node Include="before" Command="echo b &gt; before.txt" Outputs="before.txt" />
        <Node Include="environment" Command="env" Cpus="2" Parameters="k=v 1;quote=&quot;q&quot;" EnvironmentVariables="GREETING=hello {name}, {k};LIST=a%3Bb" />
        <Node Include="lists" Command="cat $TASKGRAPH_INPUTS &gt; read.list; cat $TASKGRAPH_OUTPUTS &gt; write.list" Inputs="in 1.txt;glob/*.in" DependsOn="before" Outputs="read.list;write.list" />
        <Node Include="nothing" Command="wc -c $TASKGRAPH_INPUTS $TASKGRAPH_OUTPUTS - | head -n 3 | tr -s ' ' | sed 's/^ //'" />
        <Node Include="elsewhere" Command="printf '%s\n' &quot;$PWD&quot; {inputs} {outputs}" WorkingDirectory="glob" Inputs="in 1.txt" Outputs="glob/" />
        """;

    private static Workspace _workspace = null!;

    [ClassInitialize]
    public static void Build(TestContext context)
    {
        _ = context;
        _workspace = new Workspace().Workflow("flow.proj", Nodes).File("in 1.txt", "").File("glob/b.in", "").File("glob/a.in", "");
        _workspace.Build("flow.proj", "-m:3").ShouldSucceed();
    }

    [ClassCleanup]
    public static void Delete() => _workspace.Dispose();

    [TestMethod]
    public void Its_own_variables()
    {
        string[] lines = Log("environment");
        string[] expected =
        [
            "TASKGRAPH_NODE=environment", "TASKGRAPH_ATTEMPT=1", "TASKGRAPH_CPUS=2", """TASKGRAPH_PARAMETERS={"k": "v 1", "quote": "\"q\""}""",
            "GREETING=hello environment, v 1", "LIST=a;b", $"PWD={_workspace.Root}",
        ];
        foreach (string line in expected)
            Assert.Contains(line, lines);
    }

    [TestMethod]
    public void What_the_build_was_started_with_and_nothing_that_MSBuild_sets_for_itself()
    {
        // The two in the middle are the CLI's own, made of DOTNET_CLI_UI_LANGUAGE.
        var own = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => (string)variable.Key)
            .Concat(["NUGET_PACKAGES", "MSBUILDDISABLENODEREUSE", "MSBUILDTERMINALLOGGER", "VSLANG", "PreferredUILang", "PWD", "PYTHONPATH", "GREETING", "LIST"]).ToHashSet();
        string[] names = [.. Log("environment").Where(line => line.Contains('=', StringComparison.Ordinal)).Select(line => line[..line.IndexOf('=', StringComparison.Ordinal)])];
        Assert.Contains("MSBUILDDISABLENODEREUSE", names);
        var strange = names.Where(name => !own.Contains(name) && !name.StartsWith("TASKGRAPH_", StringComparison.Ordinal) && !name.StartsWith("DOTNET_", StringComparison.Ordinal));
        Assert.AreEqual("", string.Join(' ', strange));
        Assert.DoesNotContain("DOTNET_HOST_PATH", names);
    }

    [TestMethod]
    public void Lists_of_what_it_reads_and_writes()
    {
        Assert.AreEqual("in 1.txt\nglob/a.in\nglob/b.in\nbefore.txt", _workspace.Read("read.list"));
        Assert.AreEqual("read.list\nwrite.list", _workspace.Read("write.list"));
    }

    [TestMethod]
    public void Empty_lists_and_an_empty_standard_input()
    {
        string[] lines = Log("nothing");
        Assert.HasCount(3, lines);
        foreach (string line in lines)
            Assert.StartsWith("0 ", line);
    }

    [TestMethod]
    public void Full_paths_in_another_folder() =>
        Assert.AreEqual($"{_workspace.PathOf("glob")}|{_workspace.PathOf("in 1.txt")}|{_workspace.PathOf("glob/")}", string.Join('|', Log("elsewhere")));

    private static string[] Log(string node) => _workspace.Read($"obj/taskgraph/flow.proj/logs/{node}.log").Split('\n');
}
