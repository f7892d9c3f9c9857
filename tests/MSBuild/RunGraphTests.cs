using Microsoft.Build.Framework;

namespace TaskGraph.MSBuild.Tests;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The nodes' commands are for a POSIX shell.")]
public sealed class RunGraphTests
{
    [TestMethod]
    public void Results_and_outputs_go_back_to_msbuild()
    {
        using var folder = new ProjectFolder();
        RunGraph task = folder.Task<RunGraph>(
            ProjectFolder.Node("make", ("Command", "echo out > made.txt; echo said"), ("Outputs", "made.txt"), ("OutputItemType", "Content"), ("Link", "l.txt")),
            ProjectFolder.Node("group", ("DependsOn", "make")));
        Assert.IsTrue(task.Execute());
        Assert.AreEqual("Executed", task.Results[0].GetMetadata("Outcome"));
        Assert.AreEqual("0", task.Results[0].GetMetadata("ExitCode"));
        Assert.AreEqual("1", task.Results[0].GetMetadata("Attempts"));
        Assert.AreEqual("made.txt", task.Results[0].GetMetadata("Outputs"));
        Assert.AreEqual("said\n", File.ReadAllText(task.Results[0].GetMetadata("LogFile")));
        Assert.AreEqual("UpToDate", task.Results[1].GetMetadata("Outcome"));
        Assert.AreEqual("made.txt", task.NodeOutputs.Single().ItemSpec);
        Assert.AreEqual("Content", task.NodeOutputs.Single().GetMetadata("OutputItemType"));
        Assert.AreEqual("l.txt", task.NodeOutputs.Single().GetMetadata("Link"));
    }

    [TestMethod]
    public void Paths_with_characters_of_msbuild_arrive_as_themselves_and_divide_no_list()
    {
        using var folder = new ProjectFolder("100%25;x");
        RunGraph task = folder.Task<RunGraph>(ProjectFolder.Node("a", ("Command", "touch 'x;y' 'p%2541*' z; echo said"), ("Outputs", "x%3By;p%2541%2a;z")));
        Assert.IsTrue(task.Execute());
        Assert.AreEqual("x%3by;p%2541%2a;z", ((ITaskItem2)task.Results[0]).GetMetadataValueEscaped("Outputs"));
        Assert.AreEqual("said\n", File.ReadAllText(task.Results[0].GetMetadata("LogFile")));
        Assert.AreEqual("x;y p%41* z", string.Join(' ', task.NodeOutputs.Select(output => output.ItemSpec)));
    }

    [TestMethod]
    public void A_second_run_says_that_everything_is_up_to_date()
    {
        using var folder = new ProjectFolder();
        folder.Write("in.txt", "x");
        Assert.IsTrue(Copy(folder).Execute());
        Assert.IsTrue(Copy(folder).Execute());
        Assert.Contains("flow -> everything is up to date: 0 executed, 1 up to date, 0 from cache, 0 skipped, 0 failed", folder.Engine.Messages[^1]);
        Assert.AreEqual("Concurrency: 2 threads", folder.Engine.Messages[0]);
    }

    [TestMethod]
    public void A_design_time_build_runs_nothing_and_returns_what_is_there()
    {
        using var folder = new ProjectFolder();
        folder.Write("in.txt", "x");
        RunGraph task = Copy(folder);
        task.DesignTime = true;
        Assert.IsTrue(task.Execute());
        Assert.IsEmpty(task.NodeOutputs);
        Assert.IsFalse(folder.Exists("out.txt"));
        Assert.IsTrue(Copy(folder).Execute());
        task = Copy(folder);
        task.DesignTime = true;
        Assert.IsTrue(task.Execute());
        Assert.AreEqual("out.txt", task.NodeOutputs.Single().ItemSpec);
    }

    [TestMethod]
    public void Question_fails_while_something_would_run_and_runs_nothing()
    {
        using var folder = new ProjectFolder();
        folder.Write("in.txt", "x");
        RunGraph task = Copy(folder);
        task.FailIfNotIncremental = true;
        Assert.IsFalse(task.Execute());
        Assert.AreEqual("TG1010", folder.Engine.Errors.Single().Code);
        Assert.IsFalse(folder.Exists("out.txt"));
        Assert.IsTrue(Copy(folder).Execute());
        task = Copy(folder);
        task.FailIfNotIncremental = true;
        Assert.IsTrue(task.Execute());
    }

    [TestMethod]
    public void Question_fails_when_a_node_could_not_even_run()
    {
        using var folder = new ProjectFolder();
        RunGraph task = Copy(folder);
        task.FailIfNotIncremental = true;
        Assert.IsFalse(task.Execute());
        Assert.AreEqual("TG1003", folder.Engine.Errors.Single().Code);
    }

