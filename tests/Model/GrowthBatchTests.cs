namespace TaskGraph.Model.Tests;

/// <summary>Requests to add nodes that are refused, and with what words' facts; and who waits for what was added.</summary>
[TestClass]
public sealed class GrowthBatchTests
{
    // 'run' runs, and 'late' with it does not before 'slow' has ended.
    private static Declared Base(bool infer = true, bool ignoreCase = false) => new Declared { InferDependencies = infer, IgnoreCase = ignoreCase }
        .Node("run", "Command=x", "Outputs=made.txt").Node("slow", "Command=x").Node("long.name", "Command=x").Node("short", "Command=x").Node("wait", "Command=x", "DependsOn=run")
        .Node("exact", "Command=x", "DependsOn=slow", "Inputs=parts/a.csv;other.txt").Node("folder", "Command=x", "DependsOn=slow", "Inputs=parts/").Node("below", "Command=x", "DependsOn=slow", "Inputs=parts/sub/")
        .Node("glob", "Command=x", "DependsOn=slow", "Inputs=parts/*.csv").Node("deep", "Command=x", "DependsOn=slow", "Inputs=parts/sub/*.csv");

    private static Growing Running(bool infer = true, bool ignoreCase = false)
    {
        var growing = new Growing(Base(infer, ignoreCase));
        growing.Step();
        return growing;
    }

    [TestMethod]
    [DataRow("DependsOn=dd", "MissingDependency c dd DependsOn d ")]
    [DataRow("RunAfter=dd", "MissingDependency c dd RunAfter d ")]
    [DataRow("RunAfter=wholly-else", "MissingDependency c wholly-else RunAfter  ")]
    [DataRow("Command={results.dd.v}", "MissingDependency c dd {results.dd.v} d ")]
    [DataRow("Command={results.wholly-else.v}", "MissingDependency c wholly-else {results.wholly-else.v}  ")]
    [DataRow("Command={results.else}", "MissingDependency c else {results.else}  ")]
    [DataRow("Outputs=d.txt", "DuplicateOutput d d.txt Outputs  c")]
    [DataRow("Outputs=d.d/x", "DuplicateOutput c d.d/x Outputs  d")]
    [DataRow("Outputs=made.txt", "DuplicateOutput c made.txt Outputs  run")]
    [DataRow("Outputs=mad*", "DuplicateOutput c mad* Outputs  run")]
    [DataRow("Outputs=own/;own/x;own/*.o", "")]
    [DataRow("Resources=gqu=1", "UnknownResource c gqu Resources gpu ")]
    [DataRow("Inputs=c.txt|Outputs=c.txt", "")]
    [DataRow("DependsOn=?|RunAfter=l*", "")]
    [DataRow("DependsOn=long.name|Command={results.short.v}|RunAfter=wait", "")]
    public void What_is_wrong_is_told_with_the_metadata_the_nearest_name_and_the_other_node(string metadata, string told)
    {
        Growing growing = Running();
        List<Problem> problems = growing.Problems("slow", new Declared().Node("c", ["Command=x", .. metadata.Split('|')]).Node("d", "Command=x", "Outputs=d.txt;d.d/"));
        Assert.AreEqual(told, string.Join("; ", problems.Select(problem => $"{problem.Kind} {problem.Node} {problem.Value} {problem.Member} {problem.Detail} {problem.Other}")));
    }

    [TestMethod]
    public void A_name_that_is_there_or_comes_twice_is_told_with_the_first()
    {
        Growing growing = Running();
        Problem there = growing.Problems("run", new Declared().Node("slow", "Command=x")).Single();
        Assert.AreEqual("DuplicateName slow 2", $"{there.Kind} {there.Value} {there.Detail}");
        Assert.AreSame(growing.Graph[growing.Graph.Find("slow")], there.Other);
        Declared twice = new Declared().Node("c", "Command=x").Node("c", "Command=y");
        Problem both = growing.Problems("run", twice).Single();
        Assert.AreEqual("DuplicateName c 2", $"{both.Kind} {both.Value} {both.Detail}");
        Assert.AreSame(twice.Nodes[0], both.Other);
        Assert.AreSame(twice.Nodes[1], both.Node);
    }

    [TestMethod]
    public void Too_many_are_told_with_the_node_that_adds_them_and_the_limit()
    {
        var growing = new Growing(Base(), maxNodes: 11);
        growing.Step();
        Problem problem = growing.Problems("run", new Declared().Node("c", "Command=x").Node("d", "Command=x")).Single();
        Assert.AreEqual("TooManyNodes run 12 11", $"{problem.Kind} {problem.Node} {problem.Value} {problem.Detail}");
    }

