using TaskGraph.Execution.Tests.Incremental;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Caching;

[TestClass]
public sealed class SharedTruthTests
{
    /// <summary>TASKGRAPH_HISTORIES sets how many; TASKGRAPH_SEED runs one.</summary>
    [TestMethod]
    public void After_any_edits_builds_in_two_places_that_share_a_cache_leave_what_clean_ones_leave() =>
        Seeds.Each("TASKGRAPH_HISTORIES", 100, Run);

    [TestMethod]
    public void What_one_place_has_built_another_one_fetches()
    {
        int shared = 0;
        for (int seed = 0; seed < 50; seed++)
        {
            var project = new ImaginedProject(new Random(seed));
            var entries = new SharedEntries();
            Place here = new(), there = new();
            using (here)
            using (there)
            {
                Dictionary<string, Outcome> first = here.Build(project, entries, 2, 0, out List<string> kept);
                Dictionary<string, Outcome> second = there.Build(project, entries, 2, 0, out List<string> again);
                CollectionAssert.AreEquivalent(first.Where(node => node.Value == Outcome.Executed).Select(node => node.Key).ToList(), kept, $"All that succeeded is kept (seed {seed}).");
                foreach (string name in kept)
                    Assert.AreEqual(Outcome.FromCache, second[name], $"{name} is fetched (seed {seed}).");
                Assert.IsEmpty(again);
                shared += kept.Count;
                foreach (ImaginedNode node in project.Nodes)
                    Assert.AreEqual(IncrementalTruthTests.Left(node, here.Disk), IncrementalTruthTests.Left(node, there.Disk), $"{node.Name} left the same (seed {seed}).");
            }
        }

        Assert.IsGreaterThan(100, shared);
    }

    [TestMethod]
    public void What_was_fetched_is_not_read_again_to_know_what_it_is()
    {
        int fetched = 0;
        for (int seed = 0; seed < 50; seed++)
        {
            var project = new ImaginedProject(new Random(seed));
            var entries = new SharedEntries();
            using Place here = new(), there = new();
            here.Build(project, entries, 2, 0, out _);
            var read = new HashSet<string>();
            there.Disk.Hashed = path => read.Add(path);
            Dictionary<string, Outcome> outcomes = there.Build(project, entries, 2, 0, out _);
            foreach (ImaginedNode node in project.Nodes.Where(node => outcomes[node.Name] == Outcome.FromCache && !project.Nodes.Exists(other => other.DependsOn.Contains(node.Name))))
            {
                // Who depends on it looks again, if something has run meanwhile.
                foreach (string output in node.Outputs.Where(output => there.Disk.Stat(output).Kind == Execution.Storage.FileKind.File && !project.Nodes.Exists(other => other.Inputs.Contains(output))))
                {
                    Assert.DoesNotContain(output, read, $"{node.Name} (seed {seed})");
                    fetched++;
                }
            }
        }

        Assert.IsGreaterThan(20, fetched);
    }

    private static void Run(int seed)
    {
        var random = new Random(seed);
        var project = new ImaginedProject(random);
        var entries = new SharedEntries();
        using Place here = new(), there = new();
        string edits = "first build";
        for (int round = 0; round < 8; round++)
        {
            Place place = random.Next(2) == 0 ? here : there;
            IncrementalTruthTests.WriteSources(project, place.Disk, touch: random.Next(3) == 0);
            int dieAt = random.Next(8) == 0 ? random.Next(1, 8) : 0;
            bool died = false;
            // It may die as well while what was fetched is put in its place.
            int changes = random.Next(8) == 0 ? random.Next(1, 20) : 0;
            place.Disk.Changed = changes == 0 ? null : (_, _) =>
            {
                if (--changes == 0)
                    throw new PowerCutException();
            };
            try
            {
                Dictionary<string, Outcome> outcomes = place.Build(project, entries, random.Next(1, 4), dieAt, out _);
                IncrementalTruthTests.CompareWithClean(project, place.Disk, place.Strangers, outcomes, edits);
            }
            catch (PowerCutException)
            {
                died = true;
            }

            place.Disk.Changed = null;

            foreach ((string path, string text) in place.Strangers)
                Assert.AreEqual(text, place.Disk.Stat(path).Kind == Execution.Storage.FileKind.File ? place.Disk.ReadText(path) : "gone", $"{path} is no node's, after: {edits}.");
            edits = IncrementalTruthTests.EditAll(project, place.Disk, place.Strangers, died, random);
            Evict(entries, random);
        }
    }

    private static void Evict(SharedEntries entries, Random random)
    {
        if (random.Next(4) == 0 && entries.Blobs.Count > 0)
            entries.Blobs.Remove(entries.Blobs.Keys.ElementAt(random.Next(entries.Blobs.Count)));
        if (random.Next(4) == 0 && entries.Results.Count > 0)
            entries.Results.Remove(entries.Results.Keys.ElementAt(random.Next(entries.Results.Count)));
    }

    /// <summary>A clone of the project on a disk of its own.</summary>
    private sealed class Place : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public MemoryFileSystem Disk { get; } = new();

        public Dictionary<string, string> Strangers { get; } = [];

        public Dictionary<string, Outcome> Build(ImaginedProject project, SharedEntries entries, int threads, int dieAt, out List<string> kept)
        {
            IncrementalTruthTests.WriteSources(project, Disk, touch: false);
            var build = new ImaginedBuild(project, Disk, _folder["journal"], dieAt);
            CacheOfFakeDisks cache = build.Share(entries);
            build.Run(threads);
            kept = cache.Kept;
            return build.Outcomes;
        }

        public void Dispose() => _folder.Dispose();
    }
}
