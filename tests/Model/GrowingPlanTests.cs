namespace TaskGraph.Model.Tests;

[TestClass]
public sealed class GrowingPlanTests
{
    // What becomes of "n", which depends on two nodes; "forgiven" failed with WarnAndContinue, "unmet" was there for a failure that did not come, "behind" was skipped because of one.
    [TestMethod]
    [DataRow("good", "good", "AllSucceeded:runs AllDone:runs AnyFailed:skipped AnySucceeded:runs")]
    [DataRow("good", "bad", "AllSucceeded:skipped! AllDone:runs AnyFailed:runs AnySucceeded:runs")]
    [DataRow("bad", "bad2", "AllSucceeded:skipped! AllDone:runs AnyFailed:runs AnySucceeded:skipped!")]
    [DataRow("good", "forgiven", "AllSucceeded:runs AllDone:runs AnyFailed:skipped AnySucceeded:runs")]
    [DataRow("forgiven", "bad", "AllSucceeded:skipped! AllDone:runs AnyFailed:runs AnySucceeded:runs")]
    [DataRow("good", "unmet", "AllSucceeded:skipped AllDone:runs AnyFailed:skipped AnySucceeded:runs")]
    [DataRow("unmet", "unmet2", "AllSucceeded:skipped AllDone:runs AnyFailed:skipped AnySucceeded:skipped")]
    [DataRow("good", "behind", "AllSucceeded:skipped! AllDone:runs AnyFailed:runs AnySucceeded:runs")]
    [DataRow("unmet", "behind", "AllSucceeded:skipped AllDone:runs AnyFailed:runs AnySucceeded:skipped!")]
    [DataRow("good", "parent", "AllSucceeded:skipped! AllDone:runs AnyFailed:runs AnySucceeded:runs")]
    public void RunWhen_decides_by_what_became_of_all_that_a_node_depends_on(string first, string second, string expected)
    {
        var found = new List<string>();
        foreach (RunWhen when in Enum.GetValues<RunWhen>())
        {
            var growing = new Growing(new Declared { Limits = new Limits(9, []) }
                .Node("good", "Command=x").Node("bad", "Command=x").Node("bad2", "Command=x").Node("forgiven", "Command=x", "ContinueOnError=true")
                .Node("unmet", "Command=x", "DependsOn=good", "RunWhen=AnyFailed").Node("unmet2", "Command=x", "DependsOn=good", "RunWhen=AnyFailed")
                .Node("behind", "Command=x", "DependsOn=bad").Node("parent", "Command=x")
                .Node("n", "Command=x", $"DependsOn={first};{second}", $"RunWhen={when}")
                .Node("told", "Command=x", "DependsOn=n", "RunWhen=AnyFailed"));
            growing.Step();
            growing.Add("parent", new Declared().Node("child", "Command=x"));
            growing.Step();
            growing.End("parent");
            growing.End("good");
            foreach (string failing in new[] { "bad", "bad2", "forgiven", "child" })
                growing.End(failing, Outcome.Failed);
            growing.Step();
            bool runs = growing.StateOf("n") == NodeState.Running;
            // That a node was skipped because of a failure is a failure for what depends on it.
            found.Add($"{when}:{(runs ? "runs" : growing.StateOf("told") == NodeState.Running ? "skipped!" : "skipped")}");
        }

        Assert.AreEqual(expected, string.Join(' ', found));
    }

    [TestMethod]
    [DataRow("AllSucceeded", true)]
    [DataRow("AllDone", true)]
    [DataRow("AnyFailed", false)]
    [DataRow("AnySucceeded", true)]
    public void A_node_that_depends_on_nothing_that_takes_part_has_nothing_that_failed(string when, bool runs)
    {
        var growing = new Growing(
            new Declared().Node("outside", "Command=x").Node("bad", "Command=x").Node("alone", "Command=x", $"RunWhen={when}")
                .Node("after", "Command=x", "RunAfter=bad", $"RunWhen={when}").Node("behind", "Command=x", "DependsOn=outside", $"RunWhen={when}")
                .Node("both", "Command=x", "DependsOn=outside;bad", "RunWhen=AnySucceeded"),
            selected: [false, true, true, true, true, true]);
        growing.Step();
        growing.End("bad", Outcome.Failed);
        growing.Step();
        foreach (string name in new[] { "alone", "after", "behind" })
            Assert.AreEqual(runs ? NodeState.Running : NodeState.Ended, growing.StateOf(name), name);
        Assert.AreEqual(NodeState.Running, growing.StateOf("both"), "What is outside is as if it had ended well.");
    }

