namespace TaskGraph.Model.Tests;

/// <summary>What a plan says step by step, and what it refuses.</summary>
[TestClass]
public sealed class PlanStepTests
{
    [TestMethod]
    public void A_node_is_checked_before_a_start_only_if_it_goes_before_all_that_fits()
    {
        var growing = new Growing(new Declared { Limits = new Limits(2, [new ResourceAmount("gpu", 1)]) }
            .Node("low", "Command=x").Node("high", "Command=x", "Priority=1").Node("higher", "Command=x", "Priority=2"));
        Assert.AreEqual("Check low, Check higher, Start higher, Check high, Start high", Steps(growing, atMost: 5), "With the first that is stale the order is known.");
        Assert.AreEqual("None", Steps(growing, atMost: 5), "Nothing fits, and all has been checked.");
        growing.End("high");
        Assert.AreEqual("Start low, None", Steps(growing, atMost: 5));
    }

    [TestMethod]
    public void If_nothing_that_is_stale_fits_the_others_are_checked()
    {
        var growing = new Growing(new Declared { Limits = new Limits(2, []) }.Node("one", "Command=x", "Priority=1").Node("wide", "Command=x", "Cpus=2").Node("last", "Command=x", "Priority=-1"));
        Assert.AreEqual("Check one, Start one, Check wide, Check last, Start last, None", Steps(growing, atMost: 9));
    }

    [TestMethod]
    public void While_all_is_being_checked_there_is_nothing_to_do()
    {
        var growing = new Growing(new Declared().Node("a", "Command=x").Node("b", "Command=x", "DependsOn=a"));
        Assert.AreEqual(NextStep.Check, growing.Plan.Next(out int a));
        Assert.AreEqual(NextStep.None, growing.Plan.Next(out _));
        growing.Plan.End(a, Outcome.UpToDate);
        Assert.AreEqual(NextStep.Check, growing.Plan.Next(out int b));
        growing.Plan.End(b, Outcome.UpToDate);
        Assert.AreEqual(NextStep.None, growing.Plan.Next(out _));
        Assert.IsTrue(growing.Plan.IsFinished);
    }

    [TestMethod]
    [DataRow("Command=x", "Resources=gpu=1", "a b")]
    [DataRow("Resources=gpu=1", "Command=x", "a b")]
    [DataRow("Resources=gpu=1", "Resources=gpu=2", "a")]
    [DataRow("Cpus=2", "Resources=gpu=2", "a b")]
    public void The_better_one_starts_first_whatever_each_takes(string first, string second, string started)
    {
        var growing = new Growing(new Declared { Limits = new Limits(3, [new ResourceAmount("gpu", 2)]) }
            .Node("other", "Command=x", "Cpus=3", "Priority=9").Node("b", "Command=x", second).Node("a", "Command=x", first, "Priority=1"));
        Assert.AreEqual("other", growing.Step());
        growing.End("other");
        Assert.AreEqual(started, growing.Step());
    }

    [TestMethod]
    public void What_cannot_run_from_the_start_is_skipped_with_the_first_step_for_a_reason_of_its_own()
    {
        Declared declared = new Declared().Node("never", "Command=x", "RunWhen=AnyFailed").Node("behind", "Command=x", "DependsOn=never");
        var growing = new Growing(declared);
        Assert.AreEqual("", growing.Step());
        Assert.AreEqual("NothingFailed, DependencyFailed never", $"{growing.Skips["never"]}, {growing.Skips["behind"]}");
        Assert.IsTrue(growing.Plan.IsFinished && growing.Plan.IsUnmet(0) && growing.Plan.IsUnmet(1));
        var stopped = new Growing(declared);
        stopped.Plan.Stop();
        Assert.AreEqual("NothingFailed, DependencyFailed never", $"{stopped.Skips["never"]}, {stopped.Skips["behind"]}", "Also if the build stops before it.");
    }

    [TestMethod]
    public void When_the_build_stops_it_is_told_at_once_what_will_not_run()
    {
        var growing = new Growing(new Declared().Node("a", "Command=x").Node("b", "Command=x", "DependsOn=a"));
        growing.Plan.Stop();
        Assert.AreEqual("BuildStopped, BuildStopped", $"{growing.Skips["a"]}, {growing.Skips["b"]}");
    }

    [TestMethod]
    public void At_any_time_each_node_is_in_one_state_and_the_counts_say_so()
    {
        var growing = new Growing(new Declared { Limits = new Limits(2, []) }.Node("outside", "Command=x").Node("p", "Command=x", "Priority=1").Node("behind", "Command=x", "DependsOn=p")
            .Node("wide", "Command=x", "Cpus=2").Node("last", "Command=x", "RunAfter=wide"), selected: [false, true, true, true, true]);
        Counts(growing, "Waiting 2, Unchecked 2, Ended 1");
        growing.Step();
        Counts(growing, "Waiting 2, Queued 1, Running 1, Ended 1");
        growing.Add("p", new Declared().Node("c", "Command=x", "Outputs=c.txt").Node("d", "Command=x", "Inputs=c.txt"));
        Counts(growing, "Waiting 3, Unchecked 1, Queued 1, Running 1, Ended 1");
        growing.Plan.Pause(1);
        growing.Plan.Resume(1);
        Counts(growing, "Waiting 3, Unchecked 1, Queued 1, Paused 1, Ended 1");
        growing.Step();
        growing.Plan.Release(1);
        growing.Plan.Delay(1);
        Counts(growing, "Waiting 3, Running 1, Queued 1, Delayed 1, Ended 1");
        growing.Plan.TryAgain(1);
        growing.RunAll();
        growing.End("c");
        growing.RunAll();
        Counts(growing, "Ended 7");
        Assert.IsTrue(growing.Plan.IsFinished);
    }

