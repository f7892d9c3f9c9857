using System.Reflection;
using Microsoft.Build.Framework;

namespace TaskGraph.MSBuild.Tests.Sealing;

/// <summary>A build that had nothing to do answers for the next one, as long as nothing that it looked at has changed.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The nodes' commands are for a POSIX shell.")]
public sealed class ASealedBuild : IDisposable
{
    private readonly ProjectFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Its_answer_is_the_same_items_and_the_same_words()
    {
        _folder.Write("a.txt", "a");
        _folder.Write("src/1", "1");
        RunGraph found = Build();
        while (new SealedBuild(found).Answer() is null)
            found = Build();
        List<string> said = [.. _folder.Engine.Messages];
        RunGraph answered = Build();
        Assert.AreEqual(Described(found.Results), Described(answered.Results));
        Assert.AreEqual(Described(found.NodeOutputs), Described(answered.NodeOutputs));
        Assert.HasCount(5, answered.Results);
        Assert.AreEqual("100%3b;x", answered.Results.Single(item => item.ItemSpec == "told").GetMetadata("it"));
        CollectionAssert.AreEqual(Untimed(said), Untimed(_folder.Engine.Messages));
        Assert.Contains("[copy] is up to date", _folder.Engine.Messages);
    }

    [TestMethod]
    public void A_build_that_ran_something_is_not_sealed()
    {
        _folder.Write("a.txt", "a");
        _folder.Write("src/1", "1");
        RunGraph task = Build();
        Assert.AreEqual("Executed", task.Results[0].GetMetadata("Outcome"));
        Assert.IsNull(new SealedBuild(task).Answer());
    }

    [TestMethod]
    [DataRow("UpToDateCheck", "Always")]
    [DataRow("UpToDateCheck", "Timestamp")]
    [DataRow("SecretEnvironmentVariables", "HOME")]
    public void What_a_look_at_the_disk_cannot_answer_is_not_sealed(string metadata, string value)
    {
        ITaskItem node = ProjectFolder.Node("n", ("Command", "echo 1 > o.txt"), ("Outputs", "o.txt"), (metadata, value));
        RunGraph? task = null;
        for (int i = 0; i < 3; i++)
        {
            task = _folder.Task<RunGraph>(node);
            Assert.IsTrue(task.Execute());
            Settle();
        }

        Assert.IsNull(new SealedBuild(task!).Answer());
    }

    [TestMethod]
    public void Each_thing_that_a_task_is_handed_is_part_of_what_is_sealed()
    {
        RunGraph plain = _folder.Task<RunGraph>();
        byte[] key = [.. SealKey.Of(plain, 0).Span];
        CollectionAssert.AreEqual(key, SealKey.Of(_folder.Task<RunGraph>(), 0).ToArray());
        CollectionAssert.AreNotEqual(key, SealKey.Of(plain, 1).ToArray());
        int seen = 0;
        foreach (PropertyInfo property in typeof(GraphTask).GetProperties().Where(property => property.PropertyType == typeof(string) || property.PropertyType == typeof(ITaskItem[])))
        {
            RunGraph changed = _folder.Task<RunGraph>();
            property.SetValue(changed, property.PropertyType == typeof(string) ? property.GetValue(changed) + "/x" : new[] { ProjectFolder.Node("x") });
            CollectionAssert.AreNotEqual(key, SealKey.Of(changed, 0).ToArray(), property.Name);
            seen++;
        }

        Assert.IsGreaterThan(20, seen);
        byte[] one = SealKey.Of(_folder.Task<RunGraph>(ProjectFolder.Node("x", ("A", "1"), ("B", "2"))), 0).ToArray();
        CollectionAssert.AreEqual(one, SealKey.Of(_folder.Task<RunGraph>(ProjectFolder.Node("x", ("A", "1"), ("B", "2"))), 0).ToArray());
        CollectionAssert.AreNotEqual(one, SealKey.Of(_folder.Task<RunGraph>(ProjectFolder.Node("x", ("A", "12"), ("B", ""))), 0).ToArray());
    }

