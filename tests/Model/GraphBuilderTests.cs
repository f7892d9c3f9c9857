namespace TaskGraph.Model.Tests;

[TestClass]
public sealed class GraphBuilderTests
{
    [TestMethod]
    [DataRow("DependsOn=a;b", "a,b||")]
    [DataRow("DependsOn=chunk_*", "chunk_1,chunk_2||")]
    [DataRow("RunAfter=a", "||a")]
    [DataRow("Inputs=a.txt", "|a|")]
    [DataRow(@"Inputs=.\sub\..\a.txt", "|a|")]
    [DataRow("Inputs=/w/project/a.txt", "|a|")]
    [DataRow("DependsOn=a|Inputs=a.txt", "a||")]
    [DataRow("Inputs=gen/deep/x.txt", "|b|")]
    [DataRow("Inputs=gen/", "|b|")]
    [DataRow("Inputs=*.txt", "|a|")]
    [DataRow("Inputs=**/*.txt", "|a,b|")]
    [DataRow("Inputs=parts/1.csv", "|chunk_1|")]
    [DataRow("Inputs=parts/*.csv", "|chunk_1|")]
    [DataRow("Inputs=source.c", "||")]
    public void An_edge_comes_from_a_name_a_pattern_a_file_a_folder_or_a_glob(string metadata, string edges)
    {
        Declared declared = new Declared()
            .Node("a", "Command=x", "Outputs=a.txt")
            .Node("b", "Command=x", "Outputs=gen/")
            .Node("chunk_1", "Command=x", "Outputs=parts/*.csv")
            .Node("chunk_2", "Command=x")
            .Node("n", ["Command=x", .. metadata.Split('|')]);
        Graph graph = declared.Build();
        Assert.IsEmpty(declared.Problems);
        Assert.AreEqual(edges, Declared.Edges(graph, "n"));
    }

    [TestMethod]
    [DataRow("in/x_1_*", "exact,range")]
    [DataRow("in/x_?_a", "exact,range")]
    [DataRow("in/x_*_b", "range")]
    [DataRow("in/v*", "other")]
    [DataRow("in/y/*/z", "deep")]
    [DataRow("i*/x_1_a", "exact,range")]
    [DataRow("../sib/*", "beside")]
    [DataRow("../pro*/in/y/**", "deep")]
    [DataRow("../**/*_a", "exact,range,deep,beside")]
    [DataRow("../*/in/x_1_a", "exact,range")]
    public void A_glob_finds_outputs_and_globs_that_begin_as_it_does_or_of_which_it_begins(string glob, string producers)
    {
        Declared declared = new Declared()
            .Node("exact", "Command=x", "Outputs=in/x_1_a")
            .Node("range", "Command=x", "Outputs=in/x_*;in/w")
            .Node("other", "Command=x", "Outputs=in/v")
            .Node("deep", "Command=x", "Outputs=in/y/")
            .Node("beside", "Command=x", "Outputs=../sib/b_a")
            .Node("n", "Command=x", $"Inputs={glob}");
        Graph graph = declared.Build();
        string[] found = Declared.Edges(graph, "n").Trim('|').Split(',');
        CollectionAssert.AreEquivalent(producers.Split(','), found);
    }

    [TestMethod]
    public void A_node_does_not_wait_for_what_it_writes_itself()
    {
        Graph graph = new Declared().Node("a", "Command=x", "Inputs=**/*.txt", "Outputs=all.txt").Build();
        Assert.AreEqual("||", Declared.Edges(graph, "a"));
    }

    [TestMethod]
    public void Without_inference_files_make_no_edges()
    {
        Graph graph = new Declared { InferDependencies = false }.Node("a", "Command=x", "Outputs=a.txt").Node("b", "Command=x", "Inputs=a.txt;*.txt").Build();
        Assert.AreEqual("||", Declared.Edges(graph, "b"));
    }

    [TestMethod]
    public void Without_inference_what_a_dep_file_named_makes_no_edge()
    {
        Graph graph = new Declared { InferDependencies = false, Discovered = _ => ["a.h"] }.Node("a", "Command=x", "Outputs=a.h").Node("b", "Command=x", "DepFile=b.d").Build();
        Assert.AreEqual("||", Declared.Edges(graph, "b"));
    }

