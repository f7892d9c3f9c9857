using System.Diagnostics;
using System.Text;

namespace TaskGraph.Sdk.Tests.Running;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class AnyOutput : IDisposable
{
    private const string Nodes = """
        <Node Include="endless" Command="head -c 10000000 /dev/zero | tr '\0' x" />
        <Node Include="bytes" Command="printf 'bad \377\376 bytes\n\303\251 good\r\n\000zero\n'" />
        <Node Include="mixed" Command="echo to-out; echo to-err &gt;&amp;2" />
        <Node Include="daemon" Command="sleep 60 &amp; echo $! &gt; daemon.pid" />
        """;

    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", Nodes, Outcomes.Told);

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    [DataRow("Grouped", 1_100_000)]
    [DataRow("Prefixed", 10_100_000)]
    public void It_is_shown_and_is_in_the_log_file_byte_for_byte(string mode, int most)
    {
        var result = _workspace.Build("flow.proj", $"-p:TaskGraphLogMode={mode}");
        Process.GetProcessById(int.Parse(_workspace.Read("daemon.pid"))).Kill();
        result.Executed("endless", "bytes", "mixed", "daemon").Says("bad \uFFFD\uFFFD bytes").Says("é good").Says("to-out").Says("to-err");
        Assert.IsLessThan(most, result.Output.Length);
        Assert.HasCount(10_000_000, Log("endless"));
        CollectionAssert.AreEqual(Encoding.Latin1.GetBytes("bad \u00FF\u00FE bytes\n\u00C3\u00A9 good\r\n\0zero\n"), Log("bytes"));
    }

    private byte[] Log(string node) => File.ReadAllBytes(_workspace.PathOf($"obj/taskgraph/flow.proj/logs/{node}.log"));
}
