using System.Text;
using TaskGraph.Execution.Tests.Incremental;
using TaskGraph.Execution.Tests.PowerCuts;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Deaths;

/// <summary>The same build dies after its first event, its second, and so on, each time on a copy of the same disk; nothing that the system was handed is lost.</summary>
[TestClass]
public sealed class DyingBuildTests
{
    /// <summary>TASKGRAPH_DEATHS sets how many builds; TASKGRAPH_SEED runs one.</summary>
    [TestMethod]
    public void After_whichever_event_a_build_dies_the_next_is_right_and_runs_nothing_that_had_ended_well() => Seeds.Each("TASKGRAPH_DEATHS", 25, Run);

    private static void Run(int seed)
    {
        for (int at = 1; DieAt(seed, at); at++)
        {
        }
    }

    // False if the build ends before it comes to that.
    private static bool DieAt(int seed, int at)
    {
        var random = new Random(seed);
        var project = new ImaginedProject(random);
        var disk = new FragileDisk();
        if (random.Next(2) == 0)
        {
            Build(project, disk, 2);
            for (int edit = random.Next(4); edit > 0; edit--)
                project.Edit();
        }

        int threads = random.Next(1, 4);
        int seen = 0;
        var dying = new ImaginedBuild(project, disk.Work, "/journal", 0, disk)
        {
            Happened = () =>
            {
                if (++seen == at)
                    throw new PowerCutException();
            },
        };
        IncrementalTruthTests.WriteSources(project, disk.Work, touch: false);
        try
        {
            dying.Run(threads);
        }
        catch (PowerCutException)
        {
            // Dead. What was collected and not handed to the system is gone with it.
        }

        var again = new List<string>();
        ImaginedBuild next = Build(project, disk, threads, again);
        foreach (string name in again)
            Assert.IsFalse(dying.Outcomes.GetValueOrDefault(name) is Outcome.Executed or Outcome.UpToDate, $"{name} had ended well before event {at}, and ran again.");
        IncrementalTruthTests.CompareWithClean(project, disk.Work, [], next.Outcomes, $"death at event {at}");
        return seen == at;
    }

    private static ImaginedBuild Build(ImaginedProject project, FragileDisk disk, int threads, List<string>? ran = null)
    {
        IncrementalTruthTests.WriteSources(project, disk.Work, touch: false);
        var build = new ImaginedBuild(project, disk.Work, "/journal", 0, disk) { Runs = (node, _) => ran?.Add(node.Name) };
        build.Run(threads);
        return build;
    }
}