    [TestMethod]
    public void What_a_dep_file_named_is_an_edge_unless_it_would_make_a_cycle()
    {
        var declared = new Declared { Discovered = name => name == "b" ? ["a.h"] : name == "c" ? ["d.h"] : [] }
            .Node("a", "Command=x", "Outputs=a.h")
            .Node("b", "Command=x", "DepFile=b.d");
        Assert.AreEqual("|a|", Declared.Edges(declared.Build(), "b"));
        declared.Node("c", "Command=x", "DepFile=c.d", "Outputs=c.h").Node("d", "Command=x", "Inputs=c.h", "Outputs=d.h");
        Graph graph = declared.Build();
        Assert.IsEmpty(declared.Problems);
        Assert.AreEqual("||", Declared.Edges(graph, "c"));
    }

    [TestMethod]
    public void All_problems_are_told_at_once()
    {
        Declared declared = new Declared()
            .Node("fetch", "Command=x", "Outputs=o.txt")
            .Node("fetch", "Command=x")
            .Node("b", "Command=x", "Outputs=o.txt")
            .Node("c", "Command=x", "DependsOn=fetsh")
            .Node("d", "Command=x", "DependsOn=e")
            .Node("e", "Command=x", "DependsOn=d")
            .Node("f", "Command=x", "Resources=gpu=3")
            .Node("g", "Command=x", "Resources=gpus=1")
            .Node("h", "Command=x", "DependsOn=nothing_*");
        declared.Build();
        string[] told = [.. declared.Problems.Select(problem => $"{problem.Kind} {problem.Node!.Name} {problem.Value} {problem.Detail}".TrimEnd())];
        CollectionAssert.AreEquivalent(
            new[]
            {
                "DuplicateName fetch fetch 2", "DuplicateOutput b o.txt", "MissingDependency c fetsh fetch", "Cycle d d → e → d",
                "ResourceExceeded f gpu=3 2", "UnknownResource g gpus gpu", "EmptyPattern h nothing_*",
            },
            told);
    }

    [TestMethod]
    [DataRow("DependsOn=nn", "MissingDependency nn (DependsOn) near n")]
    [DataRow("DependsOn=wholly-else", "MissingDependency wholly-else (DependsOn) near ")]
    [DataRow("RunAfter=nn", "MissingDependency nn (RunAfter) near n")]
    [DataRow("DependsOn=n?", "EmptyPattern n? (DependsOn) near ")]
    [DataRow("RunAfter=none*", "EmptyPattern none* (RunAfter) near ")]
    [DataRow("DependsOn=m*", "EmptyPattern m* (DependsOn) near ")]
    [DataRow("Arguments={results.nn.rows}|Script=s.py", "MissingDependency nn ({results.nn.rows}) near n")]
    [DataRow("Parameters=a={results.wholly-else.rows}", "MissingDependency wholly-else ({results.wholly-else.rows}) near ")]
    [DataRow("Resources=gqu=1", "UnknownResource gqu (Resources) near gpu")]
    [DataRow("Resources=wholly-else=1", "UnknownResource wholly-else (Resources) near ")]
    [DataRow("Resources=gpu=3", "ResourceExceeded gpu=3 (Resources) near 2")]
    [DataRow("Resources=gpu=2", "")]
    public void A_problem_names_the_metadata_the_value_and_what_may_have_been_meant(string metadata, string told)
    {
        string[] all = metadata.Split('|');
        Declared declared = new Declared().Node("n", "Command=x").Node("mine", all.Length > 1 ? all : ["Command=x", .. all]);
        declared.Build();
        Assert.AreEqual(told, string.Join("; ", declared.Problems.Select(problem => $"{problem.Kind} {problem.Value} ({problem.Member}) near {problem.Detail}")));
        Assert.IsTrue(declared.Problems.TrueForAll(problem => problem.Node == declared.Nodes[1]));
    }