    [TestMethod]
    public void What_is_not_selected_takes_no_part_and_what_a_selected_node_adds_does()
    {
        var growing = new Growing(new Declared().Node("outside", "Command=x").Node("p", "Command=x"), selected: [false, true]);
        Assert.IsTrue(growing.Plan.IsClosed(0) && !growing.Plan.IsClosed(1), "It is as if it had ended.");
        Assert.AreEqual(Outcome.None, growing.OutcomeOf("outside"));
        Assert.AreEqual("p", growing.Step());
        growing.Add("p", new Declared().Node("c", "Command=x", "RunAfter=outside").Node("d", "Command=x"));
        Assert.AreEqual("c d", growing.Step());
        Assert.IsTrue(growing.Plan.IsSelected(2) && growing.Plan.IsSelected(3));
    }

    [TestMethod]
    [DataRow(NodeState.Unchecked)]
    [DataRow(NodeState.Checking)]
    [DataRow(NodeState.Queued)]
    [DataRow(NodeState.Running)]
    [DataRow(NodeState.Paused)]
    [DataRow(NodeState.Settling)]
    [DataRow(NodeState.Delayed)]
    [DataRow(NodeState.Ended)]
    public void Whatever_does_not_follow_from_a_nodes_state_is_refused(NodeState state)
    {
        (string Name, Action<Plan> Do, NodeState[] From)[] all =
        [
            ("Enqueue", plan => plan.Enqueue(0), [NodeState.Checking]),
            ("Defer", plan => plan.Defer(0, []), [NodeState.Checking]),
            ("Pause", plan => plan.Pause(0), [NodeState.Running]),
            ("Resume", plan => plan.Resume(0), [NodeState.Paused]),
            ("TakeOut", plan => plan.TakeOut(0), [NodeState.Unchecked, NodeState.Queued]),
            ("Release", plan => plan.Release(0), [NodeState.Running, NodeState.Paused]),
            ("Delay", plan => plan.Delay(0), [NodeState.Settling]),
            ("TryAgain", plan => plan.TryAgain(0), [NodeState.Delayed]),
            ("End", plan => plan.End(0, Outcome.Executed), [NodeState.Checking, NodeState.Settling, NodeState.Delayed]),
        ];
        foreach ((string name, Action<Plan> act, NodeState[] from) in all)
        {
            Plan plan = In(state);
            Assert.AreEqual(state, plan.StateOf(0));
            if (from.Contains(state))
                act(plan);
            else
                StringAssert.StartsWith(Assert.ThrowsExactly<InvalidOperationException>(() => act(plan), $"{name} from {state}").Message, $"Node 0 is {state}, not ");
        }
    }

    private static Plan In(NodeState state)
    {
        Plan plan = new Growing(new Declared().Node("n", "Command=x")).Plan;
        Action[] way = state switch
        {
            NodeState.Unchecked => [],
            NodeState.Checking => [Next],
            NodeState.Queued => [Next, Enqueue],
            NodeState.Running => [Next, Enqueue, Next],
            NodeState.Paused => [Next, Enqueue, Next, () => plan.Pause(0)],
            NodeState.Settling => [Next, Enqueue, Next, () => plan.Release(0)],
            NodeState.Delayed => [Next, Enqueue, Next, () => plan.Release(0), () => plan.Delay(0)],
            _ => [Next, () => plan.End(0, Outcome.UpToDate)],
        };
        foreach (Action step in way)
            step();
        return plan;

        void Next() => plan.Next(out _);
        void Enqueue() => plan.Enqueue(0);
    }

    private static string Steps(Growing growing, int atMost)
    {
        var steps = new List<string>();
        for (NextStep step = NextStep.Check; steps.Count < atMost && step != NextStep.None;)
        {
            step = growing.Plan.Next(out int node);
            steps.Add(step == NextStep.None ? "None" : $"{step} {growing.Graph[node].Name}");
            if (step == NextStep.Check)
                growing.Plan.Enqueue(node);
        }

        return string.Join(", ", steps);
    }

    private static void Counts(Growing growing, string expected)
    {
        foreach (NodeState state in Enum.GetValues<NodeState>())
        {
            int there = Enumerable.Range(0, growing.Graph.Count).Count(node => growing.Plan.StateOf(node) == state);
            Assert.AreEqual(there, growing.Plan.Count(state), $"{state}");
            if (there > 0)
                StringAssert.Contains(expected, $"{state} {there}");
        }
    }
}
