using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Incremental;

[TestClass]
public sealed class GrowingTruthTests
{
    private static readonly string[] Grown = ["child/", "leaf-child-z1/", "leaf-child-z2/", "after/"];

    private static readonly string[] Made = ["gen/", "map/", "out/", .. Grown];

    /// <summary>TASKGRAPH_GROWING_HISTORIES sets how many; TASKGRAPH_SEED runs one.</summary>
    [TestMethod]
    public void After_any_edits_a_graph_that_grows_leaves_what_a_clean_build_leaves_and_runs_nothing_for_nothing() =>
        Seeds.Each("TASKGRAPH_GROWING_HISTORIES", 300, Run);

    private static void Run(int seed)
    {
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        var disk = new MemoryFileSystem();
        var sources = new Dictionary<string, string> { ["src/list"] = "a b", ["src/words"] = "x y", ["src/deep"] = "u v", ["src/s0"] = "0", ["src/s1"] = "0" };
        var lastRead = new Dictionary<string, string>();
        var edits = new List<string> { "first build" };
        bool everDied = false;
        for (int round = 0; round < 7; round++)
        {
            foreach ((string path, string text) in sources)
            {
                if (disk.Stat(path).Kind == FileKind.Missing || disk.ReadText(path) != text || random.Next(4) == 0)
                    disk.Write(path, text);
            }

            // What is gone, with its node or by an edit, is made anew.
            foreach (string name in lastRead.Keys.Where(name => disk.Stat(OutputOf(name)).Kind == FileKind.Missing))
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
                if (outcome == Outcome.Executed)
                    lastRead[name] = reads[name];
            }

            everDied |= died;
            if (!died)
                CompareWithClean(sources, disk, everDied, after);
            edits.Clear();
            if (random.Next(2) == 0)
                disk.Advance();
            if (died)
                edits.Add("killed");
            for (int edit = random.Next(3); edit > 0; edit--)
                edits.Add(Edit(sources, disk, random));
        }
    }

    private static string OutputOf(string name)
    {
        int dash = name.LastIndexOf('-');
        return name switch
        {
            "lister" => "gen/list.json",
            "after" => "after/after.txt",
            _ when name.StartsWith("map[", StringComparison.Ordinal) => $"map/{name[4..^1]}.txt",
            _ => dash < 0 ? $"out/{name}.txt" : $"{name[..dash]}/{name[(dash + 1)..]}.txt",
        };
    }

    private static string Edit(Dictionary<string, string> sources, MemoryFileSystem disk, Random random)
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
            "src/list" => Some(["a", "b", "c", "d", "e"]),
            "src/words" => Some(["x", "y", "z1", "z2", "wait"]),
            "src/deep" => Some(["u", "v", "w"]),
            _ => $"{random.Next(3)}",
        };
        return $"{source} is '{sources[source]}'";

        string Some(string[] words)
        {
            string[] some = [.. words.Where(_ => random.Next(2) == 0)];
            random.Shuffle(some);
            return some.Any(word => word != "wait") ? string.Join(' ', some) : words[0];
        }
    }

    private static void CompareWithClean(Dictionary<string, string> sources, MemoryFileSystem disk, bool everDied, string edits)
    {
        using var folder = new TemporaryFolder();
        var clean = new MemoryFileSystem();
        foreach ((string path, string text) in sources)
            clean.Write(path, text);
        new GrowingBuild(clean, folder["journal"]).Run(1);
        string[] expected = All(clean);
        // Whose children a build that was killed had begun is known to nobody when their parent adds them no more: what they left stays.
        string[] found = [.. All(disk).Where(path => !everDied || expected.Contains(path) || !Grown.Any(folder => path.StartsWith(folder, StringComparison.Ordinal)))];
        static string Content(MemoryFileSystem disk, string[] paths) => string.Join("\n", paths.Select(path => $"{path}={disk.ReadText(path)}"));
        Assert.AreEqual(Content(clean, expected), Content(disk, found), $"The files differ from those of a clean build, after: {edits}.");
    }

    private static string[] All(MemoryFileSystem disk) =>
        [.. Made.SelectMany(folder => disk.Stat(folder).Kind == FileKind.Folder ? disk.EnumerateTree(folder) : []).Where(path => !path.EndsWith('/')).Order(StringComparer.Ordinal)];
}
