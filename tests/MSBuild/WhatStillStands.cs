using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace TaskGraph.MSBuild.Tests;

/// <summary>A success counts only as long as nothing may have undone it, and what is not selected only if it is there.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class WhatStillStands : IDisposable
{
    private readonly ProjectFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("", "")]
    [DataRow("o.txt", "Timestamp")]
    [DataRow("o.txt", "Content")]
    public void A_declaration_that_comes_back_runs_again_if_another_one_ran_since(string outputs, string check)
    {
        ITaskItem Deploy(string to) => ProjectFolder.Node("deploy", ("Command", "echo {e} > o.txt"), ("Parameters", "e=" + to), ("Inputs", "app"), ("Outputs", outputs), ("UpToDateCheck", check));
        _folder.Write("app", "1");
        foreach (string to in (string[])["prod", "staging", "prod"])
        {
            Assert.AreEqual("Executed", OutcomeOf(Deploy(to)));
            Assert.AreEqual("UpToDate", OutcomeOf(Deploy(to)));
            Assert.AreEqual(to, _folder.Read("o.txt").Trim());
        }
    }

    [TestMethod]
    public void The_clock_looks_into_folders_and_misses_what_a_dep_file_named()
    {
        ITaskItem node = ProjectFolder.Node("n", ("Command", "cat src/* > o.txt; echo 'o.txt: seen.h' > o.d"), ("Inputs", "src/"), ("Outputs", "o.txt"), ("DepFile", "o.d"), ("UpToDateCheck", "Timestamp"));
        _folder.Write("src/1", "1");
        _folder.Write("seen.h", "h");
        File.SetLastWriteTimeUtc(_folder.PathOf("seen.h"), DateTime.UtcNow.AddDays(-1));
        // The header was changed just now, which may be while the node runs: its record is one of those that do not count.
        OutcomeOf(node);
        OutcomeOf(node);
        Assert.AreEqual("UpToDate", OutcomeOf(node));
        _folder.Write("src/2", "2");
        File.SetLastWriteTimeUtc(_folder.PathOf("src/2"), DateTime.UtcNow.AddDays(-1));
        Assert.AreEqual("Executed", OutcomeOf(node));
        Assert.AreEqual("UpToDate", OutcomeOf(node));
        File.Delete(_folder.PathOf("seen.h"));
        Assert.AreEqual("Executed", OutcomeOf(node));
    }

    [TestMethod]
    public void An_output_that_changes_while_its_reader_runs_leaves_that_one_unrecorded()
    {
        ITaskItem[] nodes =
        [
            ProjectFolder.Node("a", ("Command", "echo 1 > a.txt"), ("Outputs", "a.txt")),
            ProjectFolder.Node("b", ("Command", "if [ ! -f once ]; then touch once; echo 5 > a.txt; fi; cat a.txt > b.txt"), ("DependsOn", "a"), ("Outputs", "b.txt")),
        ];
        Assert.IsTrue(_folder.Task<RunGraph>(nodes).Execute());
        Assert.Contains(warning => warning.Code == "TG1008", _folder.Engine.Warnings);
        Assert.IsTrue(_folder.Task<RunGraph>(nodes).Execute());
        Assert.AreEqual("1", _folder.Read("b.txt").Trim());
    }

    [TestMethod]
    [DataRow("all")]
    [DataRow("use")]
    public void What_is_behind_a_group_and_not_selected_must_be_there(string selected)
    {
        RunGraph task = _folder.Task<RunGraph>(
            ProjectFolder.Node("a", ("Command", "echo a > a.txt"), ("Outputs", "a.txt")),
            ProjectFolder.Node("all", ("DependsOn", "a")),
            ProjectFolder.Node("use", ("Command", "echo used > u.txt"), ("DependsOn", "all"), ("Outputs", "u.txt")));
        task.Select = selected;
        Assert.IsFalse(task.Execute());
        Assert.AreEqual("TG1004", _folder.Engine.Errors.Single().Code);
        Assert.IsFalse(_folder.Exists("u.txt"));
    }

    [TestMethod]
    public void What_a_failed_run_left_goes_with_Clean_and_is_no_success_of_the_next()
    {
        Assert.IsFalse(_folder.Task<RunGraph>(ProjectFolder.Node("bad", ("Command", "echo half > half.txt; exit 1"), ("Outputs", "half.txt"))).Execute());
        ITaskItem silent = ProjectFolder.Node("bad", ("Command", "true"), ("Outputs", "half.txt"));
        Assert.IsTrue(_folder.Task<CleanGraph>(silent).Execute());
        Assert.IsFalse(_folder.Exists("half.txt"));
        Assert.IsFalse(_folder.Task<RunGraph>(silent).Execute());
        Assert.AreEqual("TG1002", _folder.Engine.Errors.Single().Code);
    }

    [TestMethod]
    public void A_pattern_that_is_none_is_told_before_anything_runs()
    {
        RunGraph task = _folder.Task<RunGraph>(ProjectFolder.Node("a", ("Command", "touch ran")));
        task.DiagnosticPatterns = [new TaskItem("own", new Dictionary<string, string> { ["Pattern"] = "((" })];
        Assert.IsFalse(task.Execute());
        Assert.AreEqual("TG0015", _folder.Engine.Errors.Single().Code);
        Assert.IsFalse(_folder.Exists("ran"));
    }

    [TestMethod]
    public void An_output_that_is_declared_twice_by_one_node_is_declared()
    {
        Assert.AreEqual("Executed", OutcomeOf(ProjectFolder.Node("a", ("Command", "echo a > a.txt"), ("Outputs", "a.txt;./a.txt"))));
    }

    private string OutcomeOf(ITaskItem node)
    {
        RunGraph task = _folder.Task<RunGraph>(node);
        Assert.IsTrue(task.Execute());
        return task.Results[0].GetMetadata("Outcome");
    }
}
