using TaskGraph.Execution.Storage;
using TaskGraph.Execution.Tests.Incremental;
using TaskGraph.Execution.Tests.PowerCuts;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Deaths;

/// <summary>A project that grows, on a disk of its own, with the builds that it has had.</summary>
internal sealed class GrowingHistory
{
    private readonly FragileDisk _disk = new();
    private readonly Dictionary<string, string> _sources;
    private readonly int _threads;

    // What nodes had read that ended well in a build that died; null for those that were up to date in it.
    private readonly Dictionary<string, string?> _endedWell = [];
    private string _happened = "first build";

    /// <summary>A project with none to three builds, between which it was edited.</summary>
    public GrowingHistory(Random random)
    {
        _sources = new() { ["src/items"] = "p q", ["src/list"] = "a b", ["src/words"] = "x y", ["src/deep"] = "u v", ["src/s0"] = "0", ["src/s1"] = "0" };
        _threads = random.Next(1, 4);
        Edit(random, 8);
        for (int builds = random.Next(4); builds > 0; builds--)
        {
            Build([]).Run(_threads);
            Edit(random, 4);
        }
    }

    /// <summary>A build that dies after an event; false if it ends before. What ran in it had cause.</summary>
    public bool Die(int at, string words)
    {
        int seen = 0;
        var reads = new Dictionary<string, string>();
        GrowingBuild dying = Build(reads, () =>
        {
            if (++seen == at)
                throw new PowerCutException();
        });
        try
        {
            dying.Run(_threads);
        }
        catch (PowerCutException)
        {
            // Dead. What was collected and not handed to the system is gone with it.
        }

        _happened += "; " + words;
        AssertCause(reads);
        foreach ((string name, Outcome outcome) in dying.Outcomes)
        {
            if (outcome is Outcome.Executed or Outcome.UpToDate)
                _endedWell[name] = reads.GetValueOrDefault(name) ?? _endedWell.GetValueOrDefault(name);
        }

        return seen >= at;
    }

    /// <summary>The next build leaves what a clean one leaves, and the one after it runs nothing.</summary>
    public void MakeGood()
    {
        var reads = new Dictionary<string, string>();
        Build(reads).Run(_threads);
        AssertCause(reads);
        string[] words = _sources["src/words"].Split(' ');
        if (words.Contains("fail"))
        {
            // A parent that failed has not said what it makes no more.
            _sources["src/words"] = string.Join(' ', words.Except(["fail"]));
            _happened += "; it fails no more";
            Build([]).Run(_threads);
        }

        GrowingTruthTests.CompareWithClean(_sources, _disk.Work, _happened, workflows: true);
        reads.Clear();
        Build(reads).Run(_threads);
        Assert.IsEmpty(reads.Keys, $"Nothing had changed, after: {_happened}.");
    }

    private void Edit(Random random, int most)
    {
        for (int edits = random.Next(most); edits > 0; edits--)
            _happened += "; " + GrowingTruthTests.Edit(_sources, _disk.Work, random);
    }

    private GrowingBuild Build(Dictionary<string, string> reads, Action? happened = null)
    {
        foreach ((string path, string text) in _sources)
        {
            if (_disk.Work.Stat(path).Kind == FileKind.Missing || _disk.Work.ReadText(path) != text)
                _disk.Work.Write(path, text);
        }

        return new GrowingBuild(_disk.Work, "/journal", files: _disk, workflows: true)
        {
            Happened = happened,
            Ran = (name, read) => reads[name] = read,
        };
    }

    private void AssertCause(Dictionary<string, string> reads)
    {
        foreach ((string name, string read) in reads)
        {
            if (_endedWell.TryGetValue(name, out string? before) && name != "after")
                Assert.IsTrue(before is not null && before != read, $"{name} had ended well and ran again, after: {_happened}.");
        }
    }
}
