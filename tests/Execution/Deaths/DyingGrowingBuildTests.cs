using TaskGraph.Execution.Storage;
using TaskGraph.Execution.Tests.Incremental;
using TaskGraph.Execution.Tests.PowerCuts;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Deaths;

/// <summary>
/// A build whose graph grows (programs that add nodes, lists, workflows over lists) dies after its first event, its second, and so on, each time on a copy of the same disk, and one more build may die after it.
/// Then what is there is what a clean build leaves, and a node runs a second time for one of these causes alone:
/// <list type="bullet">
/// <item>It had not ended well when the build died.</item>
/// <item>What it reads is not what it read then. Of a parent that had not ended this is so of what depends on it; of its children it is not.</item>
/// <item>It is 'after': one name that a program gives to other things as its children's results have it, so that what the record says is added, and run, before it is known that the program will say otherwise.</item>
/// </list>
/// </summary>
[TestClass]
public sealed class DyingGrowingBuildTests
{
    /// <summary>TASKGRAPH_DEATHS sets how many builds; TASKGRAPH_SEED runs one.</summary>
    [TestMethod]
    public void After_whichever_event_a_build_of_a_graph_that_grows_dies_the_next_is_right_and_runs_nothing_that_had_ended_well() => Seeds.Each("TASKGRAPH_DEATHS", 4, Run);

    /// <summary>What long runs have found, and what it was.</summary>
    [TestMethod]
    [DataRow(184, 51, DisplayName = "the parent has succeeded, and its child, which had other outputs before, has not ended")]
    public void What_was_mended_stays_so(int seed, int at) => Assert.IsTrue(DieAt(seed, at, mayDieAgain: false));

    private static void Run(int seed)
    {
        for (int at = 1; DieAt(seed, at, mayDieAgain: true); at++)
        {
        }
    }

    // False if the build ends before it comes to that.
    private static bool DieAt(int seed, int at, bool mayDieAgain)
    {
        var history = new GrowingHistory(new Random(seed));
        bool reached = history.Die(at, $"death at event {at}");
        // Who dies may die again in what makes it good.
        var random = new Random((seed * 1_009) + at);
        if (mayDieAgain && random.Next(3) == 0)
            history.Die(random.Next(1, 200), "and again");
        history.MakeGood();
        return reached;
    }
}
