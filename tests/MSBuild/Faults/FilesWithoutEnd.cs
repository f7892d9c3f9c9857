using TaskGraph.MSBuild.Tests.Growing;

namespace TaskGraph.MSBuild.Tests.Faults;

/// <summary>Files that nodes write and the build reads, which are no files, or are more than anybody can use.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class FilesWithoutEnd : IDisposable
{
    private readonly Flow _flow = new();

    public void Dispose() => _flow.Dispose();

    [TestMethod]
    [DataRow("mkfifo list", "TG1014")]
    [DataRow("ln -s /dev/zero list", "TG1014")]
    [DataRow("truncate -s 1900M list", "TG1014")]
    [Timeout(60_000)]
    public void A_list_is_told_as_one_that_cannot_be_read(string write, string code)
    {
        _flow.Nodes($"lister|Command={write}|Outputs=list", "map|ForEachIn=list|Command=echo {item}");
        Assert.AreEqual("lister map:Failed", _flow.Build());
        Assert.AreEqual(code, _flow.Codes);
    }

    [TestMethod]
    [Timeout(60_000)]
    public void A_list_that_is_longer_than_a_graph_may_be_is_told_without_making_its_nodes()
    {
        _flow.Nodes("lister|Command=seq 1 400000 > list|Outputs=list", "map|ForEachIn=list|Command=echo {item}");
        long before = GC.GetTotalAllocatedBytes();
        Assert.AreEqual("lister map:Failed", _flow.Build(task => task.MaxNodes = "1000"));
        Assert.AreEqual("TG0018", _flow.Codes);
        Assert.IsLessThan(100_000_000, GC.GetTotalAllocatedBytes() - before);
    }

    [TestMethod]
    [DataRow("truncate -s 1900M d; touch o", "TG1007")]
    [DataRow("echo 'o: /' > d; touch o", "TG1007")]
    [DataRow("echo 'o: ..' > d; touch o", "TG1007")]
    [DataRow("ln -s /dev/zero $TASKGRAPH_RESULTS; touch o d", "TG1016")]
    [DataRow("mkfifo $TASKGRAPH_RESULTS; touch o d", "TG1016")]
    [DataRow("truncate -s 1900M $TASKGRAPH_RESULTS; touch o d", "TG1016")]
    [Timeout(60_000)]
    public void A_dep_file_or_results_fail_their_node(string command, string code)
    {
        _flow.Nodes($"a|Command={command}|Outputs=o|DepFile=d");
        Assert.AreEqual("a:Failed", _flow.Build());
        Assert.AreEqual(code, _flow.Codes);
    }

    [TestMethod]
    [DataRow("ln -s /dev/zero $TASKGRAPH_SUMMARY", "(its summary cannot be read: It is a pipe, a socket or a device, and no file that has an end.)")]
    [DataRow("mkfifo $TASKGRAPH_SUMMARY", "(its summary cannot be read: It is a pipe, a socket or a device, and no file that has an end.)")]
    [DataRow("seq 1 500000 > $TASKGRAPH_SUMMARY", "(cut: a node's summary may have 1048576 bytes)")]
    [Timeout(60_000)]
    public void A_summary_is_left_out_or_cut_and_the_node_has_succeeded(string command, string said)
    {
        _flow.Nodes($"a|Command={command}");
        Assert.AreEqual("a", _flow.Build());
        Assert.EndsWith(said, _flow.Folder.Read("obj/taskgraph/summary.md").Trim());
        Assert.AreEqual("", _flow.Codes);
    }

    [TestMethod]
    [Timeout(60_000)]
    public void A_script_that_is_a_pipe_is_told()
    {
        _flow.Nodes("pipe|Command=mkfifo s.odd|Outputs=s.odd", "a|Script=s.odd|DependsOn=pipe");
        Assert.AreEqual("pipe a:Failed", _flow.Build());
        Assert.AreEqual("TG1006", _flow.Codes);
    }

    [TestMethod]
    [Timeout(60_000)]
    public void A_long_log_is_searched_for_diagnostics_at_its_start_and_at_its_end()
    {
        _flow.Nodes("a|Command=echo 'a.c:1:1: warning: first'; seq 1 2000000; echo 'a.c:2:1: warning: between'; seq 1 2000000; echo 'a.c:3:1: warning: last'|Diagnostics=gcc");
        Assert.AreEqual("a", _flow.Build());
        Assert.AreEqual("first last", string.Join(' ', _flow.Folder.Engine.Warnings.Select(warning => warning.Message!.Split(' ')[0])));
    }

    [TestMethod]
    public void A_success_that_cannot_be_looked_at_is_no_run_that_the_build_died_with()
    {
        _flow.Nodes("a|Command=echo a > od/gen; ln -s /proc/self/mem od/odd|Outputs=od/");
        Assert.AreEqual("a:Failed", _flow.Build());
        Assert.AreEqual("TG1009", _flow.Codes);
        _flow.File("od/mine", "precious");

        _flow.Nodes("a|Command=echo a > od/gen; rm -f od/odd|Outputs=od/");
        _flow.Build();
        Assert.AreEqual("precious", _flow.Read("od/mine"));
    }
}
