using System.Text;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Incremental;

[TestClass]
public sealed class IncrementalTruthTests
{
    /// <summary>TASKGRAPH_HISTORIES sets how many; TASKGRAPH_SEED runs one.</summary>
    [TestMethod]
    public void After_any_edits_an_incremental_build_leaves_what_a_clean_one_leaves_and_runs_nothing_for_nothing() =>
        Seeds.Each("TASKGRAPH_HISTORIES", 300, Run);

    private static void Run(int seed)
    {
        var random = new Random(seed);
        var project = new ImaginedProject(random);
        using var folder = new TemporaryFolder();
        var disk = new MemoryFileSystem();
        var lastRead = new Dictionary<string, string>();
        var lastLeft = new Dictionary<string, string>();
        var reads = new Dictionary<string, string>();
        var strangers = new Dictionary<string, string>();
        string edits = "first build";
        for (int round = 0; round < 6; round++)
        {
            WriteSources(project, disk, touch: random.Next(3) == 0);
            int threads = random.Next(1, 4);
            int dieAt = random.Next(6) == 0 ? random.Next(1, 8) : 0;
            var ran = new HashSet<string>();
            var build = new ImaginedBuild(project, disk, folder["journal"], dieAt)
            {
                Runs = (node, read) =>
                {
                    Assert.IsTrue(ran.Add(node.Name), $"{node.Name} ran twice in one build, after: {edits}.");
                    bool justified = node.Fails || !lastRead.TryGetValue(node.Name, out string? before) || before != read || lastLeft[node.Name] != Left(node, disk);
                    Assert.IsTrue(justified, $"{node.Name} ran, and nothing that it reads or left had changed, after: {edits}.");
                    lastRead.Remove(node.Name);
                    reads[node.Name] = read;
                },
            };
            bool died = false;
            try
            {
                build.Run(threads);
            }
            catch (PowerCutException)
            {
                died = true;
            }

            foreach ((string name, Outcome outcome) in build.Outcomes)
            {
                if (outcome != Outcome.Executed)
                    continue;
                lastRead[name] = reads[name];
            }

            foreach (ImaginedNode node in project.Nodes.Where(node => build.Outcomes.GetValueOrDefault(node.Name) is Outcome.Executed or Outcome.UpToDate))
                lastLeft[node.Name] = Left(node, disk);
            if (!died)
                CompareWithClean(project, disk, strangers, build.Outcomes, edits);
            foreach ((string path, string text) in strangers)
                Assert.AreEqual(text, disk.Stat(path).Kind == FileKind.File ? disk.ReadText(path) : "gone", $"{path} is no node's, after: {edits}.");
            edits = EditAll(project, disk, strangers, died, random);
        }
    }

    internal static string EditAll(ImaginedProject project, MemoryFileSystem disk, Dictionary<string, string> strangers, bool died, Random random)
    {
        var done = new List<string>();
        if (random.Next(2) == 0)
            disk.Advance();
        for (int edit = random.Next(4); edit > 0; edit--)
        {
            ImaginedNode node = project.Nodes[random.Next(project.Nodes.Count)];
            string? left = Members(node, disk).FirstOrDefault(path => !strangers.ContainsKey(path));
            switch (random.Next(6))
            {
                case 0 when left is not null:
                    disk.DeleteFile(left);
                    done.Add($"{left} deleted");
                    break;
                case 1 when left is not null:
                    disk.Write(left, "tampered");
                    done.Add($"{left} tampered with");
                    break;
                case 2 when left is not null:
                    disk.Touch(left);
                    done.Add($"{left} touched");
                    break;
                // After a build that was killed nobody can tell what is the node's: see docs/reference.md.
                case 3 when !died && node.Outputs.Count > 0 && (node.Outputs[0].EndsWith('/') || node.Outputs[0].Contains('*', StringComparison.Ordinal)):
                    string stranger = node.Outputs[0].EndsWith('/') ? node.Outputs[0] + "own" : node.Outputs[0].Replace("*", "own", StringComparison.Ordinal);
                    strangers[stranger] = $"{random.Next()}";
                    disk.Write(stranger, strangers[stranger]);
                    done.Add($"{stranger} is somebody's own");
                    break;
                default:
                    done.Add(project.Edit());
                    break;
            }
        }

        return done.Count == 0 ? "no edit" : string.Join("; ", done);
    }

    internal static void CompareWithClean(ImaginedProject project, MemoryFileSystem disk, Dictionary<string, string> strangers, Dictionary<string, Outcome> outcomes, string edits)
    {
        using var folder = new TemporaryFolder();
        var clean = new MemoryFileSystem();
        WriteSources(project, clean, touch: false);
        foreach ((string path, string text) in strangers)
            clean.Write(path, text);
        var build = new ImaginedBuild(project, clean, folder["journal"]);
        build.Run(1);
        foreach (ImaginedNode node in project.Nodes)
        {
            bool good = build.Outcomes[node.Name] == Outcome.Executed;
            Assert.AreEqual(good, outcomes[node.Name] is Outcome.Executed or Outcome.UpToDate or Outcome.FromCache, $"{node.Name} is {outcomes[node.Name]}, and {build.Outcomes[node.Name]} in a clean build, after: {edits}.");
            if (good)
                Assert.AreEqual(Left(node, clean), Left(node, disk), $"{node.Name} left something else than in a clean build, after: {edits}.");
        }
    }

    internal static void WriteSources(ImaginedProject project, MemoryFileSystem disk, bool touch)
    {
        foreach ((string path, string text) in project.Sources)
        {
            bool same = disk.Stat(path).Kind == FileKind.File && disk.ReadText(path) == text;
            if (!same || touch)
                disk.Write(path, text);
        }
    }

    internal static string Left(ImaginedNode node, MemoryFileSystem disk)
    {
        var text = new StringBuilder();
        IEnumerable<string> left = node.Outputs.Count == 0 && disk.Stat(node.Effect).Kind == FileKind.File ? [node.Effect] : Members(node, disk);
        foreach (string path in left)
            text.Append(path).Append('=').Append(disk.ReadText(path)).Append('|');
        return text.ToString();
    }

    private static IEnumerable<string> Members(ImaginedNode node, MemoryFileSystem disk)
    {
        foreach (string output in node.Outputs)
        {
            if (output.EndsWith('/'))
            {
                foreach (string member in disk.EnumerateTree(output).Order(StringComparer.Ordinal))
                    yield return member;
            }
            else if (output.Contains('*', StringComparison.Ordinal))
            {
                foreach (string name in disk.EnumerateNames("glob/").Where(name => name.StartsWith(node.Name + "-", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
                    yield return "glob/" + name;
            }
            else if (disk.Stat(output).Kind == FileKind.File)
            {
                yield return output;
            }
        }
    }
}