    [TestMethod]
    public void A_node_that_waits_holds_nothing_and_goes_on_before_anything_starts()
    {
        var growing = new Growing(new Declared { Limits = new Limits(2, [new ResourceAmount("gpu", 1)]) }
            .Node("wide", "Command=x", "Cpus=2", "Resources=gpu=1", "Priority=9").Node("other", "Command=x", "Priority=8").Node("last", "Command=x"));
        Assert.AreEqual("wide", growing.Step());
        growing.Add("wide", new Declared().Node("child", "Command=x", "Resources=gpu=1"));
        growing.Plan.Pause(0);
        Assert.AreEqual(2, growing.Plan.FreeThreads);
        Assert.AreEqual("child other", growing.Step());
        growing.End("child");
        growing.Plan.Resume(0);
        growing.Plan.Resume(0);
        Assert.AreEqual("last", growing.Step(), "It does not fit yet, and what fits is not held up.");
        growing.End("last");
        Assert.AreEqual("", growing.Step());
        growing.End("other");
        Assert.AreEqual("wide", growing.Step());
        Assert.AreEqual(0, growing.Plan.FreeThreads);
        growing.End("wide");
        Assert.AreEqual(2, growing.Plan.FreeThreads);
        Assert.IsTrue(growing.Plan.IsFinished);
        Assert.AreEqual("child last other wide", string.Join(' ', growing.Closed));
    }

    [TestMethod]
    public void A_node_that_ends_while_it_waits_gives_nothing_back_twice()
    {
        var growing = new Growing(new Declared { Limits = new Limits(1, []) }.Node("p", "Command=x"));
        growing.Step();
        growing.Plan.Pause(0);
        growing.Plan.Resume(0);
        growing.End("p");
        Assert.AreEqual("", growing.Step());
        Assert.AreEqual(1, growing.Plan.FreeThreads);
    }

    [TestMethod]
    public void A_node_is_closed_when_the_last_below_it_is_and_fails_with_each()
    {
        var growing = new Growing(new Declared().Node("p", "Command=x").Node("n", "Command=x", "DependsOn=p"));
        growing.Step();
        growing.Add("p", new Declared().Node("c", "Command=x").Node("d", "Command=x"));
        growing.Step();
        growing.Add("c", new Declared().Node("g", "Command=x"));
        growing.End("p");
        growing.End("c");
        growing.End("d");
        Assert.AreEqual("g", growing.Step());
        Assert.AreEqual("d", string.Join(' ', growing.Closed));
        growing.End("g", Outcome.Failed);
        Assert.AreEqual("d g c p n", string.Join(' ', growing.Closed));
        Assert.AreEqual("Executed Skipped", $"{growing.OutcomeOf("p")} {growing.OutcomeOf("n")}");
    }

    [TestMethod]
    public void A_child_that_is_not_wanted_fails_nothing_but_what_depends_on_it()
    {
        var growing = new Growing(
            new Declared { Limits = new Limits(2, []) }.Node("p", "Command=x").Node("n", "Command=x", "DependsOn=p"), OnFailure.Stop);
        growing.Step();
        growing.Add("p", new Declared()
            .Node("runs", "Command=x").Node("queued", "Command=x").Node("waits", "Command=x", "RunAfter=queued").Node("behind", "Command=x", "DependsOn=waits")
            .Node("free", "Command=x", "DependsOn=forgiven").Node("forgiven", "Command=x", "RunAfter=queued", "ContinueOnError=true"));
        Assert.AreEqual("runs", growing.Step());
        Assert.IsFalse(growing.Plan.CancelChild(growing.Graph.Find("runs")), "It runs: somebody has to end it.");
        foreach (string name in new[] { "waits", "queued", "forgiven", "queued" })
            Assert.IsTrue(growing.Plan.CancelChild(growing.Graph.Find(name)));
        growing.End("runs", Outcome.Cancelled);
        Assert.AreEqual("Cancelled Cancelled Cancelled Skipped", $"{growing.OutcomeOf("runs")} {growing.OutcomeOf("waits")} {growing.OutcomeOf("queued")} {growing.OutcomeOf("behind")}");
        Assert.IsFalse(growing.Plan.IsStopping);
        Assert.AreEqual("free", growing.Step());
        growing.End("free");
        growing.End("p");
        growing.Step();
        Assert.AreEqual(Outcome.Skipped, growing.OutcomeOf("n"), "A child was skipped because of one that was cancelled.");
    }

    [TestMethod]
    public void A_node_that_has_to_be_checked_after_children_is_checked_again_when_they_are_closed()
    {
        var growing = new Growing(new Declared().Node("p", "Command=x").Node("n", "Command=x", "DependsOn=p"));
        Assert.AreEqual(NextStep.Check, growing.Plan.Next(out _));
        growing.Add("p", new Declared().Node("c", "Command=x").Node("d", "Command=x").Node("e", "Command=x"));
        growing.Plan.Defer(0, [growing.Graph.Find("c"), growing.Graph.Find("d")]);
        Assert.AreEqual("c d e", growing.Step());
        growing.End("c");
        Assert.AreEqual("", growing.Step());
        growing.End("d", Outcome.Failed);
        Assert.AreEqual(NextStep.Check, growing.Plan.Next(out int again));
        Assert.AreEqual(0, again);
        growing.Plan.Defer(0, [growing.Graph.Find("c")]);
        Assert.AreEqual("p", growing.Step(), "What is closed is not waited for.");
        growing.End("p");
        Assert.AreEqual(NodeState.Waiting, growing.StateOf("n"), "The third child is open.");
        growing.End("e");
        Assert.AreEqual(Outcome.Skipped, growing.OutcomeOf("n"));
    }
}
