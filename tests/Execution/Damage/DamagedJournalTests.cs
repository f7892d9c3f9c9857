using TaskGraph.Execution.Storage;
using TaskGraph.Execution.Tests.Incremental;
using TaskGraph.Execution.Tests.PowerCuts;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Damage;

/// <summary>Holes in the journals of real histories.</summary>
[TestClass]
public sealed class DamagedJournalTests
{
    private const string File = "/journal";

    private readonly FragileDisk _disk = new();
    private readonly Dictionary<string, string> _lastRead = [];
    private readonly Dictionary<string, string> _lastLeft = [];
    private readonly Dictionary<string, string> _own = [];
    private readonly HashSet<string> _lost = [];
    private string _happened = "first build";

    /// <summary>TASKGRAPH_HOLES sets how many histories; TASKGRAPH_SEED runs one.</summary>
    [TestMethod]
    public void Whatever_a_hole_held_the_next_builds_leave_what_a_clean_one_leaves_and_run_only_what_it_held() =>
        Seeds.Each("TASKGRAPH_HOLES", 60, seed => new DamagedJournalTests().Run(seed));

    /// <summary>The same variables.</summary>
    [TestMethod]
    public void Of_a_graph_that_grows_the_next_builds_leave_what_a_clean_one_leaves() => Seeds.Each("TASKGRAPH_HOLES", 60, RunGrowing);

    private void Run(int seed)
    {
        var random = new Random(seed);
        var project = new ImaginedProject(random, bare: random.Next(3));
        bool died = false;
        for (int round = 0; round < 6; round++)
        {
            for (int builds = random.Next(1, 4); builds > 0; builds--)
            {
                _happened += "; " + IncrementalTruthTests.EditAll(project, _disk.Work, _own, died, random) + ThereAndBack(project, random);
                died = Build(project, random, random.Next(6) == 0 ? random.Next(1, 8) : 0, null);
            }

            var held = new HashSet<string>();
            for (int holes = random.Next(1, 3); holes > 0; holes--)
            {
                var hole = Hole.Make(_disk, File, random);
                held.UnionWith(hole.IsAll ? project.Nodes.Select(node => node.Name) : hole.Held);
                _happened += "\nHOLE: " + hole;
            }

            _lost.UnionWith(held);
            // Nothing was edited since: what runs now runs because of the holes, or would have run without them.
            if (!died && random.Next(3) > 0)
                died = Build(project, random, 0, held);
        }
    }

    // What a node without outputs has done is known from the journal alone: it is led away and back, so that an older success looks right.
    private static string ThereAndBack(ImaginedProject project, Random random)
    {
        string done = "";
        foreach (ImaginedNode node in project.Nodes.Where(node => node.Outputs.Count == 0 && random.Next(2) == 0))
        {
            if (!node.Inputs.Remove("src/s0.txt"))
                node.Inputs.Add("src/s0.txt");
            done += $"; {node.Name} reads {string.Join(", ", node.Inputs)}";
        }

        return done;
    }

    private bool Build(ImaginedProject project, Random random, int dieAt, HashSet<string>? held)
    {
        IncrementalTruthTests.WriteSources(project, _disk.Work, touch: held is null && random.Next(3) == 0);
        var reads = new Dictionary<string, string>();
        var build = new ImaginedBuild(project, _disk.Work, File, dieAt, _disk)
        {
            Runs = (node, read) =>
            {
                bool changed = !_lastRead.TryGetValue(node.Name, out string? before) || before != read || _lastLeft[node.Name] != IncrementalTruthTests.Left(node, _disk.Work);
                bool justified = held is null || held.Contains(node.Name) || node.Outputs.Count == 0 || node.Fails || changed;
                Assert.IsTrue(justified, $"{node.Name} ran, its records were in no hole, and nothing that it reads or left had changed, after: {_happened}.");
                _lastRead.Remove(node.Name);
                reads[node.Name] = read;
            },
        };
        bool died = false;
        try
        {
            build.Run(random.Next(1, 4));
        }
        catch (PowerCutException)
        {
            died = true;
            _happened += "; it died";
        }

        foreach (ImaginedNode node in project.Nodes)
        {
            Outcome outcome = build.Outcomes.GetValueOrDefault(node.Name, Outcome.Failed);
            if (outcome == Outcome.Executed)
                _lastRead[node.Name] = reads[node.Name];
            if (outcome is Outcome.Executed or Outcome.UpToDate)
                _lastLeft[node.Name] = IncrementalTruthTests.Left(node, _disk.Work);
        }

        if (!died)
            IncrementalTruthTests.CompareWithClean(project, _disk.Work, Others(project), build.Outcomes, _happened);
        return died;
    }

    // Somebody's own files, and what the holes have made nobody's: what runs left in folders and at globs that no record is left of.
    private Dictionary<string, string> Others(ImaginedProject project)
    {
        var others = new Dictionary<string, string>();
        foreach (string path in _own.Keys.ToArray())
        {
            if (_disk.Work.Stat(path).Kind == FileKind.File)
                Assert.AreEqual(_own[path], _disk.Work.ReadText(path), $"{path} is no node's, after: {_happened}.");
            else if (_lost.Any(name => path.Contains($"/{name}/", StringComparison.Ordinal) || path.Contains($"/{name}-", StringComparison.Ordinal)))
                _own.Remove(path);
            else
                Assert.Fail($"{path} is no node's, and is gone, after: {_happened}.");
        }

        foreach ((string path, string text) in _own)
            others[path] = text;
        var paths = new PathTable(StringComparer.Ordinal);
        using var journal = Journal.Open(File, paths, "boot", _disk);
        foreach (RecordedOutput output in project.Nodes.Where(node => _lost.Contains(node.Name)).SelectMany(node => journal.Latest(node.Name)?.Outputs ?? []))
        {
            if (output.Marks.HasFlag(OutputMarks.Found) && _disk.Work.Stat(paths[output.Path]).Kind == FileKind.File)
                others[paths[output.Path]] = _disk.Work.ReadText(paths[output.Path]);
        }

        return others;
    }

    private static void RunGrowing(int seed)
    {
        var random = new Random(seed);
        var disk = new FragileDisk();
        var sources = new Dictionary<string, string> { ["src/items"] = "p q", ["src/list"] = "a b", ["src/words"] = "x y", ["src/deep"] = "u v", ["src/s0"] = "0", ["src/s1"] = "0" };
        string happened = "first build";
        for (int build = 0; build < 10; build++)
        {
            foreach ((string path, string text) in sources)
            {
                if (disk.Work.Stat(path).Kind == FileKind.Missing || disk.Work.ReadText(path) != text)
                    disk.Work.Write(path, text);
            }

            bool died = false;
            try
            {
                new GrowingBuild(disk.Work, File, random.Next(6) == 0 ? random.Next(1, 12) : 0, disk).Run(random.Next(1, 4));
            }
            catch (PowerCutException)
            {
                died = true;
            }

            // What children and instances a run had that the journal lost is known to nobody: it stays, and no node's outputs are among it.
            if (!died && !sources["src/words"].Contains("fail", StringComparison.Ordinal))
                GrowingTruthTests.CompareWithClean(sources, disk.Work, happened, true);
            if (random.Next(2) == 0)
                happened += "\nHOLE: " + Hole.Make(disk, File, random);
            happened += died ? "; then it died" : "; then " + GrowingTruthTests.Edit(sources, disk.Work, random);
        }
    }
}
