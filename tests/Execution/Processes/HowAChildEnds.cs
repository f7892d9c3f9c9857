using System.Text;
using TaskGraph.Execution.Executors.Processes;

namespace TaskGraph.Execution.Tests.Processes;

[TestClass]
public sealed class HowAChildEnds
{
    [TestMethod]
    [EveryWay]
    public void The_exit_code_is_told(Way way)
    {
        using var bench = new Bench(way);

        Assert.AreEqual(new ProcessExit(3, 0), bench.Await(bench.StartTestProgram("exit", "3")));
    }

    [TestMethod]
    [EveryWay]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void A_signal_is_told_as_shells_do(Way way)
    {
        using var bench = new Bench(way);

        ProcessExit exit = bench.Await(bench.StartShell("kill -s ABRT $$"));

        Assert.AreEqual(way == Way.Portable ? new ProcessExit(134, 0) : new ProcessExit(134, 6), exit);
    }

    [TestMethod]
    [EveryWay]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [Timeout(30_000)]
    public void A_thousand_are_each_told_once(Way way)
    {
        using var bench = new Bench(way);
        const int Count = 1000;
        const int AtOnce = 4;

        var tokens = new Queue<int>();
        for (int i = 0; i < Count; i++)
        {
            if (tokens.Count == AtOnce)
                Assert.AreEqual(0, bench.Await(tokens.Dequeue()).Code);
            tokens.Enqueue(bench.Start("true"));
        }

        while (tokens.TryDequeue(out int token))
            Assert.AreEqual(0, bench.Await(token).Code);
        bench.DisposeStarter();
        Assert.AreEqual(0, bench.ToldTwice);
    }

    [TestMethod]
    [EveryWay]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void Fifty_run_at_once_and_are_told_apart(Way way)
    {
        using var bench = new Bench(way);
        using var pipe = new Pipe(bench);

        using var gate = new Pipe(bench, "gate");
        int[] tokens = [.. Enumerable.Range(0, 50).Select(i => bench.StartShell(pipe.Holding($"echo ready >&9; read -r line < gate; exit {i}")))];
        foreach (int _ in tokens)
            Assert.AreEqual("ready", pipe.AwaitLine());
        Assert.IsFalse(tokens.Any(bench.HasEnded));
        using var go = new FileStream(gate.File, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        go.Write(Encoding.ASCII.GetBytes(new string('\n', tokens.Length)));
        int[] codes = [.. tokens.Select(token => bench.Await(token).Code)];

        CollectionAssert.AreEqual(Enumerable.Range(0, 50).ToArray(), codes);
    }

    [TestMethod]
    [EveryWay]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [Timeout(10_000)]
    public void A_grandchild_that_holds_the_output_open_holds_nothing_up(Way way)
    {
        using var bench = new Bench(way);
        using var pipe = new Pipe(bench);

        int token = bench.StartShell(pipe.Holding("echo ready >&9; echo text; { sleep 1000 & } ; echo $! > pid; exit 5"));
        Assert.AreEqual("ready", pipe.AwaitLine());

        Assert.AreEqual(5, bench.Await(token).Code);
        Assert.AreEqual("text\n", bench.Output(token));
        Assert.AreEqual(0, bench.Shell("kill $(cat pid)").Code, "The grandchild lives on: it was not asked to end.");
        pipe.AwaitEnd();
    }
}
