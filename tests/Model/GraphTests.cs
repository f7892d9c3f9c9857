namespace TaskGraph.Model.Tests;

[TestClass]
public sealed class GraphTests
{
    [TestMethod]
    public void What_a_node_waits_for_is_what_it_names_what_makes_its_files_what_it_runs_after_and_what_came_late()
    {
        Growing growing = Grown();
        Graph graph = growing.Graph;
        int node = graph.Find("n");
        Assert.AreEqual(6, graph.DependencyCount(node));
        Assert.AreEqual(
            "named0 named1 file -after0 -after1 late",
            string.Join(' ', Enumerable.Range(0, graph.DependencyCount(node)).Select(i => (graph.IsOrderOnly(node, i) ? "-" : "") + graph[graph.Dependency(node, i)].Name)));
        Assert.AreEqual(6, graph.EdgeCount);
        Assert.AreEqual("n", Dependents(graph, "late"));
        Assert.AreEqual("-n", Dependents(graph, "after1"));
        Assert.AreEqual("", Dependents(graph, "n"));
        Assert.AreEqual("in.txt later.txt", string.Join(' ', graph.Inputs[node].ToArray().Select(path => graph.Paths[path])));
        Assert.AreEqual("in.txt", string.Join(' ', graph.Outputs[graph.Find("file")].ToArray().Select(path => graph.Paths[path])));
    }

    [TestMethod]
    public void Children_are_walked_in_the_order_in_which_they_came()
    {
        Growing growing = Grown();
        for (int i = 0; i < 40; i++)
            Assert.AreEqual("", growing.Add("named0", new Declared().Node($"c{i}", "Command=x", "DependsOn=file;named1")));
        Graph graph = growing.Graph;
        Assert.AreEqual("late " + string.Join(' ', Enumerable.Range(0, 40).Select(i => $"c{i}")), Children(graph, "named0"));
        growing.Step();
        growing.End("named1");
        growing.End("file");
        growing.Step();
        Assert.AreEqual("", growing.Add("c39", new Declared().Node("g", "Command=x")));
        Assert.AreEqual("g", Children(graph, "c39"));
        Assert.IsTrue(graph.HasChildren(graph.Find("named0")) && graph.HasChildren(graph.Find("c39")));
        Assert.IsFalse(graph.HasChildren(graph.Find("c38")) || graph.HasChildren(graph.Find("named1")));
        Assert.AreEqual("c39 named0 -1", $"{graph[graph.ParentOf(graph.Find("g"))]} {graph[graph.ParentOf(graph.Find("c0"))]} {graph.ParentOf(graph.Find("named0"))}");
        Assert.AreEqual(graph.Find("named0"), graph.PlaceOf(graph.Find("g")));
        Assert.AreEqual(graph.Find("n"), graph.PlaceOf(graph.Find("n")));
        Assert.AreEqual(86, graph.EdgeCount);
        Assert.AreEqual("c39 c38", Dependents(graph, "file")[..7]);
    }

    [TestMethod]
    public void A_retired_nodes_name_and_outputs_are_free_and_another_one_of_that_name_stays()
    {
        Growing growing = Grown();
        string[] outputs = ["Command=x", "Outputs=c.txt;d/;g/*.o"];
        Assert.AreEqual("", growing.Add("named0", new Declared().Node("c", outputs)));
        int first = growing.Graph.Find("c");
        Assert.AreEqual("DuplicateName: c; DuplicateOutput: c.txt; DuplicateOutput: d/; DuplicateOutput: g/*.o", growing.Add("named0", new Declared().Node("c", outputs)));
        Assert.IsFalse(growing.Graph.IsRetired(first));
        growing.Growth.Retire(first);
        Assert.IsTrue(growing.Graph.IsRetired(first));
        Assert.AreEqual(-1, growing.Graph.Find("c"));
        Assert.AreEqual("", growing.Add("named0", new Declared().Node("reader", "Command=x", "Inputs=c.txt;d/x;g/a.o;d/;g/;g/*;*.txt")));
        Assert.AreEqual("|file,late|", Declared.Edges(growing.Graph, "reader"), "Nobody makes them now.");
        Assert.AreEqual("", growing.Add("named0", new Declared().Node("c", outputs)));
        int second = growing.Graph.Find("c");
        growing.Growth.Retire(first);
        Assert.AreEqual(second, growing.Graph.Find("c"));
        Assert.AreEqual("DuplicateOutput: d/x; DuplicateOutput: g/a.o", growing.Add("named0", new Declared().Node("e", "Command=x", "Outputs=d/x;g/a.o")));
        Assert.AreEqual("c", growing.Late("reader"));
    }

    [TestMethod]
    public void Of_two_that_declare_globs_in_one_folder_the_one_that_is_not_retired_stays()
    {
        Growing growing = Grown();
        Assert.AreEqual("", growing.Add("named0", new Declared().Node("o", "Command=x", "Outputs=g/*.o").Node("h", "Command=x", "Outputs=g/*.h").Node("map", "Command=x", "ForEachIn=list.json", "Outputs=m/{item}.txt")));
        growing.Growth.Retire(growing.Graph.Find("o"));
        growing.Growth.Retire(growing.Graph.Find("map"));
        Assert.AreEqual("", growing.Add("named0", new Declared().Node("reader", "Command=x", "Inputs=g/a.o;g/a.h;m/a.txt")));
        Assert.AreEqual("|h|", Declared.Edges(growing.Graph, "reader"));
    }

    [TestMethod]
    public void Edges_may_be_as_many_as_there_are()
    {
        var declared = new Declared();
        for (int i = 0; i < 40; i++)
            declared.Node($"n{i}", "Command=x", i == 0 ? "Tags=t" : i % 2 == 0 ? "DependsOn=n0" : "RunAfter=n0");
        Graph graph = declared.Build();
        Assert.AreEqual(39, graph.EdgeCount);
        Assert.AreEqual(string.Join(' ', Enumerable.Range(1, 39).Reverse().Select(i => $"{(i % 2 == 0 ? "" : "-")}n{i}")), Dependents(graph, "n0"));
    }

    // 'n' waits for six of which the last is a child of 'named0', which runs.
    private static Growing Grown()
    {
        var growing = new Growing(new Declared().Node("named0", "Command=x").Node("named1", "Command=x").Node("file", "Command=x", "Outputs=in.txt").Node("after0", "Command=x").Node("after1", "Command=x")
            .Node("n", "Command=x", "DependsOn=named0;named1", "Inputs=in.txt;later.txt", "RunAfter=after0;after1"));
        growing.Step();
        Assert.AreEqual("", growing.Add("named0", new Declared().Node("late", "Command=x", "Outputs=later.txt")));
        return growing;
    }

    private static string Children(Graph graph, string name)
    {
        var found = new List<string>();
        foreach (int child in graph.ChildrenOf(graph.Find(name)))
            found.Add(graph[child].Name);
        return string.Join(' ', found);
    }

    private static string Dependents(Graph graph, string name)
    {
        var found = new List<string>();
        Graph.DependentsEnumerator dependents = graph.DependentsOf(graph.Find(name));
        while (dependents.MoveNext())
            found.Add((dependents.IsOrderOnly ? "-" : "") + graph[dependents.Current].Name);
        return string.Join(' ', found);
    }
}
