namespace TaskGraph.MSBuild.Tests.Growing;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The nodes' commands are for a POSIX shell.")]
public sealed class WhenAndInWhichOrder : IDisposable
{
    private readonly Flow _flow = new();

    public void Dispose() => _flow.Dispose();

    [TestMethod]
    [DataRow("exit 1", "Continue", "a:Failed all:Skipped done failed any:Skipped")]
    [DataRow("exit 1", "Stop", "a:Failed all:Skipped done failed any:Skipped")]
    [DataRow("exit 0", "Stop", "a all done failed:Skipped any")]
    public void RunWhen_says_for_which_ends_a_node_is_there(string command, string onFailure, string outcomes)
    {
        _flow.Nodes($"a|Command={command}", "all|Command=echo|DependsOn=a", "done|Command=echo|DependsOn=a|RunWhen=AllDone", "failed|Command=echo|DependsOn=a|RunWhen=AnyFailed", "any|Command=echo|DependsOn=a|RunWhen=AnySucceeded");
        Assert.AreEqual(outcomes, _flow.Build(task => task.OnFailure = onFailure));
    }

    [TestMethod]
    public void Why_a_node_was_not_started_is_told_truly_by_the_log_and_afterwards()
    {
        _flow.Nodes(
            "p|Script=p.py", "free|Command=echo", "all|Command=echo|DependsOn=p", "done|Command=echo|DependsOn=p|RunWhen=AllDone", "any|Command=echo|DependsOn=p|RunWhen=AnySucceeded",
            "behind|Command=echo|DependsOn=all", "freeDone|Command=echo|DependsOn=free|RunWhen=AllDone", "freeFailed|Command=echo|DependsOn=free|RunWhen=AnyFailed",
            "freeAny|Command=echo|DependsOn=free|RunWhen=AnySucceeded", "both|Command=echo|DependsOn=free;behind|RunWhen=AnyFailed").File("p.py", """
            import taskgraph
            bad = taskgraph.submit(command="exit 1", name="bad")
            after = taskgraph.submit(command="echo", name="after", run_after="bad")
            for _ in taskgraph.as_completed([bad, after]):
                pass
            """);
        string outcomes = _flow.Build(task => task.Threads = "1");
        Assert.AreEqual("p free:Skipped all:Skipped done any:Skipped behind:Skipped freeDone:Skipped freeFailed:Skipped freeAny:Skipped both bad:Failed after:Skipped", outcomes);
        string[] reasons =
        [
            "free: the build stopped because bad failed", "all: bad, which p added, did not succeed", "any: nothing that it depends on succeeded, and RunWhen=\"AnySucceeded\"",
            "behind: all, which it depends on, did not succeed", "freeDone: the build stopped because bad failed", "freeFailed: the build stopped because bad failed",
            "freeAny: the build stopped because bad failed", "after: the build stopped because bad failed",
        ];
        string[] log = [.. _flow.Folder.Engine.Messages];
        _flow.Task<ExplainGraph>().Execute();
        string[] explained = [.. _flow.Folder.Engine.Messages];
        foreach (string[] reason in reasons.Select(reason => reason.Split(": ")))
        {
            Assert.Contains($"[{reason[0]}] skipped: {reason[1]}", log);
            Assert.Contains($"{reason[0]}: Skipped: {reason[1]}", explained.Select(line => line.Trim()));
        }
    }

    [TestMethod]
    [DataRow("up|ForEach=x;y|DependsOn=ok|RunWhen=AllDone|Command=test {item} = x", "after|DependsOn=up|Command=true", "ok up:Skipped up[x] up[y]:Failed after:Skipped")]
    [DataRow("up|ForEach=x;y|DependsOn=bad|RunWhen=AnyFailed|Command=true", "after|DependsOn=up|Command=true", "bad:Failed up[x] up[y] after")]
    [DataRow("up|ForEach=x;y|Command=test {item} = x", "after|DependsOn=up|RunWhen=AnySucceeded|Command=true", "up:Skipped up[x] up[y]:Failed after")]
    [DataRow("up|ForEachIn=list.txt|Command=test {item} = x", "after|DependsOn=up|RunWhen=AnySucceeded|Command=true", "after up[x] up[y]:Failed")]
    [DataRow("up|ForEachIn=list.txt|Command=false", "after|DependsOn=up|RunWhen=AnySucceeded|Command=true", "after:Skipped up[x]:Failed up[y]:Failed")]
    [DataRow("up|ForEach=x;y|Command=if test {item} = x; then exit 1; fi; sleep 0.4; echo done > y.txt", "after|DependsOn=up|RunWhen=AllDone|Command=cat y.txt", "up:Skipped up[x]:Failed up[y] after")]
    public void RunWhen_of_a_map_is_its_instances_and_a_map_is_what_became_of_all_of_them(string map, string after, string outcomes)
    {
        string[] before = map.Contains("=ok", StringComparison.Ordinal) ? ["ok|Command=true"] : map.Contains("=bad", StringComparison.Ordinal) ? ["bad|Command=false"] : [];
        _flow.File("list.txt", "x\ny\n").Nodes([.. before, map, after]);
        Assert.AreEqual(outcomes, _flow.Build(task => (task.OnFailure, task.Threads) = ("Continue", "4")));
    }

