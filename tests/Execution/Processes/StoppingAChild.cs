namespace TaskGraph.Execution.Tests.Processes;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class StoppingAChild
{
    [TestMethod]
    [EveryWay]
    [Timeout(10_000)]
    public void Asked_it_ends_by_SIGTERM(Way way)
    {
        using var bench = new Bench(way);
        using var pipe = new Pipe(bench);
        int token = bench.StartShell(pipe.Holding("echo ready >&9; exec sleep 1000"));
        _ = pipe.AwaitLine();

        bench.Stop(token, force: false);

        Assert.AreEqual(143, bench.Await(token).Code);
        pipe.AwaitEnd();
    }

    [TestMethod]
    [EveryWay]
    [Timeout(10_000)]
    public void Asked_it_may_clean_up_and_choose_its_code(Way way)
    {
        using var bench = new Bench(way);
        using var pipe = new Pipe(bench);
        int token = bench.StartShell(pipe.Holding("trap 'echo cleaned; exit 7' TERM; echo ready >&9; while :; do sleep 0.01; done"));
        _ = pipe.AwaitLine();

        bench.Stop(token, force: false);

        Assert.AreEqual(7, bench.Await(token).Code);
        Assert.Contains("cleaned", bench.Output(token));
    }

    [TestMethod]
    [EveryWay]
    [Timeout(10_000)]
    public void One_that_ignores_being_asked_is_killed_by_force(Way way)
    {
        using var bench = new Bench(way);
        using var pipe = new Pipe(bench);
        int token = bench.StartShell(pipe.Holding("trap 'echo asked >&9' TERM; echo ready >&9; while :; do sleep 0.01; done"));
        _ = pipe.AwaitLine();

        bench.Stop(token, force: false);
        Assert.AreEqual("asked", pipe.AwaitLine());
        Assert.IsFalse(bench.HasEnded(token));
        bench.Stop(token, force: true);

        Assert.AreEqual(137, bench.Await(token).Code);
        pipe.AwaitEnd();
    }

    [TestMethod]
    [EveryWay]
    [Timeout(10_000)]
    public void Force_takes_its_children_too(Way way)
    {
        using var bench = new Bench(way);
        using var pipe = new Pipe(bench);
        int token = bench.StartShell(pipe.Holding("sleep 1000 & (sleep 1000 & sleep 1000) & echo ready >&9; wait"));
        _ = pipe.AwaitLine();

        bench.Stop(token, force: true);

        Assert.AreEqual(137, bench.Await(token).Code);
        pipe.AwaitEnd();
    }

    [TestMethod]
    [EveryWay]
    [OSCondition(OperatingSystems.Linux)]
    [Timeout(10_000)]
    public void Force_takes_a_descendant_that_left_for_its_own_session(Way way)
    {
        using var bench = new Bench(way);
        using var pipe = new Pipe(bench);
        int token = bench.StartShell(pipe.Holding("setsid sh -c 'setsid sh -c \"echo ready >&9; sleep 1000\" & wait' & wait"));
        _ = pipe.AwaitLine();

        bench.Stop(token, force: true);

        Assert.AreEqual(137, bench.Await(token).Code);
        pipe.AwaitEnd();
    }

    [TestMethod]
    [EveryWay]
    [Timeout(10_000)]
    public void One_that_was_halted_ends_all_the_same(Way way)
    {
        using var bench = new Bench(way);
        using var pipe = new Pipe(bench);
        int token = bench.StartShell(pipe.Holding("echo $$ >&9; exec sleep 1000"));
        Assert.AreEqual(0, bench.Shell($"kill -s STOP {pipe.AwaitLine()}").Code);

        bench.Stop(token, force: false);

        Assert.AreEqual(143, bench.Await(token).Code);
    }

    [TestMethod]
    [EveryWay(WithoutPortable = true)]
    [Timeout(10_000)]
    public void What_is_left_of_its_group_goes_when_it_ends(Way way)
    {
        using var bench = new Bench(way);
        using var pipe = new Pipe(bench);
        int token = bench.StartShell(pipe.Holding("(trap '' TERM; echo ready >&9; exec sleep 1000) & wait"));
        _ = pipe.AwaitLine();

        bench.Stop(token, force: false);

        Assert.AreEqual(143, bench.Await(token).Code);
        pipe.AwaitEnd();
    }

    [TestMethod]
    [EveryWay]
    [Timeout(10_000)]
    public void One_that_has_ended_is_left_alone(Way way)
    {
        using var bench = new Bench(way);
        int token = bench.Start("true");
        Assert.AreEqual(0, bench.Await(token).Code);

        bench.Stop(token, force: false);
        bench.Stop(token, force: true);
        bench.DisposeStarter();

        Assert.AreEqual(0, bench.ToldTwice);
    }

    [TestMethod]
    [EveryWay]
    [Timeout(10_000)]
    public void Disposing_kills_what_runs_and_tells_its_end(Way way)
    {
        using var bench = new Bench(way);
        using var pipe = new Pipe(bench);
        int token = bench.StartShell(pipe.Holding("trap '' TERM; echo ready >&9; sleep 1000"));
        _ = pipe.AwaitLine();

        bench.DisposeStarter();

        Assert.IsTrue(bench.HasEnded(token));
        Assert.AreEqual(137, bench.Await(token).Code);
        pipe.AwaitEnd();
    }

    [TestMethod]
    [EveryWay(WithoutPortable = true)]
    [Timeout(10_000)]
    public void Signals_of_a_child_to_its_group_reach_nobody_else(Way way)
    {
        using var bench = new Bench(way);
        using var pipe = new Pipe(bench);
        int other = bench.StartShell(pipe.Holding("echo ready >&9; exec sleep 1000"));
        _ = pipe.AwaitLine();

        Assert.AreEqual(137, bench.Shell("kill -s KILL 0").Code);

        Assert.IsFalse(bench.HasEnded(other));
        bench.Stop(other, force: true);
        Assert.AreEqual(137, bench.Await(other).Code);
    }
}
