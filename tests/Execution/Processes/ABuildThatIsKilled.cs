using System.Diagnostics;

namespace TaskGraph.Execution.Tests.Processes;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ABuildThatIsKilled
{
    [TestMethod]
    [Timeout(20_000)]
    public void Leaves_no_children()
    {
        using var bench = new Bench(Way.Spawn);
        using var pipe = new Pipe(bench);
        using Process host = bench.StartHost(pipe.Holding("trap '' TERM; sleep 1000 & echo ready >&9; wait"));
        Assert.AreEqual("ready", pipe.AwaitLine());
        Assert.IsNotNull(host.StandardOutput.ReadLine());

        host.Kill(entireProcessTree: false);

        pipe.AwaitEnd();
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [Timeout(20_000)]
    public void Leaves_no_descendants_that_made_a_session_of_their_own_and_whose_parents_have_ended()
    {
        using var bench = new Bench(Way.Spawn);
        using var pipe = new Pipe(bench);
        using Process host = bench.StartHost(pipe.Holding("(setsid sh -c 'echo ready >&9; sleep 1000' &); sleep 1000 9>&-"));
        Assert.AreEqual("ready", pipe.AwaitLine());
        Assert.IsNotNull(host.StandardOutput.ReadLine());

        host.Kill(entireProcessTree: false);

        pipe.AwaitEnd();
    }

    [TestMethod]
    [Timeout(20_000)]
    public void Leaves_no_helper_when_it_ends_in_good_order()
    {
        using var bench = new Bench(Way.Spawn);
        using var pipe = new Pipe(bench);
        using Process host = bench.StartHost(pipe.Holding("echo ready >&9"));
        Assert.AreEqual("ready", pipe.AwaitLine());
        int helper = HelperOf(int.Parse(host.StandardOutput.ReadLine()!));

        host.StandardInput.WriteLine("dispose");

        Assert.IsTrue(host.WaitForExit(10_000));
        Assert.AreEqual(0, host.ExitCode);
        Assert.AreEqual(1, bench.Shell($"kill -0 {helper} 2>&1 > /dev/null").Code);

        int HelperOf(int pid) => int.Parse(bench.Shell($"ps -eo pid=,ppid=,args= | awk '$2 == {pid} && /trap/ {{ print $1 }}'").Output);
    }
}
