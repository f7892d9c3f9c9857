namespace TaskGraph.Execution.Tests.Processes;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class WhatAChildWrites
{
    [TestMethod]
    [EveryWay(WithoutPortable = true)]
    public void Both_streams_are_in_one_file_in_the_order_of_writing(Way way)
    {
        using var bench = new Bench(way);

        (_, string output) = bench.Shell("for i in 1 2 3 4 5 6 7 8 9; do echo o$i; echo e$i >&2; done");

        Assert.AreEqual(string.Concat(Enumerable.Range(1, 9).Select(i => $"o{i}\ne{i}\n")), output);
    }

    [TestMethod]
    [EveryWay]
    public void Both_streams_arrive_whole(Way way)
    {
        using var bench = new Bench(way);

        string[] lines = bench.Shell("echo one; echo two; echo three >&2; echo four").Output.Split('\n');

        CollectionAssert.AreEquivalent(new[] { "one", "two", "three", "four" }, lines.Where(line => line.Length > 0).ToArray());
    }

    [TestMethod]
    [EveryWay]
    public void Ten_megabytes_without_a_line_break_arrive(Way way)
    {
        using var bench = new Bench(way);

        int token = bench.StartShell("head -c 10485760 /dev/zero");

        Assert.AreEqual(0, bench.Await(token).Code);
        Assert.AreEqual(10_485_760, new FileInfo(bench.OutputFile(token)).Length);
    }

    [TestMethod]
    [EveryWay]
    public void An_old_output_file_is_made_anew(Way way)
    {
        using var bench = new Bench(way);
        File.WriteAllText(bench.OutputFile(1), "what was there before");

        Assert.AreEqual((0, "new"), bench.Shell("printf new"));
    }

    [TestMethod]
    [EveryWay(WithoutPortable = true)]
    public void The_output_is_for_its_owner_alone(Way way)
    {
        using var bench = new Bench(way);
        int token = bench.StartShell("umask 0");
        _ = bench.Await(token);

        Assert.AreEqual("-rw-------", bench.Shell($"ls -l {bench.OutputFile(token)}").Output[..10]);
    }
}