    [TestMethod]
    [DataRow("DependsOn=d*", "RunAfter=c", "Cycle: c → d → c")]
    [DataRow("RunAfter=?", "DependsOn=c", "Cycle: c → d → c")]
    [DataRow("DependsOn=d?", "DependsOn=c", "")]
    [DataRow("DependsOn=*", "RunAfter=slow", "")]
    public void A_pattern_means_others_of_the_request_as_well(string first, string second, string problems)
    {
        Growing growing = Running();
        Assert.AreEqual(problems, growing.Add("short", new Declared().Node("c", "Command=x", first.Replace("=*", "=lo*", StringComparison.Ordinal)).Node("d", "Command=x", second)).Replace("EmptyPattern: d?", "", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Of_two_names_with_dots_the_longer_is_meant_whether_it_is_there_or_comes()
    {
        Growing growing = Running();
        Assert.AreEqual("Cycle: short.n → c → short.n", growing.Add("run", new Declared().Node("short.n", "Command=x", "DependsOn=c").Node("c", "Command={results.short.n.v}")));
        Assert.AreEqual("", growing.Add("run", new Declared().Node("long", "Command=x", "DependsOn=c").Node("c", "Command={results.long.name.v}")));
        Assert.AreEqual("|long.name|", Declared.Edges(growing.Graph, "c"));
    }

    [TestMethod]
    public void What_a_workflow_waits_for_its_nodes_that_come_wait_for()
    {
        Growing growing = Running();
        Declared request = new Declared().Node("c", "Command=x");
        request.Nodes[0].Behind = ["wait"];
        Assert.AreEqual("Cycle: c → wait → run → c", growing.Add("run", request));
        request.Nodes[0].Behind = ["nobody"];
        Assert.AreEqual("DependsOn", growing.Problems("run", request).Single().Member);
        request.Nodes[0].Behind = ["d"];
        Assert.AreEqual("Cycle: c → d → c", growing.Add("run", request.Node("d", "Command=x", "DependsOn=c")));
        request.Nodes.RemoveAt(1);
        request.Nodes[0].Behind = ["slow"];
        Assert.AreEqual("", growing.Add("run", request));
        Assert.AreEqual("|slow|", Declared.Edges(growing.Graph, "c"));
    }

    [TestMethod]
    public void Without_inference_files_make_no_edges_and_no_cycles()
    {
        var growing = new Growing(Base(infer: false), discovered: _ => ["parts/a.csv", "made.txt"]);
        growing.Step();
        Assert.AreEqual("", growing.Add("run", new Declared().Node("c", "Command=x", "Inputs=d.txt;made.txt", "Outputs=parts/a.csv").Node("d", "Command=x", "Inputs=parts/a.csv", "Outputs=d.txt", "DepFile=d.d")));
        Assert.AreEqual("|| ||", $"{Declared.Edges(growing.Graph, "c")} {Declared.Edges(growing.Graph, "d")}");
        Assert.AreEqual("", growing.Late("exact") + growing.Late("d"));
    }

    [TestMethod]
    [DataRow("parts/a.csv", "exact folder glob")]
    [DataRow("parts/b.csv", "folder glob")]
    [DataRow("parts/b.txt", "folder")]
    [DataRow("parts/sub/b.csv", "folder below deep")]
    [DataRow("parts/", "exact folder below glob deep")]
    [DataRow("parts/sub/", "folder below deep")]
    [DataRow("parts/*.csv", "exact folder glob")]
    [DataRow("parts/a*", "exact folder glob")]
    [DataRow("parts/b*", "folder glob")]
    [DataRow("parts/*.txt", "folder")]
    [DataRow("parts/sub/*.csv", "folder below deep")]
    [DataRow("parts/sub/**", "folder below deep")]
    [DataRow("other.txt", "exact")]
    [DataRow("other.txt;parts/a.csv", "exact folder glob")]
    [DataRow("others/", "")]
    [DataRow("part", "")]
    public void Who_reads_what_comes_waits_for_it(string outputs, string readers)
    {
        Growing growing = Running();
        Assert.AreEqual("", growing.Add("run", new Declared().Node("c", "Command=x", $"Outputs={outputs}")));
        Assert.AreEqual(readers, Readers(growing));
    }

    [TestMethod]
    [DataRow("PARTS/A.csv", "exact folder glob")]
    [DataRow("Parts/", "exact folder below glob deep")]
    [DataRow("PARTS/*.CSV", "exact folder glob")]
    public void Case_counts_where_the_file_system_says_so(string outputs, string readers)
    {
        Growing growing = Running(ignoreCase: true);
        Assert.AreEqual("", growing.Add("run", new Declared { IgnoreCase = true }.Node("c", "Command=x", $"Outputs={outputs}")));
        Assert.AreEqual(readers, Readers(growing));
        Growing other = Running();
        Assert.AreEqual("", other.Add("run", new Declared().Node("c", "Command=x", $"Outputs={outputs}")));
        Assert.AreEqual("", Readers(other));
    }

    [TestMethod]
    public void Who_reads_several_files_of_one_waits_for_it_once_and_for_no_other_of_the_request()
    {
        Growing growing = Running();
        Assert.AreEqual("", growing.Add("run", new Declared().Node("idle", "Command=x").Node("c", "Command=x", "Outputs=other.txt;parts/a.csv")));
        Assert.AreEqual("c", growing.Late("exact"));
        growing.End("long.name");
        growing.End("short");
        Assert.AreEqual("c idle", growing.Step());
        growing.End("slow");
        growing.End("idle");
        Assert.DoesNotContain("exact", growing.Step());
        growing.End("c");
        Assert.AreEqual("exact", growing.Step());
    }

    [TestMethod]
    public void What_is_wrong_with_one_is_not_wrong_with_the_next()
    {
        Growing growing = Running();
        growing.Add("run", new Declared().Node("child", "Command=x"));
        growing.Step();
        Assert.AreEqual("Cycle: c → child → c", growing.Add("child", new Declared().Node("c", "Command=x", "DependsOn=run;child").Node("d", "Command=x", "DependsOn=short")));
    }

    [TestMethod]
    public void What_a_dep_file_named_and_the_node_declares_is_one_edge()
    {
        var growing = new Growing(Base(), discovered: name => name == "c" ? ["made.txt", "new.txt"] : []);
        growing.Step();
        Assert.AreEqual("", growing.Add("slow", new Declared().Node("new", "Command=x", "Outputs=new.txt")));
        Assert.AreEqual("", growing.Add("short", new Declared().Node("c", "Command=x", "DepFile=c.d", "Inputs=made.txt;new.txt")));
        Assert.AreEqual("", growing.Late("c"));
        Assert.AreEqual(2, growing.Graph.DependencyCount(growing.Graph.Find("c")));
    }

    [TestMethod]
    public void Who_came_late_waits_for_what_comes_later()
    {
        Growing growing = Running();
        Assert.AreEqual("", growing.Add("run", new Declared().Node("a", "Command=x", "DependsOn=slow", "Inputs=new.txt").Node("b", "Command=x", "DependsOn=slow", "Inputs=new/").Node("c", "Command=x", "DependsOn=slow", "Inputs=new*")
            .Node("first", "Command=x", "Outputs=first.txt")));
        Assert.AreEqual("", growing.Add("run", new Declared().Node("e", "Command=x", "DependsOn=slow", "Inputs=new.txt")));
        Assert.AreEqual("", growing.Add("run", new Declared().Node("d", "Command=x", "Outputs=new.txt;new/x")));
        Assert.AreEqual("d d d d", $"{growing.Late("a")} {growing.Late("b")} {growing.Late("c")} {growing.Late("e")}");
    }

    [TestMethod]
    public void Few_that_come_to_many_are_found_with_them()
    {
        var declared = new Declared().Node("run", "Command=x");
        for (int i = 0; i < 80; i++)
            declared.Node($"n{i}", "Command=x", $"Outputs=out/{i:00}.txt");
        var growing = new Growing(declared);
        growing.Step();
        Assert.AreEqual("", growing.Add("run", new Declared().Node("all", "Command=x", "Inputs=out/")));
        for (int i = 0; i < 4; i++)
            Assert.AreEqual("", growing.Add("run", new Declared().Node($"c{i}", "Command=x", $"Outputs=out/05_{i}.txt;elsewhere/{i}")));
        Assert.AreEqual("", growing.Add("run", new Declared().Node("found", "Command=x", "Inputs=out/05*").Node("folder", "Command=x", "Inputs=elsewhere/")));
        Assert.AreEqual("|n5,c0,c1,c2,c3|", string.Concat('|', string.Join(',', Found(growing, "found")), '|'));
        Assert.AreEqual("c0,c1,c2,c3", string.Join(',', Found(growing, "folder")));
        growing.Growth.Retire(growing.Graph.Find("c3"));
        growing.Growth.Retire(growing.Graph.Find("n5"));
        Assert.AreEqual("", growing.Add("run", new Declared().Node("again", "Command=x", "Inputs=out/05*")));
        Assert.AreEqual("c0,c1,c2", string.Join(',', Found(growing, "again")));
        for (int i = 4; i < 10; i++)
            Assert.AreEqual("", growing.Add("run", new Declared().Node($"c{i}", "Command=x", $"Outputs=out/05_{i};elsewhere/{i}")));
        Assert.AreEqual("", growing.Add("run", new Declared().Node("last", "Command=x", "Inputs=out/05*")));
        Assert.AreEqual("c0,c1,c2,c4,c5,c6,c7,c8,c9", string.Join(',', Found(growing, "last")));
    }

    [TestMethod]
    public void What_was_wrong_before_is_not_wrong_with_it()
    {
        Growing growing = Running();
        var problems = new List<Problem> { new(ProblemKind.InvalidValue, null, "x") };
        Assert.IsTrue(growing.Growth.TryAdd(new Declared().Node("c", "Command=x").Nodes, 0, growing.Plan, [], problems));
        Assert.HasCount(1, problems);
        Assert.AreNotEqual(-1, growing.Graph.Find("c"));
    }

    private static IEnumerable<string> Found(Growing growing, string name) =>
        growing.Graph.ByFile[growing.Graph.Find(name)].ToArray().Order().Select(node => growing.Graph[node].Name);

    private static string Readers(Growing growing)
    {
        string[] all = ["exact", "folder", "below", "glob", "deep"];
        Assert.IsTrue(Array.TrueForAll(all, name => growing.Late(name) is "" or "c"), "Each waits once.");
        return string.Join(' ', all.Where(name => growing.Late(name).Length > 0));
    }
}
