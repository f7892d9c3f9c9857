using TaskGraph.Execution.Executors.Processes;

namespace TaskGraph.Execution.Tests.Processes;

[TestClass]
public sealed class WhatCannotBeStarted
{
    [TestMethod]
    [EveryWay]
    public void A_name_that_is_not_in_PATH_was_not_found(Way way)
    {
        using var bench = new Bench(way);

        ProcessStartException e = Assert.ThrowsExactly<ProcessStartException>(() => bench.Start("no-such-program"));

        Assert.IsTrue(e.NotFound);
        Assert.AreEqual("The program 'no-such-program' was not found in PATH.", e.Message);
    }

    [TestMethod]
    [EveryWay]
    public void A_path_that_does_not_exist_was_not_found(Way way)
    {
        using var bench = new Bench(way);

        ProcessStartException e = Assert.ThrowsExactly<ProcessStartException>(() => bench.Start(bench.PathOf("missing")));

        Assert.IsTrue(e.NotFound);
    }

    [TestMethod]
    [EveryWay]
    public void A_missing_working_folder_is_not_a_missing_program(Way way)
    {
        using var bench = new Bench(way);
        bench.WorkingDirectory = bench.PathOf("nowhere");

        ProcessStartException e = Assert.ThrowsExactly<ProcessStartException>(() => bench.StartTestProgram("exit", "0"));

        Assert.IsFalse(e.NotFound);
        Assert.AreEqual($"The working folder '{bench.WorkingDirectory}' does not exist.", e.Message);
    }

    [TestMethod]
    [EveryWay]
    public void An_output_file_that_cannot_be_made_is_named(Way way)
    {
        using var bench = new Bench(way);
        _ = Directory.CreateDirectory(bench.OutputFile(1));

        ProcessStartException e = Assert.ThrowsExactly<ProcessStartException>(() => bench.StartTestProgram("exit", "0"));

        Assert.IsFalse(e.NotFound);
        Assert.AreEqual($"The output file '{bench.OutputFile(1)}' cannot be made: it is a folder.", e.Message);
    }

    [TestMethod]
    [EveryWay]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void A_file_without_the_run_bit_is_there_but_may_not_run(Way way)
    {
        using var bench = new Bench(way);
        string file = bench.Script("script", "#!/bin/sh\n", mayRun: false);

        ProcessStartException e = Assert.ThrowsExactly<ProcessStartException>(() => bench.Start(file));

        Assert.IsFalse(e.NotFound);
        Assert.Contains("no run permission", e.Message);
    }

    [TestMethod]
    [EveryWay]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void A_script_with_a_missing_interpreter_says_so(Way way)
    {
        using var bench = new Bench(way);
        string file = bench.Script("script", "#!/no/such/interpreter\n");

        ProcessStartException e = Assert.ThrowsExactly<ProcessStartException>(() => bench.Start(file));

        Assert.IsFalse(e.NotFound);
        Assert.Contains("interpreter", e.Message);
    }

    [TestMethod]
    [EveryWay]
    public void A_refused_start_leaves_nothing_to_wait_for(Way way)
    {
        var bench = new Bench(way);
        _ = Assert.ThrowsExactly<ProcessStartException>(() => bench.Start("no-such-program"));

        bench.Dispose();

        _ = Assert.ThrowsExactly<ObjectDisposedException>(() => bench.Start("no-such-program"));
    }

    [TestMethod]
    [EveryWay(WithoutPortable = true)]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void A_NUL_in_an_argument_is_refused_and_not_cut_off(Way way)
    {
        using var bench = new Bench(way);

        ProcessStartException e = Assert.ThrowsExactly<ProcessStartException>(() => bench.Start("echo", "a\0b"));

        Assert.Contains("a\\0b", e.Message);
    }
}
