using TaskGraph.Execution.Executors.Jobserver;

namespace TaskGraph.Execution.Tests.Jobserver;

[TestClass]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class BuildPoolTests
{
    private readonly string _build = $"test{Guid.NewGuid():N}";

    [TestMethod]
    public void Who_joins_takes_of_the_same_slots_and_who_leaves_last_takes_it_away()
    {
        BuildPool one = Join(2), other = Join(2);
        Assert.AreEqual(one.PipePath, other.PipePath);
        Assert.IsTrue(one.Fifo.TryTake(out byte token));
        Assert.AreEqual(1, Drain(other.Fifo));
        one.Fifo.GiveBack(token);
        one.Dispose();
        Assert.IsTrue(File.Exists(other.PipePath));
        other.Dispose();
        Assert.IsFalse(Directory.Exists(other.Folder));
    }

    [TestMethod]
    public void Other_builds_and_other_sizes_are_others()
    {
        using BuildPool one = Join(2), larger = Join(3), another = BuildPool.TryJoin(_build + "x", 2)!;
        Assert.AreEqual(2, Drain(one.Fifo));
        Assert.AreEqual(3, Drain(larger.Fifo));
        Assert.AreEqual(2, Drain(another.Fifo));
    }

    [TestMethod]
    public void It_is_its_owners_alone()
    {
        using BuildPool pool = Join(1);
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(pool.Folder));
    }

    [TestMethod]
    public void What_a_killed_build_left_is_made_anew()
    {
        string copy;
        using (BuildPool pool = Join(2))
        {
            copy = pool.Folder + "-kept";
            Directory.CreateDirectory(copy, PrivateMode);
            foreach (string file in (string[])["gate", "users", "busy"])
                File.WriteAllText(Path.Combine(copy, file), "");
            File.WriteAllText(Path.Combine(copy, "slots"), "no pipe");
        }

        Directory.Move(copy, copy[..^5]);
        using BuildPool again = Join(2);
        Assert.AreEqual(2, Drain(again.Fifo));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void A_folder_that_others_can_write_to_or_a_link_is_not_used()
    {
        string folder;
        using (BuildPool pool = Join(2))
            folder = pool.Folder;
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, PrivateMode | UnixFileMode.OtherWrite);
        Assert.IsNull(BuildPool.TryJoin(_build, 2));
        Directory.Delete(folder);
        string elsewhere = Directory.CreateTempSubdirectory("taskgraph-elsewhere-").FullName;
        Directory.CreateSymbolicLink(folder, elsewhere);
        Assert.IsNull(BuildPool.TryJoin(_build, 2));
        File.Delete(folder);
        Directory.Delete(elsewhere);
    }

    [TestMethod]
    public void What_was_lost_is_made_good_when_nobody_holds_anything_and_not_before()
    {
        using BuildPool one = Join(3), other = Join(3);
        other.Enter();
        Assert.AreEqual(3, Drain(one.Fifo));
        one.MakeGood();
        Assert.AreEqual(0, Drain(one.Fifo), "Somebody holds slots.");
        other.Leave();
        one.MakeGood();
        one.MakeGood();
        Assert.AreEqual(3, Drain(other.Fifo));
    }

    [TestMethod]
    [Timeout(60_000)]
    public void However_many_come_and_go_there_are_never_more_slots_than_there_are_and_in_the_end_nothing()
    {
        int rounds = int.TryParse(Environment.GetEnvironmentVariable("TASKGRAPH_POOLS"), out int asked) ? asked : 150;
        const int Slots = 3;
        int held = 0, most = 0;
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, seed =>
        {
            var random = new Random(seed);
            for (int round = 0; round < rounds; round++)
            {
                using BuildPool pool = Join(Slots);
                using var tokens = new HeldTokens(pool, null);
                for (int take = random.Next(4); take > 0 && tokens.TryTake(); take--)
                {
                    int now = Interlocked.Increment(ref held);
                    InterlockedMax(ref most, now);
                }

                if (random.Next(3) == 0)
                    Thread.Yield();
                Interlocked.Add(ref held, -tokens.Count);
                tokens.Keep(0);
            }
        });
        Assert.AreEqual(Slots, most, "All were held at once, and no more.");
        Assert.IsEmpty(Directory.GetDirectories(Path.GetTempPath(), $"taskgraph-slots-{_build}*"));
    }

    private const UnixFileMode PrivateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private BuildPool Join(int slots) => BuildPool.TryJoin(_build, slots) ?? throw new AssertFailedException("The pool cannot be joined.");

    private static int Drain(TokenFifo fifo)
    {
        int count = 0;
        while (fifo.TryTake(out _))
            count++;
        return count;
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (int seen = most; now > seen; seen = most)
            Interlocked.CompareExchange(ref most, now, seen);
    }
}
