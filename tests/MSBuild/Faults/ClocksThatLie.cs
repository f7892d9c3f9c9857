using TaskGraph.MSBuild.Tests.Growing;

namespace TaskGraph.MSBuild.Tests.Faults;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The nodes' commands are for a POSIX shell.")]
public sealed class ClocksThatLie : IDisposable
{
    private static readonly DateTime Future = new(2099, 1, 1, 0, 0, 0, DateTimeKind.Utc), Past = new(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly Flow _flow = new Flow().Nodes("a|Command=cat in > {outputs}|Inputs=in|Outputs=a.txt");

    public void Dispose() => _flow.Dispose();

    public static IEnumerable<object[]> Times => [[Future], [Past]];

    [TestMethod]
    [DynamicData(nameof(Times))]
    public void Another_content_of_the_same_size_and_time_is_seen(DateTime time)
    {
        Write("1", time);
        Assert.AreEqual("a", _flow.Build());
        Assert.AreEqual("", _flow.Build());
        Write("2", time);
        Assert.AreEqual("a", _flow.Build());
        Assert.AreEqual("2", _flow.Read("a.txt"));
        Assert.AreEqual("", _flow.Build());
    }

    [TestMethod]
    public void A_clock_that_jumps_makes_nothing_stale_and_hides_nothing()
    {
        Write("1", Future);
        Assert.AreEqual("a", _flow.Build());
        Write("1", Past);
        File.SetLastWriteTimeUtc(_flow.Folder.PathOf("a.txt"), Future);
        Assert.AreEqual("", _flow.Build(), "The contents are the same.");
        Write("2", Past);
        Assert.AreEqual("a", _flow.Build());
    }

    [TestMethod]
    public void Where_the_clock_decides_an_output_from_the_future_proves_nothing()
    {
        _flow.Nodes("a|Command=cat in > {outputs}|Inputs=in|Outputs=a.txt|UpToDateCheck=Timestamp");
        Write("1", Past);
        Assert.AreEqual("a", _flow.Build());
        Assert.AreEqual("", _flow.Build());
        File.SetLastWriteTimeUtc(_flow.Folder.PathOf("a.txt"), Future);
        Write("2", DateTime.UtcNow);
        // The system stamps files by a coarser clock than this one: an output that is made at once would be older than its input.
        while (File.GetLastWriteTimeUtc(_flow.Folder.Write("probe", "")) <= File.GetLastWriteTimeUtc(_flow.Folder.PathOf("in")))
            Thread.Yield();
        Assert.AreEqual("a", _flow.Build(), "The clock was ahead when the output was made, and is right again.");
        Assert.AreEqual("2", _flow.Read("a.txt"));
        Assert.AreEqual("", _flow.Build());
    }

    [TestMethod]
    public void An_input_that_changes_while_its_node_runs_leaves_it_unrecorded()
    {
        _flow.Nodes("a|Command=cat in > {outputs}; if [ ! -f once ]; then touch once -r in; echo 2 > in; touch in -r once; fi|Inputs=in|Outputs=a.txt");
        Write("1", Past);
        Assert.AreEqual("a", _flow.Build());
        Assert.AreEqual("TG1008", _flow.Folder.Engine.Warnings.Single().Code);
        Assert.AreEqual("a", _flow.Build());
        Assert.AreEqual("2", _flow.Read("a.txt"));
        Assert.AreEqual("", _flow.Build());
    }

    [TestMethod]
    [DataRow("echo 2 > in; cat in > {outputs}; echo 1 > in")]
    [DataRow("mv in was; echo 2 > in; cat in > {outputs}; cp was in")]
    public void An_input_that_changes_and_changes_back_while_its_node_runs_leaves_it_unrecorded(string command)
    {
        _flow.Nodes($"a|Command=if [ -f once ]; then cat in > {{outputs}}; else touch once; {command}; fi|Inputs=in|Outputs=a.txt");
        Write("1", Past);
        Assert.AreEqual("a", _flow.Build());
        Assert.AreEqual("TG1008", _flow.Folder.Engine.Warnings.Single().Code);
        Assert.AreEqual("a", _flow.Build());
        Assert.AreEqual("1", _flow.Read("a.txt"));
        Assert.AreEqual("", _flow.Build());
    }

    [TestMethod]
    public void Another_name_or_other_rights_of_an_input_are_no_change_of_it()
    {
        _flow.Nodes("a|Command=ln in other; chmod 600 in; cat in > {outputs}|Inputs=in|Outputs=a.txt");
        Write("1", Past);
        Assert.AreEqual("a", _flow.Build());
        Assert.IsEmpty(_flow.Folder.Engine.Warnings);
        Assert.AreEqual("", _flow.Build());
    }

    private void Write(string text, DateTime time)
    {
        _flow.File("in", text + "\n");
        File.SetLastWriteTimeUtc(_flow.Folder.PathOf("in"), time);
    }
}