    [TestMethod]
    public void What_a_node_left_that_is_not_there_for_what_came_now_goes_and_what_was_skipped_hands_nothing_on()
    {
        _flow.File("job.txt", "1").Nodes(
            "job|Command=cat job.txt > job.out; test $(cat job.txt) = 1|Inputs=job.txt|Outputs=job.out",
            "alarm|DependsOn=job|RunWhen=AnyFailed|Command=echo failed > alarm.out|Outputs=alarm.out",
            "next|DependsOn=job|Command=echo next > next.out|Outputs=next.out",
            "report|DependsOn=job;alarm;next|RunWhen=AllDone|Command=cat {inputs} > report.out|Outputs=report.out");
        _flow.Build(task => task.OnFailure = "Continue");
        Assert.AreEqual("1next", _flow.Read("report.out"));
        _flow.File("job.txt", "2").Build(task => task.OnFailure = "Continue");
        Assert.AreEqual("2failed", _flow.Read("report.out"));
        Assert.IsTrue(_flow.Folder.Exists("next.out"), "What a failure keeps from running is as it was.");
        _flow.File("job.txt", "1").Build(task => task.OnFailure = "Continue");
        Assert.IsFalse(_flow.Folder.Exists("alarm.out"));
        Assert.AreEqual("1next", _flow.Read("report.out"));
    }

    [TestMethod]
    public void RunWhen_and_RunAfter_hold_for_children_too()
    {
        _flow.Nodes("p|Script=p.py").File("p.py", """
            import taskgraph
            bad = taskgraph.submit(command="echo bad >> order.txt; exit 1", name="bad")
            taskgraph.submit(command="echo mend >> order.txt", name="mend", depends_on=bad, run_when="AnyFailed")
            taskgraph.submit(command="echo after >> order.txt", name="after", run_after=["bad", "mend"])
            """);
        Assert.AreEqual("p bad:Failed mend after", _flow.Build(task => task.OnFailure = "Continue"));
        Assert.AreEqual("bad\nmend\nafter", _flow.Read("order.txt"));
    }

    [TestMethod]
    public void Children_have_their_parents_priority_unless_they_have_their_own()
    {
        _flow.Nodes("p|Script=p.py|Priority=5", "other|Command=echo other >> order.txt|Priority=3").File("p.py", """
            import taskgraph
            fs = [taskgraph.submit(command=f"echo {n} >> order.txt", name=n, **more) for n, more in (("low", {"priority": 1}), ("inherits", {}), ("high", {"priority": 9}))]
            taskgraph.gather(fs)
            """);
        _flow.Build(task => task.Threads = "1");
        Assert.AreEqual("high\ninherits\nother\nlow", _flow.Read("order.txt"));
    }

    [TestMethod]
    public void Looking_at_a_build_shows_children_and_runs_nothing()
    {
        _flow.File("in.txt", "1").File("l.txt", "x\n").Nodes("p|Script=p.py|Inputs=in.txt", "m|ForEachIn=l.txt|Command=cat in.txt > {item}.out|Inputs=in.txt|Outputs={item}.out").File("p.py", """
            import taskgraph
            taskgraph.submit(command="cat c.in > c.out", name="child", inputs="c.in", outputs="c.out").result()
            """).File("c.in", "1");
        CollectionAssert.AreEquivalent(new[] { "p", "m[x]", "child" }, _flow.Build().Split(' '));
        Assert.IsTrue(_flow.Task<PlanGraph>().Execute());
        Assert.Contains("Nothing would run: 4 up to date.", string.Join('\n', _flow.Folder.Engine.Messages));
        _flow.File("c.in", "2");
        Assert.IsTrue(_flow.Task<PlanGraph>().Execute());
        Assert.Contains("child: ", string.Join('\n', _flow.Folder.Engine.Messages));
        RunGraph question = _flow.Task<RunGraph>();
        question.FailIfNotIncremental = true;
        Assert.IsFalse(question.Execute());
        Assert.Contains("TG1010", _flow.Codes);
        RunGraph design = _flow.Task<RunGraph>();
        design.DesignTime = true;
        Assert.IsTrue(design.Execute());
        Assert.AreEqual("1", _flow.Read("c.out"));
        _flow.Build();
        Assert.AreEqual("2", _flow.Read("c.out"));
        Assert.IsTrue(_flow.Task<CleanGraph>().Execute());
        Assert.IsFalse(_flow.Folder.Exists("c.out"));
        Assert.IsFalse(_flow.Folder.Exists("x.out"));
    }
}