    [TestMethod]
    public void A_name_that_is_declared_again_and_again_is_told_each_time_with_the_first()
    {
        Declared declared = new Declared().Node("a", "Command=x").Node("b", "Command=x").Node("a", "Command=y").Node("b", "Command=y").Node("a", "Command=z");
        Graph graph = declared.Build();
        Assert.AreEqual("a 2, b 2, a 3", string.Join(", ", declared.Problems.Select(problem => $"{problem.Value} {problem.Detail}")));
        Assert.AreSame(declared.Nodes[0], declared.Problems[2].Other);
        Assert.AreSame(declared.Nodes[4], declared.Problems[2].Node);
        Assert.AreEqual(2, graph.Count);
    }

    [TestMethod]
    public void There_may_be_as_many_nodes_as_is_said_and_no_more()
    {
        Declared declared = new Declared { MaxNodes = 2 }.Node("a", "Command=x").Node("b", "Command=x");
        Assert.AreEqual(2, declared.Build().Count);
        Assert.IsEmpty(declared.Problems);
        declared.Node("c", "Command=x").Node("d", "DependsOn=nobody");
        Assert.AreEqual(0, declared.Build().Count);
        Problem problem = declared.Problems.Single();
        Assert.AreEqual("TooManyNodes 4 2", $"{problem.Kind} {problem.Value} {problem.Detail}");
        Assert.AreSame(declared.Nodes[2].Origin, problem.Node);
    }

    [TestMethod]
    public void Between_two_nodes_there_is_one_edge_whatever_they_have_in_common()
    {
        Declared declared = new Declared().Node("a", "Command=x", "Outputs=a.txt").Node("n", "Command={results.a.v}", "DependsOn=a;a;a*", "RunAfter=a;a*", "Inputs=a.txt;*.txt")
            .Node("m", "Command=x", "DependsOn=a");
        Graph graph = declared.Build();
        Assert.AreEqual("a||", Declared.Edges(graph, "n"));
        Assert.AreEqual("a||", Declared.Edges(graph, "m"), "What one node has does not count for the next.");
        Assert.AreEqual(2, graph.EdgeCount);
    }

    [TestMethod]
    public void A_pattern_means_all_but_the_node_itself()
    {
        Graph graph = new Declared().Node("n1", "Command=x").Node("n2", "Command=x", "DependsOn=n*").Node("n3", "Command=x", "RunAfter=n?").Build();
        Assert.AreEqual("n1,n3||, ||n1,n2", $"{Declared.Edges(graph, "n2")}, {Declared.Edges(graph, "n3")}");
    }

    [TestMethod]
    public void What_a_pattern_means_is_in_the_order_of_declaration()
    {
        Graph graph = new Declared().Node("n2", "Command=x").Node("n1", "Command=x").Node("n", "Command=x").Node("all", "DependsOn=n*").Build();
        Assert.AreEqual("n2,n1,n||", Declared.Edges(graph, "all"));
    }

    [TestMethod]
    public void A_result_is_an_edge_from_the_node_that_leaves_it()
    {
        Graph graph = new Declared().Node("a", "Command=x").Node("n", "Command={results.a.v} {results.n.v}").Build();
        Assert.AreEqual("|a|", Declared.Edges(graph, "n"), "Its own it has already.");
    }

    [TestMethod]
    public void What_a_node_stands_for_is_what_it_depends_on_as_far_as_it_is_there()
    {
        Declared declared = new Declared().Node("all").Node("one", "Command=x").Node("two", "Command=x").Node("gone", "Command=x");
        declared.Nodes[0].Instances = [declared.Nodes[1], declared.Nodes[3]];
        declared.Nodes.RemoveAt(3);
        Graph graph = declared.Build();
        Assert.AreEqual("one||", Declared.Edges(graph, "all"));
    }

    [TestMethod]
    public void What_a_dep_file_named_and_nobody_makes_is_no_edge_and_problems_are_told_once()
    {
        var declared = new Declared { Discovered = name => ["a.h", "stdio.h", "b.h"] };
        declared.Node("a", "Command=x", "Outputs=a.h").Node("b", "Command=x", "DepFile=b.d", "Outputs=b.h").Node("plain", "Command=x", "DependsOn=nobody");
        Graph graph = declared.Build();
        Assert.AreEqual("|a|, ||", $"{Declared.Edges(graph, "b")}, {Declared.Edges(graph, "plain")}", "Who has no dep file now has discovered nothing.");
        Assert.AreEqual("MissingDependency nobody", string.Join("; ", declared.Problems.Select(problem => $"{problem.Kind} {problem.Value}")));
    }

