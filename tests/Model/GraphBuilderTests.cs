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
        Assert.AreEqual("a b", $"{problem.Node} {problem.Other}");
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
