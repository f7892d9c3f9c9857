namespace TaskGraph.Model.Tests;

[TestClass]
public sealed class GraphGrowthTests
{
    // "run" runs; "wait" waits for it and "far" for that one; "reader" and "folder" wait for "slow", and read what nobody makes yet; "slow" runs, too.
    private static Declared Base() => new Declared()
        .Node("run", "Command=x", "Outputs=made.txt;dir/;glob/*.o", "Priority=5")
        .Node("slow", "Command=x")
        .Node("wait", "Command=x", "DependsOn=run")
        .Node("far", "Command=x", "RunAfter=wait", "Outputs=far.txt")
        .Node("reader", "Command=x", "DependsOn=slow", "Inputs=later.txt", "Outputs=read.txt")
        .Node("folder", "Command=x", "DependsOn=slow", "Inputs=parts/")
        .Node("glob", "Command=x", "DependsOn=slow", "Inputs=parts/*.csv")
        .Node("behind", "Command=x", "DependsOn=reader");

    private static Growing Running()
    {
        var growing = new Growing(Base(), maxNodes: 12);
        growing.Step();
        return growing;
    }

    [TestMethod]
    [DataRow("run", "", "DuplicateName: run")]
    [DataRow("c", "DependsOn=non", "MissingDependency: non")]
    [DataRow("c", "RunAfter=non", "MissingDependency: non")]
    [DataRow("c", "Command={results.non.value}", "MissingDependency: non")]
    [DataRow("c", "DependsOn=c", "Cycle: c → c")]
    [DataRow("c", "DependsOn=run", "Cycle: c → run → c")]
    [DataRow("c", "RunAfter=run", "Cycle: c → run → c")]
    [DataRow("c", "Inputs=made.txt", "Cycle: c → run → c")]
    [DataRow("c", "Inputs=dir/x", "Cycle: c → run → c")]
    [DataRow("c", "Inputs=*.txt", "Cycle: c → run → c")]
    [DataRow("c", "DependsOn=wait", "Cycle: c → wait → run → c")]
    [DataRow("c", "DependsOn=w*", "Cycle: c → wait → run → c")]
    [DataRow("c", "RunAfter=far", "Cycle: c → far → wait → run → c")]
    [DataRow("c", "Inputs=far.txt", "Cycle: c → far → wait → run → c")]
    [DataRow("c", "Command={results.run.value}", "Cycle: c → run → c")]
    [DataRow("c", "Command={results.wait.value}", "Cycle: c → wait → run → c")]
    [DataRow("c", "Outputs=later.txt|Inputs=read.txt", "Cycle: c → reader → c")]
    [DataRow("c", "Outputs=later.txt|DependsOn=behind", "Cycle: c → behind → reader → c")]
    [DataRow("c", "Outputs=parts/|DependsOn=glob", "Cycle: c → glob → c")]
    [DataRow("c", "Outputs=parts/*|DependsOn=folder", "Cycle: c → folder → c")]
    [DataRow("c", "Outputs=made.txt", "DuplicateOutput: made.txt")]
    [DataRow("c", "Outputs=dir/x", "DuplicateOutput: dir/x")]
    [DataRow("c", "Outputs=glob/a.o", "DuplicateOutput: glob/a.o")]
    [DataRow("c", "Resources=tpu=1", "UnknownResource: tpu")]
    [DataRow("c", "Resources=gpu=3", "ResourceExceeded: gpu=3")]
    public void One_node_is_refused_and_nothing_is_left_behind(string name, string metadata, string problem)
    {
        Growing growing = Running();
        Assert.AreEqual(problem, growing.Add("run", new Declared().Node(name, ["Command=x", .. metadata.Split('|', StringSplitOptions.RemoveEmptyEntries)])));
        Assert.AreEqual("", growing.Add("run", new Declared().Node("c", "Command=x", "Outputs=fresh.txt")), "The name is free as before.");
        Assert.IsFalse(growing.Graph.Late(growing.Graph.Find("reader")).Length > 0, "Nobody waits for what was refused.");
    }

