using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Incremental;

[TestClass]
public sealed class GrowingTruthTests
{
    private static readonly string[] Made = ["gen/", "map/", "fixed/", "out/", "child/", "leaf-child-z1/", "leaf-child-z2/", "after/", "flow/"];

    /// <summary>TASKGRAPH_GROWING_HISTORIES sets how many; TASKGRAPH_SEED runs one.</summary>
    [TestMethod]
    public void After_any_edits_a_graph_that_grows_leaves_what_a_clean_build_leaves_and_runs_nothing_for_nothing() =>
        Seeds.Each("TASKGRAPH_GROWING_HISTORIES", 300, Run);

    private static void Run(int seed)
    {
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        var disk = new MemoryFileSystem();
        var sources = new Dictionary<string, string> { ["src/items"] = "p q", ["src/list"] = "a b", ["src/words"] = "x y", ["src/deep"] = "u v", ["src/s0"] = "0", ["src/s1"] = "0" };
        var lastRead = new Dictionary<string, string>();
        var edits = new List<string> { "first build" };
        for (int round = 0; round < 7; round++)
        {
            foreach ((string path, string text) in sources)
            {
                if (disk.Stat(path).Kind == FileKind.Missing || disk.ReadText(path) != text || random.Next(4) == 0)
                    disk.Write(path, text);
            }

            string[] items = sources["src/items"].Split(' ');
            // What is gone, with its node or by an edit, is made anew.
            foreach (string name in lastRead.Keys.Where(name => disk.Stat(OutputOf(name, items)).Kind == FileKind.Missing))
                lastRead.Remove(name);
            string after = string.Join("; ", edits);
            var reads = new Dictionary<string, string>();
            var build = new GrowingBuild(disk, folder["journal"], random.Next(5) == 0 ? random.Next(1, 12) : 0)
            {
                Ran = (name, read) =>
                {
                    // What is added under the same name for something else may have run as what it was last time, before that was known.
                    Assert.IsTrue(reads.TryAdd(name, read) || name == "after", $"{name} ran twice in one build, after: {after}.");
                    reads[name] = read;
                    Assert.IsTrue(lastRead.GetValueOrDefault(name) != read, $"{name} ran, and nothing that it reads had changed, after: {after}.");
                    lastRead.Remove(name);
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
            }

            foreach ((string name, Outcome outcome) in build.Outcomes)
            {
                if (outcome is Outcome.Executed)
                    lastRead[name] = reads[name];
            }

            // A parent that failed has not said what it makes no more.
            if (!died && !sources["src/words"].Contains("fail", StringComparison.Ordinal))
                CompareWithClean(sources, disk, after);
            edits.Clear();
            if (random.Next(2) == 0)
                disk.Advance();
            if (died)
                edits.Add("killed");
            for (int edit = random.Next(3); edit > 0; edit--)
                edits.Add(Edit(sources, disk, random));
        }
    }

    private static string OutputOf(string name, string[] items)
    {
        int dash = name.LastIndexOf('-');
        return name switch
        {
            "lister" => "gen/list.json",
            "after" => "after/after.txt",
            _ when name.StartsWith("fixed[", StringComparison.Ordinal) => $"fixed/{Array.IndexOf(items, name[6..^1])}-{name[6..^1]}.txt",
            _ when name.StartsWith("map[", StringComparison.Ordinal) => $"map/{name[4..^1]}.txt",
            _ => dash < 0 ? $"out/{name}.txt" : $"{name[..dash]}/{name[(dash + 1)..]}.txt",
        };
    }

    internal static string Edit(Dictionary<string, string> sources, MemoryFileSystem disk, Random random)
    {
        if (random.Next(5) == 0 && All(disk) is { Length: > 0 } all)
        {
            string deleted = all[random.Next(all.Length)];
            disk.DeleteFile(deleted);
            return "deleted " + deleted;
        }

        string source = sources.Keys.ElementAt(random.Next(sources.Count));
        sources[source] = source switch
        {
            "src/items" => Some(["p", "q", "r"]),
            "src/list" => Some(["a", "b", "c", "d", "e"]),
            "src/words" => Some(["x", "y", "z1", "z2", "wait", "fail"]),
            "src/deep" => Some(["u", "v", "w"]),
            _ => $"{random.Next(3)}",
        };
        return $"{source} is '{sources[source]}'";

        string Some(string[] words)
        {
            string[] some = [.. words.Where(_ => random.Next(2) == 0)];
            random.Shuffle(some);
            return some.Any(word => word is not ("wait" or "fail")) ? string.Join(' ', some) : words[0];
        }
    }

    internal static void CompareWithClean(Dictionary<string, string> sources, MemoryFileSystem disk, string edits, bool mayHaveMore = false, bool workflows = false)
    {
        using var folder = new TemporaryFolder();
        var clean = new MemoryFileSystem();
        foreach ((string path, string text) in sources)
            clean.Write(path, text);
        new GrowingBuild(clean, folder["journal"], workflows: workflows).Run(1);
        string[] expected = All(clean);
        string[] found = All(disk);
        if (mayHaveMore)
        {
            // 'look' reads by a glob what instances left: it reads more then, too.
            expected = [.. expected.Except(["out/look.txt"])];
            found = [.. found.Intersect(expected)];
        }

        static string Content(MemoryFileSystem disk, string[] paths) => string.Join("\n", paths.Select(path => $"{path}={disk.ReadText(path)}"));
        Assert.AreEqual(Content(clean, expected), Content(disk, found), $"The files differ from those of a clean build, after: {edits}.");
    }

    private static string[] All(MemoryFileSystem disk) =>
        [.. Made.SelectMany(folder => disk.Stat(folder).Kind == FileKind.Folder ? disk.EnumerateTree(folder) : []).Where(path => !path.EndsWith('/')).Order(StringComparer.Ordinal)];
}
