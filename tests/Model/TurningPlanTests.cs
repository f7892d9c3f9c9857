namespace TaskGraph.Model.Tests;

/// <summary>Nodes that leave their turn, are tried again, or have to wait after all.</summary>
[TestClass]
public sealed class TurningPlanTests
{
    private static Growing Queued(string metadata) => new(new Declared { Limits = new Limits(2, [new ResourceAmount("gpu", 1)]) }
        .Node("long", "Command=x", "Cpus=2", "Resources=gpu=1", "Priority=1").Node("n", "Command=x", metadata).Node("behind", "Command=x", "DependsOn=n"));

    [TestMethod]
    [DataRow("Cpus=1")]
    [DataRow("Cpus=2")]
    [DataRow("Resources=gpu=1")]
    public void What_is_taken_out_of_its_turn_is_not_started(string metadata)
    {
        Growing growing = Queued(metadata);
        Assert.AreEqual("long", growing.Step());
        Assert.AreEqual(NodeState.Queued, growing.StateOf("n"));
        growing.Plan.TakeOut(1);
        Assert.AreEqual(NodeState.Checking, growing.StateOf("n"));
        growing.Plan.End(1, Outcome.Failed);
        growing.End("long");
        Assert.AreEqual("", growing.Step());
        Assert.AreEqual("DependencyFailed n", growing.Skips["behind"]);
        Assert.AreEqual(2, growing.Plan.FreeThreads);
    }

    [TestMethod]
    [DataRow("n")]
    [DataRow("behind")]
    public void What_has_not_been_checked_can_be_taken_out_as_well(string name)
    {
        Growing growing = Queued("Cpus=1");
        Assert.AreEqual(NextStep.Check, growing.Plan.Next(out int first));
        growing.Plan.TakeOut(growing.Graph.Find(name));
        growing.Plan.End(growing.Graph.Find(name), Outcome.Failed);
        growing.Plan.End(first, Outcome.UpToDate);
        Assert.AreEqual(name == "n" ? "" : "n", growing.RunAll());
        Assert.AreEqual(Outcome.Failed, growing.OutcomeOf(name));
        Assert.IsTrue(growing.Plan.IsFinished);
    }

    [TestMethod]
    public void What_was_taken_out_ends_by_itself_whatever_becomes_of_what_it_waited_for()
    {
        var growing = new Growing(new Declared().Node("bad", "Command=x").Node("n", "Command=x", "DependsOn=bad"));
        growing.Step();
        growing.Plan.TakeOut(1);
        growing.End("bad", Outcome.Failed);
        Assert.AreEqual(NodeState.Checking, growing.StateOf("n"));
        growing.Plan.End(1, Outcome.Failed);
        Assert.IsTrue(growing.Plan.IsFinished);
        Assert.IsEmpty(growing.Skips);
    }

    [TestMethod]
    public void A_child_that_is_cancelled_in_its_turn_is_not_started_and_what_is_behind_it_is_told()
    {
        var growing = new Growing(new Declared { Limits = new Limits(2, [new ResourceAmount("gpu", 1)]) }.Node("p", "Command=x", "Cpus=2"));
        growing.Step();
        growing.Add("p", new Declared().Node("c", "Command=x", "Resources=gpu=1").Node("d", "Command=x", "DependsOn=c"));
        Assert.AreEqual("", growing.Step());
        Assert.IsTrue(growing.Plan.CancelChild(1));
        Assert.AreEqual("DependencyFailed c", growing.Skips["d"]);
        growing.End("p");
        Assert.AreEqual("", growing.Step());
        Assert.AreEqual(2, growing.Plan.FreeThreads);
    }

    [TestMethod]
    public void A_node_that_is_tried_again_is_checked_again_and_what_its_children_did_before_counts_no_more()
    {
        var growing = new Growing(new Declared().Node("p", "Command=x").Node("n", "Command=x", "DependsOn=p"));
        growing.Step();
        growing.Add("p", new Declared().Node("bad", "Command=x"));
        growing.RunAll();
        growing.Plan.Release(0);
        growing.Plan.Delay(0);
        Assert.AreEqual(NodeState.Delayed, growing.StateOf("p"));
        Assert.AreEqual("", growing.Step(), "Its time has not come.");
        growing.Plan.TryAgain(0);
        Assert.AreEqual("p", growing.Step());
        growing.End("p");
        Assert.AreEqual("n", growing.Step());
    }

