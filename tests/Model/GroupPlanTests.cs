namespace TaskGraph.Model.Tests;

/// <summary>What groups, maps and parents mean for who depends on them.</summary>
[TestClass]
public sealed class GroupPlanTests
{
    // "n" is there for a success; "all" stands for the nodes named first, "wide" for "all" and the nodes named second. What begins with 'bad' fails.
    [TestMethod]
    [DataRow("good;bad", "", "all", "runs")]
    [DataRow("bad;good", "", "all", "runs")]
    [DataRow("bad;bad2", "", "all", "NothingSucceeded all")]
    [DataRow("unmet", "", "all", "NothingSucceeded all")]
    [DataRow("unmet;good", "", "all", "runs")]
    [DataRow("good;bad", "bad2", "wide", "runs")]
    [DataRow("bad2;bad", "good", "wide", "runs")]
    [DataRow("bad2;bad", "bad", "wide", "NothingSucceeded wide")]
    [DataRow("good;bad", "", "all;good", "runs")]
    [DataRow("good;bad", "", "all;bad", "runs")]
    [DataRow("bad", "", "all;good", "runs")]
    [DataRow("bad", "", "all;good;unmet", "runs")]
    [DataRow("outside;outside2;bad", "", "all", "runs")]
    [DataRow("outside;bad", "", "all", "runs")]
    [DataRow("outside;good;bad", "", "all", "runs")]
    [DataRow("outside", "", "all", "runs")]
    [DataRow("bad", "", "outside;good", "runs")]
    [DataRow("bad", "", "outside;all", "runs")]
    [DataRow("good;behind", "", "behind", "NothingSucceeded behind")]
    [DataRow("good;bad", "", "behindAll", "NothingSucceeded behindAll")]
    public void A_group_has_succeeded_for_who_is_there_for_a_success_if_one_of_its_members_has(string members, string wider, string dependsOn, string expected)
    {
        var growing = new Growing(
            new Declared { Limits = new Limits(9, []) }.Node("outside", "Command=x").Node("outside2", "Command=x").Node("good", "Command=x").Node("bad", "Command=x").Node("bad2", "Command=x")
                .Node("unmet", "Command=x", "DependsOn=good", "RunWhen=AnyFailed").Node("behind", "Command=x", "DependsOn=good;bad")
                .Node("all", $"DependsOn={members}").Node("wide", "DependsOn=all;" + wider).Node("behindAll", "Command=x", "DependsOn=all")
                .Node("n", "Command=x", $"DependsOn={dependsOn}", "RunWhen=AnySucceeded"),
            selected: [false, false, true, true, true, true, true, true, true, true, true]);
        bool ran = growing.RunAll().Split(' ').Contains("n");
        Assert.AreEqual(expected, ran ? "runs" : growing.Skips["n"]);
        Assert.IsTrue(growing.Plan.IsFinished);
    }

    [TestMethod]
    [DataRow("bad;bad2", "DependencyFailed bad")]
    [DataRow("good;bad2;bad", "DependencyFailed bad2")]
    [DataRow("parent;bad", "DependencyFailed bad")]
    [DataRow("parent", "DependencyFailed badChild")]
    [DataRow("unmet", "DependencyFailed unmet")]
    [DataRow("behind", "DependencyFailed behind")]
    public void A_group_waits_for_all_its_members_and_names_the_first_that_ended_badly(string members, string reason)
    {
        var growing = new Growing(
            new Declared { Limits = new Limits(9, []) }.Node("bad", "Command=x").Node("bad2", "Command=x").Node("good", "Command=x").Node("parent", "Command=x")
                .Node("unmet", "Command=x", "DependsOn=good", "RunWhen=AnyFailed").Node("behind", "Command=x", "DependsOn=bad").Node("all", $"DependsOn={members};long").Node("long", "Command=x"));
        growing.Step();
        growing.Add("parent", new Declared().Node("child", "Command=x"));
        growing.Step();
        growing.Add("child", new Declared().Node("badChild", "Command=x"));
        growing.Step();
        string[] ending = [.. members.Split(';').Where(name => name.StartsWith("bad", StringComparison.Ordinal)), "good", "child", "parent", "bad", "bad2", "badChild"];
        foreach (string name in ending.Distinct())
            growing.End(name, name.StartsWith("bad", StringComparison.Ordinal) ? Outcome.Failed : Outcome.Executed);
        Assert.AreEqual(NodeState.Waiting, growing.StateOf("all"), "The last member still runs.");
        growing.End("long");
        Assert.AreEqual(reason, growing.Skips["all"]);
    }

