namespace TaskGraph.Model.Tests;

[TestClass]
public sealed class StoppingPlanTests
{
    // "bad" fails while "long" runs. "behind" was skipped because of the failure; "free" and what is behind it were let go, and nobody knows how they would have ended.
    [TestMethod]
    [DataRow("bad", "AllSucceeded:DependencyFailed bad! AllDone:runs AnyFailed:runs AnySucceeded:NothingSucceeded bad!")]
    [DataRow("behind", "AllSucceeded:DependencyFailed behind! AllDone:runs AnyFailed:runs AnySucceeded:NothingSucceeded behind!")]
    [DataRow("free", "AllSucceeded:BuildStopped bad AllDone:BuildStopped bad AnyFailed:BuildStopped bad AnySucceeded:BuildStopped bad")]
    [DataRow("afterFree", "AllSucceeded:BuildStopped bad AllDone:BuildStopped bad AnyFailed:BuildStopped bad AnySucceeded:BuildStopped bad")]
    [DataRow("good;free", "AllSucceeded:BuildStopped bad AllDone:BuildStopped bad AnyFailed:BuildStopped bad AnySucceeded:BuildStopped bad")]
    [DataRow("free;bad", "AllSucceeded:DependencyFailed bad! AllDone:runs AnyFailed:runs AnySucceeded:BuildStopped bad")]
    [DataRow("free;behind", "AllSucceeded:DependencyFailed behind! AllDone:runs AnyFailed:runs AnySucceeded:BuildStopped bad")]
    [DataRow("good;bad", "AllSucceeded:DependencyFailed bad! AllDone:runs AnyFailed:runs AnySucceeded:BuildStopped bad")]
    [DataRow("long", "AllSucceeded:BuildStopped bad AllDone:BuildStopped bad AnyFailed:NothingFailed long AnySucceeded:BuildStopped bad")]
    [DataRow("unmet", "AllSucceeded:DependencyFailed unmet AllDone:BuildStopped bad AnyFailed:NothingFailed unmet AnySucceeded:NothingSucceeded unmet")]
    [DataRow("forgiven", "AllSucceeded:BuildStopped bad AllDone:BuildStopped bad AnyFailed:NothingFailed forgiven AnySucceeded:BuildStopped bad")]
    [DataRow("fails", "AllSucceeded:DependencyFailed fails! AllDone:runs AnyFailed:runs AnySucceeded:NothingSucceeded fails!")]
    [DataRow("free;fails", "AllSucceeded:DependencyFailed fails! AllDone:runs AnyFailed:runs AnySucceeded:BuildStopped bad")]
    [DataRow("parent", "AllSucceeded:BuildStopped bad AllDone:BuildStopped bad AnyFailed:BuildStopped bad AnySucceeded:BuildStopped bad")]
    [DataRow("failingParent", "AllSucceeded:DependencyFailed failingChild! AllDone:runs AnyFailed:runs AnySucceeded:NothingSucceeded failingParent!")]
    public void When_a_failure_stops_the_build_what_depends_on_one_and_is_there_for_it_runs(string dependsOn, string expected)
    {
        var found = new List<string>();
        foreach (RunWhen when in Enum.GetValues<RunWhen>())
        {
            Growing growing = Begin(dependsOn, when);
            foreach (string name in new[] { "good", "forgiven", "parent", "failingParent", "bad", "failingChild", "fails", "long" })
                growing.End(name, name is "forgiven" or "bad" or "failingChild" or "fails" ? Outcome.Failed : Outcome.Executed);
            growing.Step();
            bool runs = growing.StateOf("n") == NodeState.Running;
            string behind = growing.StateOf("told") == NodeState.Running ? "!" : "";
            found.Add($"{when}:{(runs ? "runs" : growing.Skips["n"] + behind)}");
        }

        Assert.AreEqual(expected, string.Join(' ', found));
    }

    [TestMethod]
    public void What_is_there_for_a_failure_waits_for_all_that_still_runs_and_for_nothing_that_was_let_go()
    {
        var growing = new Growing(
            new Declared { Limits = new Limits(3, []) }.Node("bad", "Command=x", "Priority=1").Node("near", "Command=x", "Priority=1").Node("far", "Command=x", "Priority=1").Node("free", "Command=x")
                .Node("tidy", "Command=x", "DependsOn=bad;near;free", "RunWhen=AllDone").Node("later", "Command=x", "DependsOn=tidy", "RunWhen=AnyFailed"),
            OnFailure.Stop);
        Assert.AreEqual("bad near far", growing.Step());
        growing.End("bad", Outcome.Failed);
        Assert.AreEqual(Outcome.Skipped, growing.OutcomeOf("free"), "It is known at once that it will not start.");
        Assert.AreEqual("", growing.Step());
        growing.End("near");
        Assert.AreEqual("tidy", growing.Step(), "What does not depend on 'far' does not wait for it.");
        growing.End("tidy", Outcome.Failed);
        Assert.AreEqual("later", growing.Step(), "A failure of what is there for failures is one.");
        growing.End("later");
        growing.End("far");
        Assert.IsTrue(growing.Plan.IsFinished);
    }

