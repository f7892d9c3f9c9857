using TaskGraph.Execution.Executors.Processes;

namespace TaskGraph.Execution.Tests.Processes;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class DescendantsThatLeft
{
    // A daemon: a session of its own, and a parent that has ended.
    private const string Daemon = "(setsid sh -c 'echo ready >&9; sleep 1000' &)";

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    [Timeout(20_000)]
    public void Go_with_the_one_that_is_stopped(bool force)
    {
        using var bench = new Bench(Way.Spawn, new RunMark(""));
        using var pipe = new Pipe(bench);
        int token = bench.StartShell(pipe.Holding($"{Daemon}; exec sleep 1000 9>&-"));
        Assert.AreEqual("ready", pipe.AwaitLine());

        bench.Stop(token, force);

        Assert.AreEqual(force ? 137 : 143, bench.Await(token).Code);
        pipe.AwaitEnd();
    }

    [TestMethod]
    [Timeout(20_000)]
    public void Of_another_one_stay()
    {
        using var bench = new Bench(Way.Spawn, new RunMark(""));
        using var pipe = new Pipe(bench);
        int daemon = bench.StartShell(pipe.Holding(Daemon.Replace("echo ready", "echo $$", StringComparison.Ordinal)));
        string pid = pipe.AwaitLine();
        Assert.AreEqual(0, bench.Await(daemon).Code);
        int token = bench.Start("sleep", "1000");

        bench.Stop(token, force: true);

        Assert.AreEqual(137, bench.Await(token).Code);
        Assert.AreEqual(0, bench.Shell($"kill -0 {pid}").Code);
        bench.EndLeftovers(TimeSpan.FromSeconds(10));
        pipe.AwaitEnd();
    }

    [TestMethod]
    [Timeout(20_000)]
    public void That_do_not_listen_are_killed_when_their_time_is_up()
    {
        using var bench = new Bench(Way.Spawn, new RunMark(""));
        using var pipe = new Pipe(bench);
        int token = bench.StartShell(pipe.Holding("(setsid sh -c \"trap '' TERM; echo ready >&9; while :; do sleep 1; done\" &)"));
        Assert.AreEqual("ready", pipe.AwaitLine());
        Assert.AreEqual(0, bench.Await(token).Code);

        bench.EndLeftovers(TimeSpan.FromMilliseconds(100));

        pipe.AwaitEnd();
    }
}
