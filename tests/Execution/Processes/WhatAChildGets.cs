using System.Globalization;
using System.Text;

namespace TaskGraph.Execution.Tests.Processes;

[TestClass]
public sealed class WhatAChildGets
{
    [TestMethod]
    [EveryWay]
    public void The_arguments_are_exactly_the_ones_given(Way way)
    {
        using var bench = new Bench(way);
        string[] arguments = ["", "two words", "\"quoted\" 'twice'", "Größe → ∞ 🌳", "line\nbreak", "\\", "a\\\"b", "*.cs", "$HOME", "%PATH%"];

        (int code, string output) = bench.RunTestProgram(["arguments", .. arguments]);

        Assert.AreEqual(0, code, output);
        string[] lines = output.Split('\n');
        string[] received = [.. lines[..^1].Select(line => Encoding.UTF8.GetString(Convert.FromHexString(line)))];
        CollectionAssert.AreEqual(arguments, received);
    }

    [TestMethod]
    [EveryWay]
    public void Its_own_variables_win_and_nothing_of_this_process_is_inherited(Way way)
    {
        using var bench = new Bench(way);
        bench.Variables["SHARED"] = "shared ä";
        bench.Variables["CHANGED"] = "before";
        bench.OwnVariables.Add(new("CHANGED", "after"));
        bench.OwnVariables.Add(new("OWN", "first"));
        bench.OwnVariables.Add(new("OWN", "a=b c"));
        Environment.SetEnvironmentVariable("TASKGRAPH_TEST_OF_HOST", "1");

        (_, string output) = bench.RunTestProgram("environment");

        string[] lines = output.Split('\n');
        CollectionAssert.Contains(lines, "SHARED=shared ä");
        CollectionAssert.Contains(lines, "CHANGED=after");
        CollectionAssert.Contains(lines, "OWN=a=b c");
        Assert.IsFalse(output.Contains("TASKGRAPH_TEST_OF_HOST", StringComparison.Ordinal), output);
        Assert.AreEqual(1, lines.Count(line => line.StartsWith("OWN=", StringComparison.Ordinal)));
        Assert.AreEqual(1, lines.Count(line => line.StartsWith("CHANGED=", StringComparison.Ordinal)));
    }

    [TestMethod]
    [EveryWay]
    public void It_runs_in_its_working_folder(Way way)
    {
        using var bench = new Bench(way);
        string folder = bench.PathOf("a folder ü");
        _ = Directory.CreateDirectory(folder);
        bench.WorkingDirectory = folder;

        Assert.AreEqual((0, folder), bench.RunTestProgram("folder"));
    }

    [TestMethod]
    [EveryWay]
    public void Its_standard_input_is_empty(Way way)
    {
        using var bench = new Bench(way);

        Assert.AreEqual((0, "0"), bench.RunTestProgram("input"));
    }

    [TestMethod]
    [EveryWay(WithoutPortable = true)]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void A_broken_pipe_ends_what_writes_to_it(Way way)
    {
        using var bench = new Bench(way);

        // yes(1) ends without a message only if SIGPIPE has its default meaning, which .NET takes from this process.
        (_, string output) = bench.Shell("(yes; echo $? >&2) | head -n 1 > /dev/null");

        Assert.AreEqual("141\n", output);
    }

    [TestMethod]
    [EveryWay(WithoutPortable = true)]
    [OSCondition(OperatingSystems.Linux)]
    public void It_has_no_other_descriptors_and_no_blocked_or_ignored_signals(Way way)
    {
        using var bench = new Bench(way);
        Dictionary<string, string> status = bench.Shell("exec cat /proc/self/status").Output
            .Split('\n').Where(line => line.Contains(':', StringComparison.Ordinal))
            .ToDictionary(line => line.Split(':')[0], line => line.Split(':')[1].Trim());

        Assert.AreEqual("0000000000000000", status["SigBlk"]);

        // Signals above 31 but the real-time ones are the C library's own.
        Assert.AreEqual(0ul, ulong.Parse(status["SigIgn"], NumberStyles.HexNumber) & 0x7fff_ffff);
        Assert.AreEqual("/dev/null", bench.Shell("readlink /proc/self/fd/0").Output.Trim());
        Assert.AreEqual("0 1 2 3", bench.Shell("echo $(ls /proc/self/fd)").Output.Trim(), "3 is the folder that ls reads.");
    }

    [TestMethod]
    [EveryWay(WithoutPortable = true)]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void It_leads_a_group_of_its_own(Way way)
    {
        using var bench = new Bench(way);

        string[] group = bench.Shell("echo $$; exec ps -o pgid= -p $$").Output.Split('\n', StringSplitOptions.TrimEntries);

        Assert.AreEqual(group[0], group[1]);
    }
}
