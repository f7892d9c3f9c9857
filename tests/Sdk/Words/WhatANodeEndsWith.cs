namespace TaskGraph.Sdk.Tests.Words;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class WhatANodeEndsWith : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void Exit_code_0_is_a_success_whatever_is_printed()
    {
        _workspace.Workflow("flow.proj", """
            <Node Include="loud" Command="echo 'src/a.c(3,7): error X12: too loud'; echo 'src/b.c:4:2: fatal error: gone'; echo 'Error: npm failed'" />
            <Node Include="off" Command="echo 'c.c(1,1): error X13: nobody listens'" Diagnostics="none" />
            <Node Include="own" Command="echo 'd.c at 5 says W77'" Diagnostics="house" />
            <NodeDiagnostic Include="house" Pattern="^(?&lt;file&gt;\S+) at (?&lt;line&gt;\d+) says (?&lt;severity&gt;W)(?&lt;message&gt;.*)" />
            """);
        var result = _workspace.Build("flow.proj");
        Assert.AreEqual(0, result.ExitCode, result.ToString());
        result.Says(_workspace.PathOf("src/a.c") + "(3,7): warning X12: too loud").Says(_workspace.PathOf("src/b.c") + "(4,2): warning").Says(_workspace.PathOf("d.c") + "(5): warning")
            .Says("Error: npm failed").Says("nobody listens").Never("c.c(1,1): warning").Says("3 Warning(s)").Ran("flow", executed: 3);
    }

    [TestMethod]
    public void Any_other_exit_code_or_a_missing_output_is_an_error_at_the_node()
    {
        _workspace.File("sub/graph.jsonl", "\n{\"Name\": \"listed\", \"Command\": \"exit 5\"}\n").Workflow("flow.proj", """

              <Node Include="bad" Command="echo almost; echo 'a.c(3,7): error X12: broken'; exit 3" />
              <Node Include="lazy" Command="true" Outputs="never.txt" />
              <Node Include="early" Command="true" Inputs="no-such.txt" />
              <Node Include="unknown" Command="no-such-program now" />
              <Node Include="behind" Command="true" DependsOn="lazy" />
              <NodeFile Include="sub/graph.jsonl" />
            """);
        _workspace.Build("flow.proj", "-p:TaskGraphOnFailure=Continue").ShouldFail().Says("0 executed, 0 up to date, 0 from cache, 1 skipped, 5 failed")
            .Says(_workspace.PathOf("flow.proj") + "(2,3): error TG1001: Node 'bad' failed with exit code 3").Says(_workspace.PathOf("a.c") + "(3,7): error X12: broken")
            .Says(_workspace.PathOf("flow.proj") + "(3,3): error TG1002: ").Says("'never.txt'").Says("(4,3): error TG1003: ").Says("'no-such.txt'").Says("(5,3): error TG1005: ")
            .Says(_workspace.PathOf("sub/graph.jsonl") + "(2,1): error TG1001: Node 'listed' failed with exit code 5");
    }
}