    [TestMethod]
    public void An_output_that_turns_out_to_be_a_folder_is_cleaned_with_what_is_in_it()
    {
        using var folder = new ProjectFolder();
        Assert.IsTrue(folder.Task<RunGraph>(ProjectFolder.Node("a", ("Command", "mkdir -p od; echo 1 > od/x"), ("Outputs", "od"))).Execute());
        Assert.IsTrue(folder.Task<CleanGraph>().Execute());
        Assert.IsFalse(folder.Exists("od/x"));
    }

    [TestMethod]
    public void A_command_with_windows_line_ends_is_the_same_command()
    {
        using var folder = new ProjectFolder();
        Assert.IsTrue(folder.Task<RunGraph>(ProjectFolder.Node("a", ("Command", "\r\n  echo one > o\r\n"), ("Outputs", "o"))).Execute());
        Assert.AreEqual("one\n", folder.Read("o"));
    }

    [TestMethod]
    public void A_link_that_leads_nowhere_is_no_match_of_a_glob()
    {
        using var folder = new ProjectFolder();
        File.CreateSymbolicLink(folder.Write("src/a.c", "a") + ".lock.c", "nobody@nowhere");
        Assert.IsTrue(folder.Task<RunGraph>(ProjectFolder.Node("a", ("Command", "cat {inputs} > o"), ("Inputs", "src/*.c"), ("Outputs", "o"))).Execute());
        Assert.AreEqual("a", folder.Read("o"));
    }

    [TestMethod]
    public void Cleaning_spares_a_file_that_is_somebodys_own_since_its_node_is_gone()
    {
        using var folder = new ProjectFolder();
        Assert.IsTrue(folder.Task<RunGraph>(ProjectFolder.Node("a", ("Command", "echo gen > x.cs; echo gen > y.cs"), ("Outputs", "x.cs;y.cs"))).Execute());
        folder.Write("x.cs", "mine");
        Assert.IsTrue(folder.Task<CleanGraph>().Execute());
        Assert.IsTrue(folder.Exists("x.cs"));
        Assert.IsFalse(folder.Exists("y.cs"));
    }

    [TestMethod]
    public void A_dep_file_that_was_not_written_is_told_and_the_node_runs_again()
    {
        using var folder = new ProjectFolder();
        RunGraph Task() => folder.Task<RunGraph>(
            ProjectFolder.Node("a", ("Command", "echo 1 > o; if [ -f h ]; then echo 'o: h a.d' > a.d; fi"), ("Outputs", "o"), ("DepFile", "a.d")));
        foreach (string reason in (string[])["it has not succeeded before", "its last run left no dep file a.d"])
        {
            RunGraph task = Task();
            Assert.IsTrue(task.Execute());
            Assert.AreEqual("Executed", task.Results[0].GetMetadata("Outcome"));
            Assert.AreEqual("TG1013", folder.Engine.Warnings.Single().Code);
            Assert.Contains("'a.d'", folder.Engine.Warnings.Single().Message!);
            Assert.Contains(text => text.Contains(reason, StringComparison.Ordinal), folder.Engine.Messages);
        }

        folder.Write("h", "header");
        Assert.IsTrue(Task().Execute());
        Assert.IsEmpty(folder.Engine.Warnings);
        RunGraph last = Task();
        Assert.IsTrue(last.Execute());
        Assert.AreEqual("UpToDate", last.Results[0].GetMetadata("Outcome"));
    }

    [TestMethod]
    public void What_cannot_work_is_told_at_once_before_anything_runs()
    {
        using var folder = new ProjectFolder();
        RunGraph task = folder.Task<RunGraph>(
            ProjectFolder.Node("good", ("Command", "touch ran")),
            ProjectFolder.Node("input", ("Command", "cat no.txt"), ("Inputs", "no.txt")),
            ProjectFolder.Node("script", ("Script", "no.sh"), ("RunAfter", "group")),
            ProjectFolder.Node("group"),
            ProjectFolder.Node("command", ("Command", "echo `echo {k}` > o"), ("Parameters", "k=it's"), ("DependsOn", "good"), ("Outputs", "o")),
            ProjectFolder.Node("behind", ("Command", "cat o; echo `echo {k}`"), ("Parameters", "k=it's"), ("Inputs", "o")));
        Assert.IsFalse(task.Execute());
        Assert.IsFalse(folder.Exists("ran"));
        string told = string.Join(' ', folder.Engine.Errors.Select(error => error.Code));
        Assert.AreEqual("TG1003 TG0019 TG0019", told);
        Assert.AreEqual("Skipped Failed Skipped Skipped Failed Failed", string.Join(' ', task.Results.Select(result => result.GetMetadata("Outcome"))));
    }