    [TestMethod]
    public void What_one_node_reads_is_no_input_of_the_next()
    {
        Graph graph = new Declared().Node("a", "Command=x", "Outputs=a.txt").Node("b", "Command=x", "Outputs=b.txt")
            .Node("n", "Command=x", "Inputs=a.txt").Node("m", "Command=x", "Inputs=b.txt;source.c").Build();
        Assert.AreEqual("|a|, |b|", $"{Declared.Edges(graph, "n")}, {Declared.Edges(graph, "m")}");
    }

    [TestMethod]
    public void What_the_instances_of_a_map_will_make_is_made_by_the_map()
    {
        Graph graph = new Declared().Node("map", "Command=x", "ForEachIn=list.json", "Outputs=out/{item}.txt").Node("n", "Command=x", "Inputs=out/a.txt").Node("g", "Command=x", "Inputs=out/*").Build();
        Assert.AreEqual("|map|, |map|", $"{Declared.Edges(graph, "n")}, {Declared.Edges(graph, "g")}");
    }

    [TestMethod]
    public void Where_the_projects_folder_is_not_known_a_glob_from_above_it_means_nothing_in_it()
    {
        Declared declared = new Declared().Node("a", "Command=x", "Outputs=a.txt").Node("n", "Command=x", "Inputs=../*/a.txt");
        Graph graph = GraphBuilder.Build(declared.Nodes, new PathTable(StringComparer.Ordinal), new GraphOptions { Limits = declared.Limits }, declared.Problems);
        Assert.AreEqual("||", Declared.Edges(graph, "n"));
    }

    [TestMethod]
    public void A_workflow_that_is_a_node_waits_for_what_it_names_without_reading_it()
    {
        Declared declared = new Declared().Node("a", "Command=x").Node("w", "Workflow=sub.proj", "DependsOn=a").Node("v", "Workflow=sub.proj", "DependsOn=nobody");
        Graph graph = declared.Build();
        Assert.AreEqual("|a|", Declared.Edges(graph, "w"));
        Assert.AreEqual("MissingDependency nobody DependsOn", string.Join("; ", declared.Problems.Select(problem => $"{problem.Kind} {problem.Value} {problem.Member}")));
    }

    [TestMethod]
    public void An_edge_is_of_order_alone_if_RunAfter_says_it_whichever_end_is_asked()
    {
        Declared declared = new Declared().Node("a", "Command=x", "Outputs=a.txt").Node("named", "Command=x", "DependsOn=a").Node("file", "Command=x", "Inputs=a.txt").Node("after", "Command=x", "RunAfter=a")
            .Node("pattern", "Command=x", "RunAfter=?").Node("result", "Command={results.a.v}").Node("w", "Workflow=sub.proj", "DependsOn=a").Node("all");
        declared.Nodes[^1].Instances = [declared.Nodes[0]];
        Graph graph = declared.Build();
        Assert.IsEmpty(declared.Problems);
        var found = new List<string>();
        Graph.DependentsEnumerator dependents = graph.DependentsOf(0);
        while (dependents.MoveNext())
        {
            Assert.AreEqual(dependents.IsOrderOnly, graph.IsOrderOnly(dependents.Current, 0), graph[dependents.Current].Name);
            found.Add((dependents.IsOrderOnly ? "-" : "") + graph[dependents.Current].Name);
        }

        found.Sort(StringComparer.Ordinal);
        Assert.AreEqual("-after -pattern all file named result w", string.Join(' ', found));
    }

    [TestMethod]
    public void Inputs_are_those_that_are_plain_paths()
    {
        Graph graph = new Declared().Node("a", "Command=x", "Inputs=in.txt;*.c;d/").Build();
        Assert.AreEqual("in.txt d/", string.Join(' ', graph.Inputs[0].ToArray().Select(path => graph.Paths[path])));
    }