    /// <summary>Whatever happens to the project in between: what the seal answers is what a build without it finds.</summary>
    [TestMethod]
    public void It_never_says_what_a_build_without_it_would_not()
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable("TASKGRAPH_SEALS"), out int asked) ? asked : 60;
        var next = new Random(int.TryParse(Environment.GetEnvironmentVariable("TASKGRAPH_SEED"), out int seed) ? seed : 7);
        _folder.Write("a.txt", "a");
        _folder.Write("src/1", "1");
        int held = 0, broken = 0;
        for (int turn = 0; turn < count; turn++)
        {
            for (int i = 0; i < 20 && new SealedBuild(Task()).Answer() is null; i++)
                Build();
            Assert.IsNotNull(new SealedBuild(Task()).Answer(), "It is never sealed.");
            string did = Disturb(next);
            bool answers = new SealedBuild(Task()).Answer() is not null;
            File.Delete(_folder.PathOf("obj/taskgraph/seal"));
            RunGraph task = Task();
            bool succeeded = task.Execute();
            bool nothing = succeeded && task.Results.All(result => result.GetMetadata("Outcome") == "UpToDate");
            Assert.IsTrue(nothing || !answers, $"Turn {turn}: after '{did}' the seal held, and there was something to do: {Described(task.Results)}");
            if (!succeeded)
                Repair();
            held += answers ? 1 : 0;
            broken += answers ? 0 : 1;
        }

        Assert.IsGreaterThan(count / 10, held);
        Assert.IsGreaterThan(count / 10, broken);
    }

    private string Disturb(Random next)
    {
        string[] files = [.. Directory.GetFiles(_folder.PathOf("."), "*", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        string file = files[next.Next(files.Length)], name = Path.GetRelativePath(_folder.PathOf("."), file);
        switch (next.Next(14))
        {
            case 0:
                return "nothing";
            case 1:
                File.AppendAllText(file, "more");
                return $"longer {name}";
            case 2:
                DateTime before = File.GetLastWriteTimeUtc(file);
                byte[] bytes = File.ReadAllBytes(file);
                if (bytes.Length > 0)
                    bytes[0] ^= 1;
                File.WriteAllBytes(file, bytes);
                File.SetLastWriteTimeUtc(file, before);
                return $"other bytes, same size and time of {name}";
            case 3:
                File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddSeconds(next.Next(-100, 100)));
                return $"touched {name}";
            case 4:
                File.Delete(file);
                return $"deleted {name}";
            case 5:
                _folder.Write("src/" + next.Next(5), "new");
                return "a file in src";
            case 6:
                _folder.Write("made/" + next.Next(3), "stray");
                return "a stray file in an output folder";
            case 7:
                _folder.Write("nowhere/" + next.Next(100), "x");
                return "a file that nobody reads";
            case 8:
                Environment.SetEnvironmentVariable("TASKGRAPH_TEST_SEAL", next.Next(2) == 0 ? null : next.Next(3).ToString());
                return "a variable";
            case 9:
                File.Copy(file, file + ".copy", overwrite: true);
                File.Move(file + ".copy", file, overwrite: true);
                return $"{name} replaced by a copy";
            case 10:
                if (!OperatingSystem.IsWindows())
                    File.SetUnixFileMode(file, File.GetUnixFileMode(file) ^ UnixFileMode.UserExecute);
                return $"other rights of {name}";
            case 11:
                _folder.Write("nodes.jsonl", $$"""{"Name": "told", "Command": "echo 'it=100%3b;x' > $TASKGRAPH_RESULTS; echo {{next.Next(2)}} > told.txt", "Outputs": ["told.txt"]}""");
                return "the node file";
            case 12:
                string[] state = Directory.GetFiles(_folder.PathOf("obj/taskgraph"));
                string gone = state[next.Next(state.Length)];
                File.Delete(gone);
                return $"deleted {Path.GetFileName(gone)}";
            default:
                _command = $"cat a.txt > copy.txt # {next.Next(3)}";
                return "a command";
        }
    }

    // What a build cannot make again by itself.
    private void Repair()
    {
        _folder.Write("a.txt", "repaired");
        _folder.Write("src/1", "repaired");
        File.Delete(_folder.PathOf("nodes.jsonl"));
    }

    private string _command = "cat a.txt > copy.txt";

    private RunGraph Task()
    {
        if (!_folder.Exists("nodes.jsonl"))
            _folder.Write("nodes.jsonl", """{"Name": "told", "Command": "echo 'it=100%3b;x' > $TASKGRAPH_RESULTS; echo 1 > told.txt", "Outputs": ["told.txt"]}""");
        RunGraph task = _folder.Task<RunGraph>(
            ProjectFolder.Node("copy", ("Command", _command), ("Inputs", "a.txt"), ("Outputs", "copy.txt"), ("OutputItemType", "Content"), ("Link", "x%3By")),
            ProjectFolder.Node("all", ("Command", "cat src/* > all.txt"), ("Inputs", "src/*"), ("Outputs", "all.txt"), ("FingerprintEnvironment", "TASKGRAPH_TEST_SEAL")),
            ProjectFolder.Node("tree", ("Command", "mkdir -p made/empty; cp all.txt made/all"), ("Inputs", "all.txt"), ("Outputs", "made/")),
            ProjectFolder.Node("last", ("DependsOn", "tree;copy")));
        task.NodeFiles = [ProjectFolder.Node("nodes.jsonl")];
        return task;
    }

    private RunGraph Build()
    {
        Settle();
        RunGraph task = Task();
        Assert.IsTrue(task.Execute(), string.Join('\n', _folder.Engine.Errors.Select(error => error.Message)));
        return task;
    }

    // Until the clock that files are stamped by has moved on: what was written in the same tick may change once more without showing it.
    private void Settle()
    {
        string probe = _folder.Write("obj/probe", "");
        DateTime stamp = File.GetLastWriteTimeUtc(probe);
        while (File.GetLastWriteTimeUtc(_folder.Write("obj/probe", "")) == stamp)
            Thread.Yield();
    }

    private static string Described(ITaskItem[] items) => string.Join('\n', items.Select(item =>
        $"{((ITaskItem2)item).EvaluatedIncludeEscaped}: {string.Join(' ', ItemMetadata.Of((ITaskItem2)item).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))}"));

    private static List<string> Untimed(IEnumerable<string> messages) => [.. messages.Select(text => text.Split(" in ")[0]).Order(StringComparer.Ordinal)];
}