    [TestMethod]
    public void What_was_let_go_below_a_node_counts_no_more_when_it_is_tried_again()
    {
        var growing = new Growing(new Declared { Limits = new Limits(2, []) }.Node("p", "Command=x").Node("bad", "Command=x").Node("n", "Command=x", "DependsOn=p", "RunWhen=AnyFailed"), OnFailure.Stop);
        growing.Step();
        growing.Add("p", new Declared().Node("c", "Command=x"));
        growing.End("bad", Outcome.Failed);
        Assert.AreEqual("BuildStopped bad", growing.Skips["c"]);
        growing.Plan.Release(0);
        growing.Plan.Delay(0);
        growing.Plan.End(0, Outcome.Executed);
        Assert.AreEqual("NothingFailed p", growing.Skips["n"]);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void What_became_of_children_that_were_let_go_is_not_known_however_many_they_are(int children)
    {
        var growing = new Growing(new Declared { Limits = new Limits(2, []) }.Node("p", "Command=x").Node("bad", "Command=x").Node("n", "Command=x", "DependsOn=p", "RunWhen=AnyFailed"), OnFailure.Stop);
        growing.Step();
        var added = new Declared();
        for (int i = 0; i < children; i++)
            added.Node($"c{i}", "Command=x");
        growing.Add("p", added);
        growing.End("bad", Outcome.Failed);
        growing.End("p");
        Assert.AreEqual("BuildStopped bad", growing.Skips["n"]);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void A_node_that_is_let_go_with_its_children_is_not_known_either(int children)
    {
        var growing = new Growing(new Declared { Limits = new Limits(1, []) }.Node("p", "Command=x").Node("bad", "Command=x").Node("n", "Command=x", "DependsOn=p", "RunWhen=AnyFailed"), OnFailure.Stop);
        Assert.AreEqual(NextStep.Check, growing.Plan.Next(out _));
        var added = new Declared();
        for (int i = 0; i < children; i++)
            added.Node($"c{i}", "Command=x", "Priority=-1");
        growing.Add("p", added);
        growing.Plan.Defer(0, [.. Enumerable.Range(3, children)]);
        Assert.AreEqual("bad", growing.Step());
        growing.End("bad", Outcome.Failed);
        Assert.AreEqual("BuildStopped bad, BuildStopped bad", $"{growing.Skips["p"]}, {growing.Skips["n"]}");
    }

    [TestMethod]
    public void What_was_let_go_below_a_node_that_is_let_go_later_is_still_not_known()
    {
        var growing = new Growing(new Declared().Node("bad", "Command=x").Node("p", "Command=x", "DependsOn=bad", "RunWhen=AllDone").Node("n", "Command=x", "DependsOn=p", "RunWhen=AnyFailed"), OnFailure.Stop);
        Assert.AreEqual("bad", growing.Step());
        growing.End("bad", Outcome.Failed);
        Assert.AreEqual(NextStep.Check, growing.Plan.Next(out int p));
        growing.Add("p", new Declared().Node("c", "Command=x"));
        growing.Plan.Defer(p, [3]);
        growing.Plan.Stop();
        Assert.AreEqual("BuildStopped bad, BuildStopped, BuildStopped", $"{growing.Skips["c"]}, {growing.Skips["p"]}, {growing.Skips["n"]}");
    }

    [TestMethod]
    public void A_node_that_was_about_to_be_checked_waits_for_what_comes_and_makes_what_it_reads()
    {
        var growing = new Growing(new Declared().Node("run", "Command=x", "Priority=1").Node("reader", "Command=x", "Inputs=made.txt").Node("other", "Command=x"));
        Assert.AreEqual(NextStep.Check, growing.Plan.Next(out int run));
        growing.Plan.Enqueue(run);
        Assert.AreEqual(NextStep.Start, growing.Plan.Next(out _));
        Assert.AreEqual(NodeState.Unchecked, growing.StateOf("reader"));
        Assert.AreEqual("", growing.Add("run", new Declared().Node("maker", "Command=x", "Outputs=made.txt")));
        Assert.AreEqual(NodeState.Waiting, growing.StateOf("reader"));
        Assert.AreEqual("maker other", growing.Step());
        growing.End("maker");
        Assert.AreEqual("reader", growing.Step());
    }

    [TestMethod]
    public void What_comes_after_failures_that_it_depends_on_is_skipped_once()
    {
        var growing = new Growing(new Declared().Node("run", "Command=x").Node("bad", "Command=x").Node("bad2", "Command=x"));
        growing.Step();
        growing.End("bad", Outcome.Failed);
        growing.End("bad2", Outcome.Failed);
        growing.Add("run", new Declared().Node("c", "Command=x", "DependsOn=bad;bad2").Node("d", "Command=x", "DependsOn=bad;run2", "RunWhen=AnyFailed").Node("run2", "Command=x"));
        Assert.AreEqual("DependencyFailed bad", growing.Skips["c"]);
        Assert.AreEqual("run2", growing.Step());
        growing.End("run2");
        Assert.AreEqual("d", growing.Step());
    }

    [TestMethod]
    public void What_is_there_for_a_failure_and_in_its_turn_stays_there_when_the_build_stops()
    {
        var growing = new Growing(new Declared { Limits = new Limits(2, []) }.Node("p", "Command=x").Node("bad", "Command=x"), OnFailure.Stop);
        growing.Step();
        growing.Add("p", new Declared().Node("c", "Command=x", "Priority=-1").Node("mend", "Command=x", "DependsOn=c", "RunWhen=AnyFailed").Node("queued", "Command=x"));
        Assert.IsTrue(growing.Plan.CancelChild(2));
        Assert.AreEqual("", growing.Step());
        Assert.AreEqual("Queued Queued", $"{growing.StateOf("mend")} {growing.StateOf("queued")}");
        growing.End("bad", Outcome.Failed);
        Assert.AreEqual("mend", growing.Step());
        Assert.AreEqual("BuildStopped bad", growing.Skips["queued"]);
    }

    [TestMethod]
    [DataRow(1, "c d e f")]
    [DataRow(2, "f d c e")]
    public void Among_nodes_that_come_the_longest_path_goes_first_and_at_one_thread_the_first(int threads, string order)
    {
        int[] durations = [1, 10, 6, 5, 20];
        var growing = new Growing(new Declared { Limits = new Limits(threads, []) }.Node("p", "Command=x", $"Cpus={threads}"), duration: node => durations[node]);
        growing.Step();
        growing.Add("p", new Declared().Node("c", "Command=x").Node("d", "Command=x").Node("e", "Command=x", "DependsOn=d").Node("f", "Command=x"));
        growing.Plan.Pause(0);
        Assert.AreEqual(order, Serially(growing));
    }

    [TestMethod]
    public void The_longer_of_two_ways_on_counts_and_what_is_not_known_counts_nothing_among_nodes_that_come()
    {
        // c: 1, then the longer of 2 and 9; d: 8; e: not known, then 7.
        int[] durations = [1, 1, 2, 9, 8, -1, 7];
        var growing = new Growing(new Declared { Limits = new Limits(2, []) }.Node("p", "Command=x", "Cpus=2"), duration: node => durations[node]);
        growing.Step();
        growing.Add("p", new Declared().Node("c", "Command=x").Node("c2", "Command=x", "DependsOn=c").Node("c9", "Command=x", "DependsOn=c").Node("d", "Command=x").Node("e", "Command=x").Node("e7", "Command=x", "DependsOn=e"));
        growing.Plan.Pause(0);
        Assert.AreEqual("c d", growing.Step(), "10, then 8; 7 comes last.");
    }

    // Two nodes at a time, of which the first to have started ends first.
    private static string Serially(Growing growing)
    {
        var order = new List<string>();
        var running = new Queue<string>();
        do
        {
            foreach (string name in growing.Step().Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                order.Add(name);
                running.Enqueue(name);
            }

            growing.End(running.Dequeue());
        }
        while (running.Count > 0 || order.Count < 4);

        return string.Join(' ', order);
    }
}
