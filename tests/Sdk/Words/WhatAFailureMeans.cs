namespace TaskGraph.Sdk.Tests.Words;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class WhatAFailureMeans : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    [DataRow("ErrorAndStop", "1 executed, 0 up to date, 0 from cache, 1 skipped, 1 failed", false, "error TG1001")]
    [DataRow("ErrorAndContinue", "2 executed, 0 up to date, 0 from cache, 0 skipped, 1 failed", false, "error TG1001")]
    [DataRow("WarnAndContinue", "2 executed, 0 up to date, 0 from cache, 0 skipped, 1 failed", true, "warning TG1001")]
    public void ContinueOnError_decides_about_what_depends_on_the_node(string value, string counts, bool succeeds, string told)
    {
        _workspace.Workflow("flow.proj", $"""
            <Node Include="bad" Command="echo 'a.c(1,1): error X1: broken'; exit 1" ContinueOnError="{value}" />
            <Node Include="behind" Command="echo b &gt; b.txt" DependsOn="bad" Outputs="b.txt" />
            <Node Include="beside" Command="echo c &gt; c.txt" Outputs="c.txt" />
            """);
        var result = _workspace.Build("flow.proj", "-p:TaskGraphOnFailure=Continue").Says(counts).Says(told);
        Assert.AreEqual(succeeds, result.ExitCode == 0, result.ToString());
        if (succeeds)
            _workspace.Build("flow.proj").Never("error TG1001").Says("0 Error(s)").Says("0 executed, 2 up to date, 0 from cache, 0 skipped, 1 failed");
    }

    // 'long' is there when 'bad' starts to fail, and sees its end: a process that nobody has waited for is still there for kill -0.
    private const string Nodes = """
        <Node Include="bad" Command="while [ ! -f long.started ]; do :; done; echo $$ &gt; bad.tmp; mv bad.tmp bad.pid; exit 1" />
        <Node Include="long" Command="echo &gt; long.started; while [ ! -f bad.pid ]; do :; done; while [ '$(Endless)' ] || kill -0 $(cat bad.pid) 2&gt;/dev/null; do :; done; echo &gt; long.ended" />
        <Node Include="other" Command="echo &gt; other.ended" />
        <Node Include="behind" Command="echo &gt; behind.ended" DependsOn="bad" />
        """;

    [TestMethod]
    [DataRow("Stop", "1 executed, 0 up to date, 0 from cache, 2 skipped, 1 failed", "long")]
    [DataRow("Continue", "2 executed, 0 up to date, 0 from cache, 1 skipped, 1 failed", "long,other")]
    [DataRow("Kill", "0 executed, 0 up to date, 0 from cache, 2 skipped, 1 failed, 1 cancelled", "")]
    public void OnFailure_decides_about_the_rest(string value, string counts, string ended)
    {
        string endless = value == "Kill" ? "true" : "";
        _workspace.Workflow("flow.proj", Nodes.Replace("$(cat", "%24(cat", StringComparison.Ordinal));
        _workspace.Build("flow.proj", "-p:TaskGraphThreads=2", $"-p:TaskGraphOnFailure={value}", $"-p:Endless={endless}").ShouldFail().Says(counts);
        Assert.AreEqual(ended, string.Join(',', new[] { "long", "other", "behind" }.Where(name => _workspace.Has(name + ".ended"))));
    }
}
