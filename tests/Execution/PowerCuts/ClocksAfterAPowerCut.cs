using TaskGraph.Execution.Tests.Incremental;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.PowerCuts;

[TestClass]
public sealed class ClocksAfterAPowerCut
{
    private readonly FragileDisk _disk = new();
    private readonly ImaginedProject _project = new(new Random(1));

    public ClocksAfterAPowerCut()
    {
        _project.Nodes.Clear();
        _project.Nodes.Add(new ImaginedNode { Name = "clocked", Timestamp = true, Inputs = { "src/s0.txt" }, Outputs = { "out/clocked.txt" } });
        _project.Nodes.Add(new ImaginedNode { Name = "other", Outputs = { "out/other.txt" }, Inputs = { "src/s1.txt" } });
        IncrementalTruthTests.WriteSources(_project, _disk.Work, touch: false);
        _disk.Work.Advance();
        Assert.AreEqual(Outcome.Executed, Build("first"));
        _disk.Work.Advance();
        Assert.AreEqual(Outcome.UpToDate, Build("first"));
    }

    [TestMethod]
    public void What_is_whole_is_up_to_date() => Assert.AreEqual(Outcome.UpToDate, Build("second"));

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void What_was_lost_is_made_again_however_new_it_looks(bool atOnce)
    {
        string whole = _disk.Work.ReadText("out/clocked.txt");
        _disk.Work.Lose("out/clocked.txt", new byte[whole.Length]);
        if (!atOnce)
        {
            // A build of something else comes first, which has the new run of the machine written down.
            ImaginedNode clocked = _project.Nodes[0];
            _project.Nodes.Remove(clocked);
            new ImaginedBuild(_project, _disk.Work, "/journal", 0, _disk, "second").Run(1);
            _project.Nodes.Insert(0, clocked);
        }

        Assert.AreEqual(Outcome.Executed, Build("second"));
        Assert.AreEqual(whole, _disk.Work.ReadText("out/clocked.txt"));
    }

    private Outcome Build(string boot)
    {
        var build = new ImaginedBuild(_project, _disk.Work, "/journal", 0, _disk, boot);
        build.Run(1);
        return build.Outcomes["clocked"];
    }
}
