using TaskGraph.Execution.Tests.Incremental;
using TaskGraph.Execution.Tests.PowerCuts;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.FullDisks;

/// <summary>The disk is full at any byte of what a build records, for a build or two; then there is room again.</summary>
[TestClass]
public sealed class FullDiskTests
{
    /// <summary>TASKGRAPH_FULL_DISKS sets how many histories; TASKGRAPH_SEED runs one.</summary>
    [TestMethod]
    public void However_little_room_there_is_builds_end_and_the_next_with_room_leaves_what_a_clean_one_leaves() => Seeds.Each("TASKGRAPH_FULL_DISKS", 100, Run);

    [TestMethod]
    public void A_node_whose_record_does_not_fit_has_failed()
    {
        var random = new Random(1);
        var project = new ImaginedProject(random);
        var disk = new FullDisk(new FragileDisk(), 0);
        var build = new ImaginedBuild(project, new TaskGraph.Testing.MemoryFileSystem(), "/journal", 0, disk);
        build.Run(2);
        Assert.IsTrue(disk.Refused);
        Assert.DoesNotContain(Outcome.Executed, build.Outcomes.Values);
        Assert.Contains(Outcome.Failed, build.Outcomes.Values);
    }

    private static void Run(int seed)
    {
        var random = new Random(seed);
        var project = new ImaginedProject(random);
        var disk = new FragileDisk();
        string happened = "first build";
        for (int round = 0; round < 6; round++)
        {
            for (int full = random.Next(1, 3); full > 0; full--)
            {
                var files = new FullDisk(disk, random.Next(1 << random.Next(1, 13)));
                Build(project, disk, files, random);
                happened += $"; {(files.Refused ? "full" : "room enough")}";
                if (random.Next(2) == 0)
                    project.Edit();
            }

            ImaginedBuild build = Build(project, disk, null, random);
            IncrementalTruthTests.CompareWithClean(project, disk.Work, [], build.Outcomes, happened);
            project.Edit();
        }
    }

    private static ImaginedBuild Build(ImaginedProject project, FragileDisk disk, FullDisk? files, Random random)
    {
        IncrementalTruthTests.WriteSources(project, disk.Work, touch: random.Next(3) == 0);
        var build = new ImaginedBuild(project, disk.Work, "/journal", 0, (TaskGraph.Execution.Storage.IStateFiles?)files ?? disk);
        build.Run(random.Next(1, 4));
        return build;
    }
}
