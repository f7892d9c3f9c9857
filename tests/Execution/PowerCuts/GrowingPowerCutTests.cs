using TaskGraph.Execution.Storage;
using TaskGraph.Execution.Tests.Incremental;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.PowerCuts;

[TestClass]
public sealed class GrowingPowerCutTests
{
    /// <summary>TASKGRAPH_POWER_CUTS sets how many histories; TASKGRAPH_SEED runs one.</summary>
    [TestMethod]
    public void Whatever_a_power_cut_takes_of_a_graph_that_grows_the_next_build_leaves_what_a_clean_one_leaves() => Seeds.Each("TASKGRAPH_POWER_CUTS", 100, Run);

    private static void Run(int seed)
    {
        var random = new Random(seed);
        var disk = new FragileDisk();
        var sources = new Dictionary<string, string> { ["src/items"] = "p q", ["src/list"] = "a b", ["src/words"] = "x y", ["src/deep"] = "u v", ["src/s0"] = "0", ["src/s1"] = "0" };
        string happened = "first build";
        for (int boot = 0; boot < 6; boot++)
        {
            for (int builds = random.Next(1, 4); builds > 0; builds--)
            {
                foreach ((string path, string text) in sources)
                {
                    if (disk.Work.Stat(path).Kind == FileKind.Missing || disk.Work.ReadText(path) != text)
                        disk.Work.Write(path, text);
                }

                bool died = false;
                try
                {
                    new GrowingBuild(disk.Work, "/journal", random.Next(8) == 0 ? random.Next(1, 12) : 0, disk, $"boot {boot}").Run(random.Next(1, 4));
                }
                catch (PowerCutException)
                {
                    died = true;
                }

                // What children and instances a run had that the journal lost is known to nobody: it stays, and no node's outputs are among it.
                if (!died && !sources["src/words"].Contains("fail", StringComparison.Ordinal))
                    GrowingTruthTests.CompareWithClean(sources, disk.Work, happened, boot > 0);
                happened += died ? "; then it died" : "; then " + GrowingTruthTests.Edit(sources, disk.Work, random);
            }

            happened += "\nPOWER CUT: " + disk.Cut(random.Next(2) == 0 ? disk.Changes : random.Next(disk.Changes + 1), random);
        }
    }
}
