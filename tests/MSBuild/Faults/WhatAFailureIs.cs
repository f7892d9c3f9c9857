using TaskGraph.MSBuild.Tests.Growing;

namespace TaskGraph.MSBuild.Tests.Faults;

/// <summary>MSBuild's values of ContinueOnError, with each meaning that a failure may have for the rest.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The nodes' commands are for a POSIX shell.")]
public sealed class WhatAFailureIs : IDisposable
{
    // What may fail is, for all that depends on it, no failure.
    private const string Goes = "f:Failed dep any:Skipped all long later", Fails = "f:Failed dep:Skipped any all long later", Stops = "f:Failed dep:Skipped any all long later:Skipped", Kills = "f:Failed dep:Skipped any all long:Cancelled later:Skipped";

    private readonly Flow _flow = new();

    public void Dispose() => _flow.Dispose();

    [TestMethod]
    public void A_node_that_was_asked_to_end_and_ends_with_0_has_not_succeeded()
    {
        _flow.Nodes(
            "export|Command=if [ -e fixed ]; then echo whole > o; else trap 'exit 0' TERM; echo half > o; while true; do sleep 0.1; done; fi|Outputs=o",
            "bad|Command=while [ ! -s o ]; do sleep 0.05; done; test -e fixed");
        Assert.AreEqual("export:Cancelled bad:Failed", _flow.Build(task => (task.Threads, task.OnFailure) = ("2", "Kill")));
        _flow.File("fixed", "");
        Assert.AreEqual("export bad", _flow.Build(task => task.Threads = "2"));
        Assert.AreEqual("whole", _flow.Read("o"));
    }

    [TestMethod]
    [DataRow("true", "Stop", Goes, "")]
    [DataRow("true", "Continue", Goes, "")]
    [DataRow("true", "Kill", Goes, "")]
    [DataRow("WarnAndContinue", "Stop", Goes, "")]
    [DataRow("warnandcontinue", "Kill", Goes, "")]
    [DataRow("ErrorAndContinue", "Stop", Goes, "TG1001")]
    [DataRow("ErrorAndContinue", "Continue", Goes, "TG1001")]
    [DataRow("ErrorAndContinue", "Kill", Goes, "TG1001")]
    [DataRow("ErrorAndStop", "Stop", Stops, "TG1001")]
    [DataRow("ErrorAndStop", "Continue", Fails, "TG1001")]
    [DataRow("ErrorAndStop", "Kill", Kills, "TG1001")]
    [DataRow("false", "Stop", Stops, "TG1001")]
    [DataRow("false", "Continue", Fails, "TG1001")]
    [DataRow("false", "Kill", Kills, "TG1001")]
    public void For_the_rest_of_the_build_and_for_its_result(string continueOnError, string onFailure, string outcomes, string codes)
    {
        string rest = outcomes == Kills ? "sleep 60" : "while [ ! -f all.ran ]; do sleep 0.05; done";
        _flow.Nodes(
            $"f|Command=while [ ! -f long.begun ]; do sleep 0.05; done; test $TASKGRAPH_ATTEMPT = 3|Retries=1|RetryDelay=10|ContinueOnError={continueOnError}",
            "dep|DependsOn=f|Command=true",
            "any|DependsOn=f|RunWhen=AnyFailed|Command=true",
            "all|DependsOn=f|RunWhen=AllDone|Command=touch all.ran",
            $"long|Command=touch long.begun; {rest}",
            "later|RunAfter=f|Command=true");
        Assert.AreEqual(outcomes, _flow.Build(task => (task.OnFailure, task.Threads) = (onFailure, "3")));
        Assert.AreEqual(codes, _flow.Codes);
        Assert.HasCount(codes.Length == 0 ? 1 : 0, _flow.Folder.Engine.Warnings);
        Assert.AreEqual("2", _flow.Results[0].GetMetadata("Attempts"));
    }

    [TestMethod]
    public void A_timeout_counts_while_a_parent_waits_and_its_children_are_not_run_twice()
    {
        _flow.File("p.py", """
            import taskgraph
            taskgraph.submit(command="echo begun >> child.log; while [ ! -f go ]; do sleep 0.05; done", name="c").result()
            """).Nodes("p|Script=p.py|Timeout=1500|Retries=1|RetryDelay=10", "go|Command=sleep 4; touch go", "after|DependsOn=p|Command=true");
        Assert.AreEqual("p:Failed go after:Skipped c", _flow.Build(task => (task.OnFailure, task.Threads) = ("Continue", "3")));
        Assert.AreEqual("TG1019", _flow.Codes);
        Assert.AreEqual("begun", _flow.Read("child.log"));
    }

    [TestMethod]
    public void A_child_that_waits_for_its_next_attempt_can_be_cancelled()
    {
        _flow.File("p.py", """
            import os, taskgraph, time
            c = taskgraph.submit(command="touch tried; exit 3", name="c", retries=5, retry_delay=3600000, continue_on_error="true")
            while not os.path.exists("tried"): time.sleep(0.05)
            time.sleep(0.3)
            c.cancel()
            """).Nodes("p|Script=p.py");
        Assert.AreEqual("p c:Cancelled", _flow.Build());
        Assert.AreEqual("", _flow.Codes);
    }
}
