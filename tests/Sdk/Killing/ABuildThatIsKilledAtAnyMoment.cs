using System.Diagnostics;

namespace TaskGraph.Sdk.Tests.Killing;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class ABuildThatIsKilledAtAnyMoment
{
    private readonly string[] _clean = new string[KilledWorkflow.Variants];
    private int _kills, _ended, _again, _nodesKilled, _late;
    private TimeSpan _slowest;

    public TestContext TestContext { get; set; } = null!;

    /// <summary>TASKGRAPH_KILLS sets how many kills; TASKGRAPH_SEED which ones.</summary>
    [TestMethod]
    public void Is_made_good_by_the_next_one_which_runs_nothing_again_for_nothing()
    {
        int kills = int.TryParse(Environment.GetEnvironmentVariable("TASKGRAPH_KILLS"), out int asked) ? asked : 5;
        int seed = int.TryParse(Environment.GetEnvironmentVariable("TASKGRAPH_SEED"), out int given) ? given : Environment.ProcessId;
        var random = new Random(seed);
        using var workflow = new KilledWorkflow();
        TimeSpan longest = default;
        for (int variant = 0; variant < _clean.Length; variant++)
        {
            workflow.Clean();
            workflow.Write(variant);
            var watch = Stopwatch.StartNew();
            Build(workflow);
            // The first one restores packages as well.
            longest = variant == 0 ? default : watch.Elapsed > longest ? watch.Elapsed : longest;
            _clean[variant] = workflow.Made();
            Assert.IsFalse(_clean[variant].Contains("half", StringComparison.Ordinal), _clean[variant]);
        }

        while (_kills < kills)
        {
            if (random.Next(4) == 0)
                workflow.Clean();
            int variant = random.Next(KilledWorkflow.Variants);
            workflow.Write(variant);
            // Half of its time the build has not come to its nodes.
            int ended = _ended;
            KillAndBuild(workflow, variant, longest * (0.25 + (0.75 * random.NextDouble())), $"kill {_kills} of seed {seed}");
            // How long a build takes changes with what else the machine does; one that ends by itself says nothing.
            longest *= _ended > ended ? 0.95 : 1.01;
        }

        TestContext.WriteLine(
            $"{_kills} kills (seed {seed}; {_ended} builds had ended before), {_nodesKilled} nodes died with them and were gone after {_slowest.TotalMilliseconds:0} ms at most ({_late} times after more than a second); wrong results: 0; nodes run again for nothing: {_again}");
        Assert.AreEqual(0, _again);
        Assert.IsTrue(_late * 20 <= _kills, $"In {_late} of {_kills} kills nodes lived for more than a second.");
    }

    private void KillAndBuild(KilledWorkflow workflow, int variant, TimeSpan after, string which)
    {
        // A build that is killed before it has a helper leaves its socket's folder.
        foreach (string folder in Directory.GetDirectories(workflow.Temporary, "taskgraph-*"))
            Directory.Delete(folder, recursive: true);
        using (var build = new KilledBuild(workflow))
        {
            if (build.Wait(after))
            {
                build.Result().ShouldSucceed();
                _ended++;
            }
            else
            {
                build.Kill();
                TimeSpan gone = build.UntilGone();
                // It takes some milliseconds; on a machine that has no time for the helper that does it, longer.
                Assert.IsTrue(gone < TimeSpan.FromSeconds(10), $"Its nodes live after {which}.");
                _late += gone > TimeSpan.FromSeconds(1) ? 1 : 0;
                _slowest = gone > _slowest ? gone : _slowest;
                _kills++;
            }
        }

        string[] log = File.ReadAllLines(workflow.Log);
        string[] started = Started(log);
        // Before the first one the helper is there that removes the socket, which is not among the build's nodes.
        if (started.Length > 0)
            Assert.IsTrue(SpinWait.SpinUntil(() => Directory.GetDirectories(workflow.Temporary, "taskgraph-*").Length == 0, TimeSpan.FromSeconds(10)), $"The socket's folder is left after {which}.");
        _nodesKilled += started.Count(node => !log.Contains("end " + node));
        Build(workflow);
        Assert.AreEqual(_clean[variant], workflow.Made(), $"The outputs are not a clean build's after {which}.");
        foreach (string node in Started(File.ReadAllLines(workflow.Log)))
        {
            if (Array.Find(started, other => KilledWorkflow.WaitsFor(other, node)) is not { } reader)
                continue;
            TestContext.WriteLine($"'{node}' ran again after {which}: it had ended, since '{reader}' had started.");
            _again++;
        }
    }

    private static void Build(KilledWorkflow workflow)
    {
        using var build = new KilledBuild(workflow);
        Assert.IsTrue(build.Wait(TimeSpan.FromMinutes(2)));
        build.Result().ShouldSucceed();
    }

    private static string[] Started(string[] log) => [.. log.Where(line => line.StartsWith("start ", StringComparison.Ordinal)).Select(line => line[6..])];
}