    [TestMethod]
    public void At_one_thread_what_is_there_for_a_failure_runs_after_it()
    {
        var growing = new Growing(
            new Declared { Limits = new Limits(1, []) }.Node("first", "Command=x", "DependsOn=bad", "RunWhen=AllDone").Node("bad", "Command=x").Node("free", "Command=x")
                .Node("other", "Command=x", "DependsOn=free", "RunWhen=AllDone").Node("second", "Command=x", "DependsOn=first;other", "RunWhen=AnyFailed"),
            OnFailure.Stop);
        Assert.AreEqual("bad", growing.Step());
        growing.End("bad", Outcome.Failed);
        Assert.AreEqual("first", growing.Step());
        growing.End("first");
        Assert.AreEqual("", growing.Step());
        Assert.AreEqual("BuildStopped bad, BuildStopped bad, BuildStopped bad", $"{growing.Skips["free"]}, {growing.Skips["other"]}, {growing.Skips["second"]}");
        Assert.IsTrue(growing.Plan.IsFinished);
    }

    [TestMethod]
    public void Who_waits_for_a_child_goes_on_when_the_build_stops()
    {
        var growing = new Growing(new Declared { Limits = new Limits(2, []) }.Node("bad", "Command=x").Node("p", "Command=x"), OnFailure.Stop);
        Assert.AreEqual("bad p", growing.Step());
        growing.Add("p", new Declared().Node("c", "Command=x").Node("d", "Command=x", "DependsOn=c", "RunWhen=AllDone").Node("e", "Command=x", "RunWhen=AllDone"));
        growing.Plan.Pause(1);
        growing.End("bad", Outcome.Failed);
        Assert.AreEqual("bad c d e", string.Join(' ', growing.Closed.Order(StringComparer.Ordinal).OrderBy(name => name != "bad")), "No failure is what they are there for.");
        growing.Plan.Resume(1);
        Assert.AreEqual("p", growing.Step());
        growing.Add("p", new Declared().Node("late", "Command=x").Node("mend", "Command=x", "DependsOn=bad", "RunWhen=AnyFailed"));
        Assert.AreEqual("BuildStopped bad", growing.Skips["late"]);
        growing.End("p");
        Assert.AreEqual("mend", growing.Step());
        growing.End("mend");
        Assert.IsTrue(growing.Plan.IsFinished);
    }

    [TestMethod]
    public void What_has_to_be_checked_after_children_is_let_go_with_them()
    {
        var growing = new Growing(new Declared { Limits = new Limits(1, []) }.Node("p", "Command=x").Node("n", "Command=x", "DependsOn=p", "RunWhen=AllDone"), OnFailure.Stop);
        Assert.AreEqual(NextStep.Check, growing.Plan.Next(out _));
        growing.Add("p", new Declared().Node("bad", "Command=x").Node("c", "Command=x"));
        growing.Plan.Defer(0, [growing.Graph.Find("bad"), growing.Graph.Find("c")]);
        Assert.AreEqual("bad", growing.Step());
        growing.End("bad", Outcome.Failed);
        Assert.AreEqual("BuildStopped bad, BuildStopped bad", $"{growing.Skips["c"]}, {growing.Skips["p"]}");
        Assert.AreEqual("n", growing.Step(), "A child's failure is its parent's for what depends on that.");
    }

    [TestMethod]
    public void A_cancelled_build_starts_nothing_whatever_it_is_there_for()
    {
        var growing = new Growing(
            new Declared { Limits = new Limits(2, []) }.Node("bad", "Command=x").Node("long", "Command=x").Node("ready", "Command=x", "DependsOn=bad", "RunWhen=AllDone", "Cpus=2")
                .Node("waits", "Command=x", "DependsOn=bad;long", "RunWhen=AnyFailed").Node("behind", "Command=x", "DependsOn=bad"),
            OnFailure.Stop);
        growing.Step();
        growing.End("bad", Outcome.Failed);
        Assert.AreEqual("", growing.Step(), "It does not fit.");
        growing.Plan.Stop();
        growing.End("long", Outcome.Cancelled);
        Assert.AreEqual("", growing.Step());
        Assert.AreEqual("BuildStopped, BuildStopped, DependencyFailed bad", $"{growing.Skips["ready"]}, {growing.Skips["waits"]}, {growing.Skips["behind"]}");
        Assert.IsTrue(growing.Plan.IsFinished);
    }

    private static Growing Begin(string dependsOn, RunWhen when)
    {
        var growing = new Growing(
            new Declared { Limits = new Limits(9, [new ResourceAmount("gpu", 1)]) }
                .Node("good", "Command=x").Node("bad", "Command=x").Node("long", "Command=x", "Resources=gpu=1", "Priority=1").Node("fails", "Command=x").Node("forgiven", "Command=x", "ContinueOnError=true")
                .Node("parent", "Command=x").Node("failingParent", "Command=x")
                .Node("free", "Command=x", "Resources=gpu=1").Node("afterFree", "Command=x", "DependsOn=free").Node("behind", "Command=x", "DependsOn=bad")
                .Node("unmet", "Command=x", "DependsOn=good", "RunWhen=AnyFailed")
                .Node("n", "Command=x", $"DependsOn={dependsOn}", $"RunWhen={when}").Node("told", "Command=x", "DependsOn=n", "RunWhen=AnyFailed"),
            OnFailure.Stop);
        growing.Step();
        growing.Add("parent", new Declared().Node("child", "Command=x", "Resources=gpu=1"));
        growing.Add("failingParent", new Declared().Node("failingChild", "Command=x").Node("otherChild", "Command=x", "Resources=gpu=1"));
        growing.Step();
        return growing;
    }
}
