namespace TaskGraph.Execution.Tests.Processes;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class WhereAProgramIsFound
{
    [TestMethod]
    [EveryWay]
    public void In_the_PATH_of_the_child(Way way)
    {
        using var bench = new Bench(way);
        _ = bench.Script("only-here", "#!/bin/sh\nprintf found");
        bench.OwnVariables.Add(new("PATH", $"/nowhere:{bench.Folder}"));

        int token = bench.Start("only-here");

        Assert.AreEqual(0, bench.Await(token).Code);
        Assert.AreEqual("found", bench.Output(token));
    }

    [TestMethod]
    [EveryWay]
    public void In_the_next_folder_once_it_is_gone_from_the_first(Way way)
    {
        using var bench = new Bench(way);
        _ = Directory.CreateDirectory(bench.PathOf("first"));
        _ = Directory.CreateDirectory(bench.PathOf("second"));
        string gone = bench.Script("first/program", "#!/bin/sh\nexit 1");
        _ = bench.Script("second/program", "#!/bin/sh\nexit 2");
        bench.Variables["PATH"] = $"{bench.PathOf("first")}:{bench.PathOf("second")}";
        Assert.AreEqual(1, bench.Await(bench.Start("program")).Code);

        File.Delete(gone);

        Assert.AreEqual(2, bench.Await(bench.Start("program")).Code);
    }

    [TestMethod]
    [EveryWay]
    public void Past_a_file_of_the_same_name_that_may_not_run(Way way)
    {
        using var bench = new Bench(way);
        _ = Directory.CreateDirectory(bench.PathOf("first"));
        _ = bench.Script("first/program", "#!/bin/sh\nexit 1", mayRun: false);
        _ = bench.Script("program", "#!/bin/sh\nexit 2");
        bench.Variables["PATH"] = $"{bench.PathOf("first")}:{bench.Folder}";

        Assert.AreEqual(2, bench.Await(bench.Start("program")).Code);
    }

    [TestMethod]
    [EveryWay]
    public void In_the_working_folder_if_PATH_says_so_each_time_anew(Way way)
    {
        using var bench = new Bench(way);
        bench.Variables["PATH"] = ".:/bin";
        foreach (string folder in (string[])["a", "b"])
        {
            _ = Directory.CreateDirectory(bench.PathOf(folder));
            _ = bench.Script($"{folder}/program", $"#!/bin/sh\nprintf {folder}");
            bench.WorkingDirectory = bench.PathOf(folder);
            int token = bench.Start("program");
            _ = bench.Await(token);
            Assert.AreEqual(folder, bench.Output(token));
        }
    }

    [TestMethod]
    [EveryWay]
    public void Relative_to_the_working_folder_if_it_is_a_path(Way way)
    {
        using var bench = new Bench(way);
        _ = Directory.CreateDirectory(bench.PathOf("a"));
        _ = bench.Script("a/program", "#!/bin/sh\nexit 6");

        Assert.AreEqual(6, bench.Await(bench.Start("./a/program")).Code);
    }

    [TestMethod]
    [EveryWay(WithoutPortable = true)]
    [OSCondition(OperatingSystems.Linux)]
    public void And_a_script_sees_the_path_that_was_written(Way way)
    {
        using var bench = new Bench(way);
        _ = Directory.CreateDirectory(bench.PathOf("with space"));
        _ = bench.Script("with space/named", "#!/bin/sh\nprintf '%s' \"$0\"");
        _ = bench.Script("with space/unnamed", "printf '%s' \"$0\"");
        foreach (string written in (string[])["./with space/named", "with space/named", "./with space/unnamed"])
        {
            int token = bench.Start(written);
            Assert.AreEqual(0, bench.Await(token).Code);
            Assert.AreEqual(written, bench.Output(token));
        }
    }

    [TestMethod]
    [EveryWay]
    public void A_script_that_names_no_interpreter_is_run_by_the_shell(Way way)
    {
        using var bench = new Bench(way);
        string file = bench.Script("script", "printf '%s,' \"$@\"\n");

        int token = bench.Start(file, "a b", "c");

        Assert.AreEqual(0, bench.Await(token).Code);
        Assert.AreEqual("a b,c,", bench.Output(token));
    }
}
