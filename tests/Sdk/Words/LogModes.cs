namespace TaskGraph.Sdk.Tests.Words;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class LogModes : IDisposable
{
    // Each waits for the other's first line, so that both print at the same time.
    private const string Nodes = """
        <Node Include="a" Command="echo a1; echo &gt; a.told; while [ ! -f b.told ]; do :; done; echo a2; printf a3" />
        <Node Include="b" Command="echo b1; echo &gt; b.told; while [ ! -f a.told ]; do :; done; echo b2; exit 1" ContinueOnError="true" />
        """;

    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", Nodes);

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    [DataRow("Grouped", "[a]|a1|a2|a3", "[b]|b1|b2")]
    [DataRow("Prefixed", "[a] a1|[a] a2|[a] a3", "[b] b1|[b] b2")]
    [DataRow("Failures", "", "[b]|b1|b2")]
    public void Output_is_shown_as_the_mode_says(string mode, string a, string b)
    {
        var result = _workspace.Build("flow.proj", "-p:TaskGraphThreads=2", $"-p:TaskGraphLogMode={mode}");
        Assert.AreEqual(0, result.ExitCode, result.ToString());
        var lines = result.Output.Split('\n', StringSplitOptions.TrimEntries).TakeWhile(line => !line.StartsWith("flow -> ", StringComparison.Ordinal));
        string[] shown = [.. lines.Where(line => !line.Contains("TG1001", StringComparison.Ordinal) && (line.StartsWith('[') || line.Length == 2))];
        if (mode == "Prefixed")
            Array.Sort(shown, StringComparer.Ordinal);
        string all = string.Join('|', shown);
        string[] expected = [.. new[] { a, b }.Where(text => text.Length > 0)];
        Assert.IsTrue(all == string.Join('|', expected) || all == string.Join('|', Enumerable.Reverse(expected)), $"{all}\n{result}");
    }
}