    // "map" depends on what makes its list, and has the children named.
    [TestMethod]
    [DataRow("map", "good bad", "runs")]
    [DataRow("map", "bad good", "runs")]
    [DataRow("map", "bad bad2", "NothingSucceeded map")]
    [DataRow("map", "good good2", "runs")]
    [DataRow("map", "good good2 bad", "runs")]
    [DataRow("map", "bad group:bad", "NothingSucceeded map")]
    [DataRow("map", "bad good group:bad;good", "runs")]
    [DataRow("map", "", "runs")]
    [DataRow("parent", "good bad", "NothingSucceeded parent")]
    public void A_map_is_what_became_of_its_instances_and_a_node_that_has_children_is_one_node(string dependsOn, string children, string expected)
    {
        var growing = new Growing(new Declared { Limits = new Limits(9, []) }
            .Node("lister", "Command=x").Node("map", "Command=x", "ForEachIn=list.json", "DependsOn=lister").Node("parent", "Command=x", "DependsOn=lister")
            .Node("n", "Command=x", $"DependsOn={dependsOn}", "RunWhen=AnySucceeded"));
        growing.Step();
        growing.End("lister");
        growing.Step();
        var added = new Declared();
        foreach (string child in children.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            added.Node(child.Split(':')[0], child.Contains(':', StringComparison.Ordinal) ? $"DependsOn={child.Split(':')[1]}" : "Command=x");
        Assert.AreEqual("", growing.Add(dependsOn, added));
        growing.End(dependsOn);
        string ran = growing.RunAll();
        Assert.AreEqual(expected, ran.Split(' ').Contains("n") ? "runs" : growing.Skips["n"]);
    }

    [TestMethod]
    public void What_makes_the_list_of_a_map_is_no_success_of_it()
    {
        var growing = new Growing(new Declared().Node("lister", "Command=x").Node("badMap", "Command=x", "ForEachIn=list.json", "DependsOn=lister").Node("n", "Command=x", "DependsOn=badMap", "RunWhen=AnySucceeded"));
        Assert.AreEqual("lister badMap", growing.RunAll());
        Assert.AreEqual("NothingSucceeded badMap", growing.Skips["n"]);
    }

    [TestMethod]
    public void A_workflow_that_is_a_node_fails_as_one()
    {
        var growing = new Growing(new Declared().Node("good", "Command=x").Node("w", "Workflow=sub.proj", "DependsOn=good").Node("n", "Command=x", "DependsOn=w", "RunWhen=AnySucceeded"));
        growing.Step();
        growing.End("good");
        Assert.AreEqual("w", growing.Step());
        growing.Add("w", new Declared().Node("fine", "Command=x").Node("bad", "Command=x"));
        growing.End("w");
        growing.RunAll();
        Assert.AreEqual("NothingSucceeded w", growing.Skips["n"]);
    }

    [TestMethod]
    public void The_failure_that_is_told_is_that_of_the_node_that_failed_however_deep_it_is()
    {
        var growing = new Growing(new Declared().Node("p", "Command=x").Node("n", "Command=x", "DependsOn=p"));
        growing.Step();
        growing.Add("p", new Declared().Node("c", "Command=x"));
        growing.Step();
        growing.Add("c", new Declared().Node("bad", "Command=x").Node("bad2", "Command=x"));
        growing.End("p");
        growing.End("c");
        growing.RunAll();
        Assert.AreEqual("DependencyFailed bad", growing.Skips["n"]);
    }

    [TestMethod]
    [DataRow(Outcome.Cancelled)]
    [DataRow(Outcome.Failed)]
    public void A_child_that_its_parent_cancelled_is_no_failure_of_it(Outcome outcome)
    {
        var growing = new Growing(new Declared().Node("p", "Command=x").Node("n", "Command=x", "DependsOn=p"));
        growing.Step();
        growing.Add("p", new Declared().Node("c", "Command=x"));
        growing.Step();
        Assert.IsFalse(growing.Plan.CancelChild(growing.Graph.Find("c")));
        growing.End("p");
        growing.End("c", outcome);
        Assert.AreEqual("n", growing.Step());
    }
}
