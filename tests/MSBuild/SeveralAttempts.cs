using System.Diagnostics;
using TaskGraph.MSBuild.Tests.Growing;

namespace TaskGraph.MSBuild.Tests;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The nodes' commands are for a POSIX shell.")]
public sealed class SeveralAttempts : IDisposable
{
    private readonly Flow _flow = new();

    public void Dispose() => _flow.Dispose();

    [TestMethod]
    public void A_node_that_fails_is_tried_as_often_as_is_said_and_what_each_attempt_printed_is_told_apart()
    {
        _flow.Nodes(
            "flaky|Command=echo this is $TASKGRAPH_ATTEMPT; echo $TASKGRAPH_ATTEMPT > out/$TASKGRAPH_ATTEMPT.txt; test $TASKGRAPH_ATTEMPT = 3|Outputs=out/|Retries=2|RetryDelay=1",
            "after|Command=cat out/*.txt > after.txt|DependsOn=flaky|Outputs=after.txt");
        Assert.AreEqual("flaky after", _flow.Build());
        Assert.AreEqual("3", _flow.Read("after.txt"), "What failed attempts left is gone.");
        Assert.AreEqual("3", _flow.Results[0].GetMetadata("Attempts"));
        Assert.AreEqual("this is 3", File.ReadAllText(_flow.Results[0].GetMetadata("LogFile")).Trim());
        string[] logs = [.. Directory.GetFiles(Path.GetDirectoryName(_flow.Results[0].GetMetadata("LogFile"))!).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        Assert.AreEqual("flaky+2.log flaky+3.log flaky.log", string.Join(' ', logs));
        Assert.AreEqual("", _flow.Build(), "Attempts are no part of what a node is.");
        Assert.AreEqual("", _flow.Codes);
    }

    [TestMethod]
    public void The_last_attempt_is_the_nodes_end_and_a_build_that_stops_begins_no_further_one()
    {
        _flow.Nodes("a|Command=exit 7|Retries=1|RetryDelay=0");
        Assert.AreEqual("a:Failed", _flow.Build());
        Assert.AreEqual("2 7", $"{_flow.Results[0].GetMetadata("Attempts")} {_flow.Results[0].GetMetadata("ExitCode")}");
        Assert.AreEqual("TG1001", _flow.Codes);
        _flow.Nodes("a|Command=exit 7|Retries=9|RetryDelay=1:00:00", "b|Command=sleep 0.3; exit 3");
        Assert.AreEqual("a:Failed b:Failed", _flow.Build(task => task.Threads = "2"));
        Assert.AreEqual("1", _flow.Results[0].GetMetadata("Attempts"));
    }

    [TestMethod]
    public void What_an_attempt_printed_is_told_once_also_if_none_follows_since_the_build_stops()
    {
        _flow.Nodes("a|Command=echo printed; exit 7|Retries=9|RetryDelay=1:00:00", "b|Command=while [ ! -s obj/taskgraph/logs/a.log ]; do sleep 0.1; done; sleep 0.3; exit 3");
        Assert.AreEqual("a:Failed b:Failed", _flow.Build(task => task.Threads = "2"));
        Assert.ContainsSingle(message => message.Contains("printed", StringComparison.Ordinal), _flow.Folder.Engine.Messages);
        Assert.Contains(error => error.Message!.Contains("printed", StringComparison.Ordinal), _flow.Folder.Engine.Errors);
    }

    [TestMethod]
    public void What_takes_too_long_is_ended_with_all_that_it_started_also_what_does_not_listen()
    {
        _flow.Nodes(
            "waits|Command=sleep 60 & echo $! > child.txt; wait|Timeout=300",
            "deaf|Command=trap '' TERM; echo $$ > deaf.txt; while true; do sleep 1; done|Timeout=0:00:00.3|ContinueOnError=true",
            "quick|Command=true|Timeout=60000");
        var watch = Stopwatch.StartNew();
        Assert.AreEqual("waits:Failed deaf:Failed quick", _flow.Build(task => (task.Threads, task.OnFailure) = ("3", "Continue")));
        Assert.IsLessThan(30, watch.Elapsed.TotalSeconds);
        Assert.AreEqual("TG1019", _flow.Codes);
        Assert.IsFalse(IsAlive("child.txt") || IsAlive("deaf.txt"));
    }

    [TestMethod]
    public void A_parent_that_is_tried_again_has_the_children_that_succeeded_and_new_ones_for_those_that_did_not()
    {
        _flow.File("p.py", """
            import taskgraph
            good = taskgraph.submit(command="echo ran >> good.txt", name="good")
            bad = taskgraph.submit(command="echo ran >> bad.txt; test $(wc -l < bad.txt) = 2", name="bad", continue_on_error="ErrorAndContinue")
            good.result()
            bad.result()
            """).Nodes("p|Script=p.py|Retries=1|RetryDelay=0", "after|Command=echo after > after.txt|DependsOn=p|Outputs=after.txt");
        string outcomes = _flow.Build();
        StringAssert.Contains(outcomes, "p ");
        StringAssert.Contains(outcomes, "after");
        Assert.AreEqual("ran", _flow.Read("good.txt"));
        Assert.AreEqual("ran\nran", _flow.Read("bad.txt"));
    }

    private bool IsAlive(string file)
    {
        try
        {
            using Process process = Process.GetProcessById(int.Parse(_flow.Read(file)));
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
