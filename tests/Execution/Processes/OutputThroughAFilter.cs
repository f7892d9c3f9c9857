using System.Diagnostics;
using System.Text;
using TaskGraph.Execution.Executors.Processes;

namespace TaskGraph.Execution.Tests.Processes;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class OutputThroughAFilter
{
    [TestMethod]
    [EveryWay]
    public void All_that_a_child_writes_goes_through_it(Way way)
    {
        using var bench = new Bench(way) { Filter = () => new Upper() };
        int token = bench.StartShell("echo one; echo two >&2; i=0; while [ $i -lt 2000 ]; do echo 0123456789abcdefghijklmnopqrstuvwxyz; i=$((i+1)); done; printf end; exit 3");
        Assert.AreEqual(3, bench.Await(token).Code);
        string output = bench.Output(token);
        Assert.AreEqual(output.ToUpperInvariant(), output);
        Assert.Contains("ONE\n", output);
        Assert.Contains("TWO\n", output);
        Assert.AreEqual(2000, output.Split("XYZ\n").Length - 1);
        Assert.EndsWith("END", output.TrimEnd('.').Replace("TWO\n", "", StringComparison.Ordinal));
        Assert.EndsWith(".", output);
    }

    [TestMethod]
    [EveryWay]
    [Timeout(60_000)]
    public void A_grandchild_that_keeps_the_output_open_holds_nothing_up_and_may_go_on_writing(Way way)
    {
        using var bench = new Bench(way) { Filter = () => new Upper() };
        var clock = Stopwatch.StartNew();
        int token = bench.StartShell("(trap '' HUP; sleep 3; echo late; echo late2; echo alive > alive) & echo early");
        Assert.AreEqual(0, bench.Await(token).Code);
        Assert.IsLessThan(2500, clock.ElapsedMilliseconds);
        Assert.StartsWith("EARLY\n", bench.Output(token));
        while (!File.Exists(bench.PathOf("alive")) && clock.ElapsedMilliseconds < 30_000)
            Thread.Sleep(50);
        Assert.IsTrue(File.Exists(bench.PathOf("alive")), "It was killed by what it wrote.");
        Assert.DoesNotContain("LATE", bench.Output(token));
    }

    [TestMethod]
    [EveryWay]
    public void Many_at_once_have_each_their_own_and_a_program_that_is_not_there_leaves_none(Way way)
    {
        using var bench = new Bench(way) { Filter = () => new Upper() };
        int[] tokens = [.. Enumerable.Range(0, 40).Select(i => bench.StartShell($"echo number {i}"))];
        Assert.ThrowsExactly<ProcessStartException>(() => bench.Start("no-such-program-anywhere"));
        for (int i = 0; i < tokens.Length; i++)
        {
            Assert.AreEqual(0, bench.Await(tokens[i]).Code);
            Assert.AreEqual($"NUMBER {i}\n", bench.Output(tokens[i]).Replace(".", "", StringComparison.Ordinal));
        }
    }

    private sealed class Upper : IOutputFilter
    {
        public void Write(ReadOnlySpan<byte> bytes, Stream to) => to.Write(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).ToUpperInvariant()));

        public void End(Stream to) => to.Write("."u8);
    }
}