    [TestMethod]
    public void A_folder_that_is_read_is_made_by_all_who_write_into_it()
    {
        var growing = new Growing(new Declared().Node("run", "Command=x").Node("owner", "Command=x", "Outputs=d/").Node("late", "Command=x", "Outputs=d/*.o", "DependsOn=run"));
        growing.Step();
        Assert.AreEqual("Cycle: c → late → run → c", growing.Add("run", new Declared().Node("c", "Command=x", "Inputs=d/")));
        Declared request = new Declared().Node("one", "Command=x", "Outputs=e/").Node("two", "Command=x", "Outputs=e/*.o", "DependsOn=three").Node("three", "Command=x", "Inputs=e/");
        Assert.AreEqual("Cycle: two → three → two", growing.Add("run", request));
    }

    [TestMethod]
    [DataRow("Command=x", "Command=x", "DuplicateName: c", true)]
    [DataRow("Outputs=o.txt", "Outputs=o.txt", "DuplicateOutput: o.txt", false)]
    [DataRow("Outputs=o/", "Outputs=o/x.txt", "DuplicateOutput: o/x.txt", false)]
    [DataRow("Outputs=o/*", "Outputs=o/x.txt", "DuplicateOutput: o/x.txt", false)]
    [DataRow("DependsOn=d", "RunAfter=c", "Cycle: c → d → c", false)]
    [DataRow("Inputs=d.txt", "Outputs=d.txt|DependsOn=c", "Cycle: c → d → c", false)]
    [DataRow("Inputs=o/*", "Outputs=o/d|RunAfter=c", "Cycle: c → d → c", false)]
    [DataRow("Command={results.d.v}", "Command={results.c.v}", "Cycle: c → d → c", false)]
    [DataRow("Outputs=later.txt", "DependsOn=reader|Outputs=parts/x", "", false)]
    [DataRow("Outputs=later.txt|DependsOn=d", "DependsOn=reader", "Cycle: c → reader → c", false)]
    [DataRow("Outputs=later.txt|DependsOn=folder", "DependsOn=behind|Outputs=parts/x", "Cycle: c → behind → reader → c; Cycle: d → folder → d", false)]
    public void Nodes_of_one_request_are_checked_against_each_other(string first, string second, string problems, bool sameName)
    {
        Growing growing = Running();
        Declared both = new Declared().Node("c", ["Command=x", .. first.Split('|')]).Node(sameName ? "c" : "d", ["Command=x", .. second.Split('|')]);
        Assert.AreEqual(problems, growing.Add("run", both));
    }

    [TestMethod]
    public void More_nodes_than_the_limit_are_refused()
    {
        Growing growing = Running();
        var five = new Declared();
        for (int i = 0; i < 5; i++)
            five.Node($"c{i}", "Command=x");
        Assert.AreEqual("TooManyNodes: 13", growing.Add("run", five));
        five.Nodes.RemoveAt(4);
        Assert.AreEqual("", growing.Add("run", five));
        Assert.AreEqual("TooManyNodes: 13", growing.Add("run", new Declared().Node("more", "Command=x")));
    }

    [TestMethod]
    public void A_child_may_wait_for_nothing_that_waits_for_a_node_above_it()
    {
        Growing growing = Running();
        growing.Add("run", new Declared().Node("child", "Command=x", "Outputs=child.txt").Node("sibling", "Command=x", "DependsOn=child"));
        growing.Step();
        foreach (string metadata in new[] { "DependsOn=run", "DependsOn=wait", "RunAfter=far", "DependsOn=child", "Inputs=child.txt", "DependsOn=sibling" })
            StringAssert.StartsWith(growing.Add("child", new Declared().Node("grandchild", "Command=x", metadata)), "Cycle: grandchild → ", metadata);
        Assert.AreEqual("", growing.Add("child", new Declared().Node("grandchild", "Command=x", "DependsOn=slow;reader")));
    }