    [TestMethod]
    public void The_nearest_name_is_told_of_as_many_mistakes_as_somebody_may_read()
    {
        var declared = new Declared();
        for (int i = 0; i < 20_000; i++)
            declared.Node($"n{i}", $"DependsOn=x{i}");
        declared.Build();
        Assert.HasCount(20_000, declared.Problems);
        Assert.AreEqual("n0", declared.Problems[0].Detail);
        Assert.AreEqual(500, declared.Problems.Count(problem => problem.Detail.Length > 0));
    }

    [TestMethod]
    [DataRow("d/", "d/x")]
    [DataRow("d/", "d/s/")]
    [DataRow("e/*.x", "e/b.x")]
    public void An_output_within_another_nodes_outputs_is_declared_twice(string outer, string inner)
    {
        Declared declared = new Declared().Node("a", "Command=x", $"Outputs={inner}").Node("b", "Command=x", $"Outputs={outer}");
        declared.Build();
        Problem problem = declared.Problems.Single();
        Assert.AreEqual(ProblemKind.DuplicateOutput, problem.Kind);
        Assert.AreEqual("a b Outputs", $"{problem.Node} {problem.Other} {problem.Member}");
        Declared other = new Declared().Node("b", "Command=x", $"Outputs={outer}").Node("a", "Command=x", $"Outputs={inner}");
        other.Build();
        Assert.AreEqual("a b", $"{other.Problems.Single().Node} {other.Problems.Single().Other}", "Whichever is declared first.");
        Declared one = new Declared().Node("a", "Command=x", $"Outputs={inner};{outer}");
        one.Build();
        Assert.IsEmpty(one.Problems);
    }

    [TestMethod]
    public void Each_cycle_is_told_once_and_what_is_only_behind_one_is_not()
    {
        Declared declared = new Declared()
            .Node("self", "DependsOn=self")
            .Node("a", "DependsOn=b")
            .Node("b", "DependsOn=c")
            .Node("c", "DependsOn=a;b")
            .Node("behind", "DependsOn=a");
        declared.Build();
        CollectionAssert.AreEqual(new[] { "self → self", "a → b → c → a" }, declared.Problems.Select(problem => problem.Value).ToArray());
    }

    [TestMethod]
    public void Of_several_cycles_through_a_node_a_shortest_is_told_and_of_many_cycles_the_first_25()
    {
        Declared declared = new Declared().Node("a", "DependsOn=b;d").Node("b", "DependsOn=c").Node("c", "DependsOn=a").Node("d", "RunAfter=a").Node("e", "DependsOn=b;e");
        declared.Build();
        CollectionAssert.AreEqual(new[] { "a → d → a", "b → c → a → b", "e → e" }, declared.Problems.Select(problem => problem.Value).ToArray());
        Assert.AreEqual("a b e", string.Join(' ', declared.Problems.Select(problem => problem.Node!.Name)));
        var many = new Declared();
        for (int i = 0; i < 30; i++)
            many.Node($"s{i}", $"DependsOn=s{i}");
        many.Build();
        Assert.HasCount(25, many.Problems);
    }

    [TestMethod]
    public void A_chain_a_fan_and_a_circle_of_100_000_nodes_are_built_and_checked()
    {
        var chain = new Declared();
        var fan = new Declared();
        var circle = new Declared();
        for (int i = 0; i < 100_000; i++)
        {
            chain.Node($"n{i}", $"DependsOn={(i == 0 ? "" : $"n{i - 1}")}");
            fan.Node($"n{i}");
            circle.Node($"n{i}", $"DependsOn=n{(i + 1) % 100_000}");
        }

        fan.Node("all", "DependsOn=n*");
        Assert.AreEqual(99_999, chain.Build().EdgeCount);
        Assert.AreEqual(100_000, fan.Build().EdgeCount);
        circle.Build();
        Assert.IsEmpty(chain.Problems);
        Assert.IsEmpty(fan.Problems);
        Assert.AreEqual(ProblemKind.Cycle, circle.Problems.Single().Kind);
    }
}
