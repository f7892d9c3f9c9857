using TaskGraph.Execution.Storage;
using TaskGraph.Execution.Tests.Incremental;
using TaskGraph.Execution.Tests.PowerCuts;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Damage;

/// <summary>Successes behind which a stretch of the journal is damaged, which may have held later runs, and did.</summary>
[TestClass]
public sealed class WhatIsInDoubt
{
    private const string File = "/journal", Traces = "/traces";

    private readonly FragileDisk _disk = new();
    private readonly ImaginedProject _project = new(new Random(1));
    private readonly ImaginedNode _plain = new() { Name = "plain", Inputs = { "src/s0.txt" }, Outputs = { "out/plain.txt" } };
    private readonly ImaginedNode _folder = new() { Name = "folder", Inputs = { "src/s0.txt" }, Outputs = { "tree/folder/" } };
    private readonly ImaginedNode _clocked = new() { Name = "clocked", Timestamp = true, Inputs = { "src/s0.txt", "more/*.txt" }, Outputs = { "out/clocked.txt" } };
    private readonly ImaginedNode _bare = new() { Name = "bare", Inputs = { "src/s0.txt" } };
    private readonly ImaginedNode _reader = new() { Name = "reader", Inputs = { "src/s1.txt" }, DependsOn = { "plain", "folder", "clocked" }, Outputs = { "out/reader.txt" } };
    private readonly long _firstEnd;

    public WhatIsInDoubt()
    {
        _project.Nodes.Clear();
        _project.Sources["more/a.txt"] = "more";
        _project.Nodes.AddRange([_plain, _folder, _clocked, _bare, _reader]);
        Build();
        _firstEnd = _disk.LengthOf(File);
    }

    [TestMethod]
    public void A_success_counts_if_contents_say_so()
    {
        _bare.Command++;
        Build();
        _bare.Command--;
        Damage();

        Dictionary<string, Outcome> next = Build();
        Assert.AreEqual(Outcome.UpToDate, next["plain"]);
        Assert.AreEqual(Outcome.UpToDate, next["folder"]);
        Assert.AreEqual(Outcome.UpToDate, next["clocked"]);
        Assert.AreEqual(Outcome.UpToDate, next["reader"]);
        Assert.AreEqual(Outcome.Executed, next["bare"], "nothing tells what it did last");
        Assert.IsTrue(Build().Values.All(outcome => outcome == Outcome.UpToDate), "its success is no more in doubt");
    }

    [TestMethod]
    public void What_a_lost_run_of_another_declaration_left_is_made_again_however_new_it_looks()
    {
        string left = Left(_plain) + Left(_clocked) + Left(_folder);
        ImaginedNode[] made = [_plain, _folder, _clocked];
        foreach (ImaginedNode node in made)
            node.Command++;
        Build();
        foreach (ImaginedNode node in made)
            node.Command--;
        Damage();

        Dictionary<string, Outcome> next = Build();
        foreach (ImaginedNode node in made)
            Assert.AreEqual(Outcome.Executed, next[node.Name], node.Name);
        // What else the lost run left in its folder is nobody's, and stays.
        StringAssert.StartsWith(Left(_plain) + Left(_clocked) + Left(_folder), left);
    }

    [TestMethod]
    public void The_clock_alone_does_not_say_that_inputs_are_what_they_were()
    {
        string left = Left(_clocked);
        string source = _project.Sources["src/s0.txt"];
        _project.Sources["src/s0.txt"] = source + " changed";
        _clocked.Command++;
        Build();
        _clocked.Command--;
        Damage();
        // What the lost run left is by chance what the success before it did.
        _disk.Work.Advance();
        _disk.Work.Write("out/clocked.txt", left.Split('=')[1].TrimEnd('|'));
        Assert.AreEqual(left, Left(_clocked));

        Assert.AreEqual(Outcome.Executed, Build()["clocked"]);
    }

    [TestMethod]
    public void What_is_not_selected_counts_as_it_is_only_if_a_success_is_known_that_left_it_so()
    {
        Damage(from: 1);
        Assert.AreEqual(Outcome.UpToDate, Build("reader")["reader"]);

        _disk.Work.Write("out/plain.txt", "half");
        Damage(from: 1);
        Assert.AreEqual(Outcome.Failed, Build("reader")["reader"]);
        Assert.AreEqual(Outcome.UpToDate, Build("plain", "reader")["reader"]);
    }

    [TestMethod]
    public void A_trace_of_another_run_at_its_place_is_as_good_as_lost()
    {
        byte[] before = _disk.Read(Traces)!;
        NodeRecord record = Record("clocked");
        // The same length at the same place: that of a run with another input, which is now there instead, and older than the output.
        var other = new FragileDisk();
        _project.Sources.Remove("more/a.txt");
        _project.Sources["more/b.txt"] = "more";
        IncrementalTruthTests.WriteSources(_project, other.Work, touch: false);
        new ImaginedBuild(_project, other.Work, File, 0, other).Run(1);
        byte[] spliced = other.Read(Traces)!;
        Assert.HasCount(before.Length, spliced);
        using (IStateFile file = _disk.Open(Traces, FileMode.Open, FileAccess.Write, FileShare.None))
            file.Write(0, spliced);
        using (var traces = new TraceFile(_disk, Traces))
            Assert.IsTrue(traces.TryRead(record.TraceOffset, record.TraceLength, out _), "it is whole");

        _disk.Work.DeleteFile("more/a.txt");
        _disk.Work.Write("more/b.txt", "more");
        _disk.Work.SetModified("more/b.txt", _disk.Work.Stat("src/s0.txt").Modified);
        Assert.AreEqual(Outcome.Executed, Build()["clocked"]);
    }

    private NodeRecord Record(string name)
    {
        using Journal journal = Journal.Open(File, new PathTable(StringComparer.Ordinal), "boot", _disk);
        return journal.Latest(name)!;
    }

    private string Left(ImaginedNode node) => IncrementalTruthTests.Left(node, _disk.Work);

    // From the end of the first build on, or only a piece behind it that nobody needs.
    private void Damage(int from = 0)
    {
        if (from > 0)
        {
            using Journal journal = Journal.Open(File, new PathTable(StringComparer.Ordinal), "boot", _disk);
            journal.Remove("nobody");
        }

        long start = from > 0 ? _disk.LengthOf(File) - 18 : _firstEnd;
        byte[] garbage = new byte[_disk.LengthOf(File) - start];
        garbage.AsSpan().Fill(0xA5);
        using IStateFile file = _disk.Open(File, FileMode.Open, FileAccess.Write, FileShare.None);
        file.Write(start, garbage);
    }

    private Dictionary<string, Outcome> Build(params string[] selected)
    {
        _disk.Work.Advance();
        IncrementalTruthTests.WriteSources(_project, _disk.Work, touch: false);
        _disk.Work.Advance();
        var build = new ImaginedBuild(_project, _disk.Work, File, 0, _disk, selected: selected.Length == 0 ? null : [.. selected]);
        build.Run(1);
        return build.Outcomes;
    }
}