    [TestMethod]
    public void A_file_that_a_node_makes_without_saying_so_is_an_input_of_what_waits_for_it()
    {
        using var folder = new ProjectFolder();
        Assert.IsTrue(folder.Task<RunGraph>(
            ProjectFolder.Node("other", ("Command", "echo other")),
            ProjectFolder.Node("maker", ("Command", "echo made > undeclared; echo 'echo run' > late.sh")),
            ProjectFolder.Node("reader", ("Command", "cat undeclared"), ("Inputs", "undeclared"), ("RunAfter", "maker")),
            ProjectFolder.Node("runner", ("Script", "late.sh"), ("DependsOn", "maker"))).Execute());
    }

    [TestMethod]
    public void What_a_node_prints_breaks_nothing()
    {
        using var folder = new ProjectFolder();
        Assert.IsTrue(folder.Task<RunGraph>(ProjectFolder.Node("a", ("Command", "printf 'a\\0b(1,2): error X1: msg\\n'"))).Execute());
        Assert.IsEmpty(folder.Engine.Errors);
    }

    [TestMethod]
    public void A_failed_node_is_an_error_at_its_element_with_its_last_lines()
    {
        using var folder = new ProjectFolder();
        folder.Write("flow.proj", "<Project>\n  <Node Include=\"bad\" />\n</Project>");
        var node = new WithDefiningProject(ProjectFolder.Node("bad", ("Command", "echo boom; exit 3")), folder.ProjectFile);
        Assert.IsFalse(folder.Task<RunGraph>(node).Execute());
        Assert.AreEqual("TG1001", folder.Engine.Errors.Single().Code);
        Assert.AreEqual(2, folder.Engine.Errors.Single().LineNumber);
        Assert.AreEqual(3, folder.Engine.Errors.Single().ColumnNumber);
        Assert.Contains("boom", folder.Engine.Errors.Single().Message!);
    }

    [TestMethod]
    public void Cleaning_deletes_what_nodes_made_and_nothing_else()
    {
        using var folder = new ProjectFolder();
        folder.Write("in.txt", "x");
        folder.Write("kept.txt", "mine");
        Assert.IsTrue(Copy(folder).Execute());
        Assert.IsTrue(folder.Task<CleanGraph>().Execute());
        Assert.IsFalse(folder.Exists("out.txt"));
        Assert.IsTrue(folder.Exists("in.txt"));
        Assert.IsTrue(folder.Exists("kept.txt"));
    }

    [TestMethod]
    [DataRow("TaskGraphThreads", "abc", "TG0015")]
    [DataRow("TaskGraphBackend", "slurm", "TG0005")]
    [DataRow("TaskGraphBackend", "clouds", "TG0015")]
    [DataRow("TaskGraphMemory", "2G", "TG0005")]
    [DataRow("TaskGraphCache", "ftp://server", "TG0015")]
    [DataRow("TaskGraphCache", "http://", "TG0015")]
    [DataRow("TaskGraphCache", "one;two", "TG0015")]
    [DataRow("TaskGraphCache", "/", "TG0015")]
    [DataRow("TaskGraphCache", ".", "TG0015")]
    [DataRow("TaskGraphCache", "../", "TG0015")]
    [DataRow("TaskGraphCacheMode", "Write", "TG0015")]
    [DataRow("TaskGraphCacheSize", "many", "TG0015")]
    [DataRow("TaskGraphWarnAbsolutePaths", "perhaps", "TG0015")]
    [DataRow("TaskGraphOnFailure", "Maybe", "TG0015")]
    [DataRow("TaskGraphLogMode", "Loud", "TG0015")]
    public void A_property_that_cannot_be_is_an_error_and_nothing_runs(string property, string value, string code)
    {
        using var folder = new ProjectFolder();
        RunGraph task = folder.Task<RunGraph>(ProjectFolder.Node("n", ("Command", "touch ran")));
        switch (property)
        {
            case "TaskGraphThreads": task.Threads = value; break;
            case "TaskGraphBackend": task.Backend = value; break;
            case "TaskGraphMemory": task.Memory = value; break;
            case "TaskGraphCache": task.Cache = value; break;
            case "TaskGraphCacheMode": task.CacheMode = value; break;
            case "TaskGraphCacheSize": task.CacheSize = value; break;
            case "TaskGraphWarnAbsolutePaths": task.WarnAbsolutePaths = value; break;
            case "TaskGraphOnFailure": task.OnFailure = value; break;
            default: task.LogMode = value; break;
        }

        Assert.IsFalse(task.Execute());
        Assert.AreEqual(code, folder.Engine.Errors.Single().Code);
        Assert.Contains(property, folder.Engine.Errors.Single().Message!);
        Assert.IsFalse(folder.Exists("ran"));
    }

    private static RunGraph Copy(ProjectFolder folder) =>
        folder.Task<RunGraph>(ProjectFolder.Node("copy", ("Command", "cp {inputs} {outputs}"), ("Inputs", "in.txt"), ("Outputs", "out.txt"), ("OutputItemType", "None")));
}
