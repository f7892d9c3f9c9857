using TaskGraph.Execution.Tests.Incremental;

namespace TaskGraph.Execution.Tests.PowerCuts;

[TestClass]
public sealed class PowerCutTests
{
    /// <summary>TASKGRAPH_POWER_CUTS sets how many histories; TASKGRAPH_SEED runs one.</summary>
    [TestMethod]
    public void Whatever_a_power_cut_takes_the_next_build_leaves_what_a_clean_one_leaves() => Seeds.Each("TASKGRAPH_POWER_CUTS", 100, Run);

    private static void Run(int seed)
    {
        var random = new Random(seed);
        var project = new ImaginedProject(random);
        var disk = new FragileDisk();
        var nobodys = new Dictionary<string, string>();
        string happened = "first build";
        for (int boot = 0; boot < 6; boot++)
        {
            for (int builds = random.Next(1, 4); builds > 0; builds--)
            {
                IncrementalTruthTests.WriteSources(project, disk.Work, touch: random.Next(3) == 0);
                var build = new ImaginedBuild(project, disk.Work, "/journal", random.Next(8) == 0 ? random.Next(1, 8) : 0, disk, $"boot {boot}");
                bool died = false;
                try
                {
                    build.Run(random.Next(1, 4));
                }
                catch (PowerCutException)
                {
                    died = true;
                }

                if (!died)
                    IncrementalTruthTests.CompareWithClean(project, disk.Work, nobodys, build.Outcomes, happened);
                happened += "; then " + EditAll(project, disk.Work, random);
            }

            // At the end of a build more is at stake than at its beginning.
            int after = random.Next(2) == 0 ? disk.Changes : random.Next(disk.Changes + 1);
            happened += "\nPOWER CUT: " + disk.Cut(after, random);
        }
    }

    // Files of somebody else are left out: what of theirs is lost is nobody's to tell.
    private static string EditAll(ImaginedProject project, TaskGraph.Testing.MemoryFileSystem disk, Random random) =>
        IncrementalTruthTests.EditAll(project, disk, [], died: true, random);
}
