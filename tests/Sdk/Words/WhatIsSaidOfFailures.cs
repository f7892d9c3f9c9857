namespace TaskGraph.Sdk.Tests.Words;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class WhatIsSaidOfFailures : IDisposable
{
    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", """
        <Node Include="one;two;three" Command="for i in 1 2 3 4 5 6 7 8 9; do echo %(Identity) says $i; echo; done; exit 3" />
        <Node Include="silent" Command="sh -c 'exit 4'" />
        <Node Include="behind" DependsOn="two" Command="true" />
        """);

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    [DataRow("Grouped", "-tl:off", "-v:q")]
    [DataRow("Grouped", "-tl:on", "-v:m")]
    [DataRow("Prefixed", "-tl:off", "-v:m")]
    [DataRow("Failures", "-tl:on", "-v:q")]
    public void Each_failed_node_is_named_with_its_last_lines_and_its_log_and_those_skipped_are_counted(string mode, string terminal, string verbosity)
    {
        DotnetResult result = _workspace.Build("flow.proj", $"-p:TaskGraphLogMode={mode};TaskGraphOnFailure=Continue", terminal, verbosity).ShouldFail();
        foreach (string node in (string[])["one", "two", "three"])
        {
            result.Says($"Node '{node}' failed with exit code 3.").Says(_workspace.PathOf($"obj/taskgraph/flow.proj/logs/{node}.log"))
                .SaysInOrder($"Node '{node}' failed", $"    {node} says 9");
        }

        result.Says("Node 'silent' failed with exit code 4. It printed nothing.");
        // Asked to be quiet, MSBuild shows nothing but errors and warnings.
        if (verbosity != "-v:q")
            result.Says("1 skipped, 4 failed");
    }
}
