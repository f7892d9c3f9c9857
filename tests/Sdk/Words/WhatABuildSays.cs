using System.Text.RegularExpressions;

namespace TaskGraph.Sdk.Tests.Words;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed partial class WhatABuildSays : IDisposable
{
    private const string Nodes = """
        <Node Include="current" Command="sort in.txt &gt; current.txt" Inputs="in.txt" Outputs="current.txt" />
        <Node Include="last" Command="echo last ran" RunAfter="current" />
        <Node Include="waits" Command="echo waits ran" DependsOn="good" />
        <Node Include="good" Command="echo good ran" />
        <Node Include="bad" Command="exit 3" />
        <Node Include="behind" Command="echo behind ran" DependsOn="bad" />
        """;

    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", Nodes).File("in.txt", "in\n");

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void The_first_line_tells_threads_and_the_last_counts()
    {
        _workspace.Build("flow.proj", "-p:Nodes=current").ShouldSucceed();
        var lines = _workspace.Build("flow.proj", "-p:TaskGraphThreads=3", "-p:TaskGraphOnFailure=Continue").ShouldFail().Output.Split('\n', StringSplitOptions.TrimEntries);
        Assert.AreEqual("Concurrency: 3 threads", lines[0]);
        Assert.MatchesRegex(Summary(), lines.Single(line => line.StartsWith("flow -> ", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void At_one_thread_nodes_run_in_declaration_order()
    {
        _workspace.Build("flow.proj", "-m:1", "-p:ExcludeNodes=bad+").ShouldSucceed()
            .SaysInOrder("Concurrency: 1 threads\n", "last ran").SaysInOrder("last ran", "good ran").SaysInOrder("good ran", "waits ran");
    }

    [GeneratedRegex(@"^flow -> 3 executed, 1 up to date, 0 from cache, 1 skipped, 1 failed in \d+\.\d\d s, critical path \d+\.\d\d s$")]
    private static partial Regex Summary();
}