    [TestMethod]
    public void What_waits_for_a_node_that_came_late_is_in_its_way_as_all_others_are()
    {
        Growing growing = Running();
        Assert.AreEqual("", growing.Add("run", new Declared().Node("maker", "Command=x", "Outputs=later.txt")));
        growing.Step();
        Assert.AreEqual("Cycle: below → behind → reader → maker → below", growing.Add("maker", new Declared().Node("below", "Command=x", "DependsOn=behind")));
        Assert.AreEqual("Cycle: other → mine → run → other", growing.Add("slow", new Declared().Node("mine", "Command=x", "RunAfter=run"))
            + growing.Add("run", new Declared().Node("other", "Command=x", "DependsOn=mine")), "By way of a child of somebody else.");
        Assert.AreEqual("Cycle: another → slow → mine → run → another", growing.Add("run", new Declared().Node("another", "Command=x", "DependsOn=slow")), "Who waits for a node waits for its children.");
    }

    [TestMethod]
    public void Nodes_that_read_what_a_child_makes_wait_for_it_unless_they_have_been_checked()
    {
        Growing growing = Running();
        Assert.AreEqual("", growing.Add("run", new Declared().Node("c", "Command=x", "Outputs=later.txt;parts/a.csv").Node("d", "Command=x", "Outputs=parts/b.txt")));
        string Late(string name) => string.Join(",", growing.Graph.Late(growing.Graph.Find(name)).ToArray().Select(node => growing.Graph[node].Name));
        Assert.AreEqual("c|c,d|c", $"{Late("reader")}|{Late("folder")}|{Late("glob")}");
        Assert.AreEqual("", growing.Step().Replace("c d", "", StringComparison.Ordinal), "What waited before waits for these as well.");
        growing.End("slow");
        growing.End("d");
        Assert.AreEqual("", growing.Step());
        growing.End("c");
        Assert.AreEqual("reader folder glob", growing.Step());
        Assert.AreEqual("", growing.Add("run", new Declared().Node("e", "Command=x", "Outputs=parts/late.csv")));
        Assert.AreEqual("c", Late("glob"), "It runs already.");
    }

    [TestMethod]
    public void What_a_dep_file_named_last_time_is_an_edge_and_never_a_cycle()
    {
        var growing = new Growing(Base(), discovered: name => name switch { "c" => ["read.txt", "far.txt", "d.txt"], "d" => ["c.txt"], _ => [] });
        growing.Step();
        Assert.AreEqual("", growing.Add("run", new Declared()
            .Node("c", "Command=x", "DepFile=c.d", "Outputs=c.txt").Node("d", "Command=x", "DepFile=d.d", "Outputs=d.txt")));
        string Waits(string name) => string.Join(",", growing.Graph.Late(growing.Graph.Find(name)).ToArray().Select(node => growing.Graph[node].Name));
        Assert.AreEqual("reader,d|", $"{Waits("c")}|{Waits("d")}");
        Assert.AreEqual("d", growing.Step().Replace("slow ", "", StringComparison.Ordinal));
    }

    [TestMethod]
    public void A_child_has_its_parents_priority_and_place_unless_it_says_otherwise()
    {
        Growing growing = Running();
        growing.Add("run", new Declared().Node("c", "Command=x").Node("d", "Command=x", "Priority=1").Node("empty", "Command=x", "Priority="));
        Assert.AreEqual(5, growing.Graph[growing.Graph.Find("empty")].Priority);
        Assert.AreEqual("5 1", $"{growing.Graph[growing.Graph.Find("c")].Priority} {growing.Graph[growing.Graph.Find("d")].Priority}");
        growing.Step();
        growing.Add("d", new Declared().Node("e", "Command=x"));
        Assert.AreEqual(1, growing.Graph[growing.Graph.Find("e")].Priority);
        Assert.AreEqual(0, growing.Graph.PlaceOf(growing.Graph.Find("e")));
    }
}
