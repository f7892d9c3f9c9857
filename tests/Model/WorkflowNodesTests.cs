namespace TaskGraph.Model.Tests;

/// <summary>Nodes of a workflow that is a node itself, 'sub', in the folder 'parts/sub' of the project.</summary>
[TestClass]
public sealed class WorkflowNodesTests
{
    private static readonly NodeScope Sub = new("sub/", "/w/project/parts/sub", "parts/sub/") { Depth = 1 };

    private readonly List<Problem> _problems = [];

    [TestMethod]
    public void Their_names_and_paths_are_the_workflows_own()
    {
        Node node = Read(
            "n", "Script={name}.py", "DependsOn=a;b*;sub/d", "RunAfter=c", "Inputs=x.csv;/w/project/y.csv;/usr/z.csv;../z.csv", "Outputs={name}.out", "DepFile=n.d", "WorkingDirectory=deep");
        Assert.IsEmpty(_problems);
        Assert.AreEqual("sub/n n", $"{node.Name} {node.LocalName}");
        Assert.AreSame(Sub, node.Scope);
        Assert.AreEqual("sub/a;sub/b*;sub/sub/d|sub/c", $"{string.Join(';', node.DependsOn)}|{string.Join(';', node.RunAfter)}");
        Assert.AreEqual("parts/sub/x.csv;y.csv;/usr/z.csv;parts/z.csv", string.Join(';', node.Inputs));
        Assert.AreEqual("parts/sub/n.py parts/sub/n.out parts/sub/n.d parts/sub/deep", $"{node.Script} {node.Outputs.Single()} {node.DepFile} {node.WorkingDirectory}");
    }

    [TestMethod]
    public void What_is_read_after_them_is_the_projects_own()
    {
        NodeReader reader = Reader(Sub);
        Read(reader, "n", "Command=x");
        reader.Enter(NodeScope.Project);
        Node node = Read(reader, "n", "Inputs=x.csv", "DependsOn=a");
        Assert.AreEqual("n n x.csv a", $"{node.Name} {node.LocalName} {node.Inputs.Single()} {node.DependsOn.Single()}");
    }

    [TestMethod]
    public void A_name_that_cannot_be_is_told_as_it_was_written()
    {
        Assert.IsFalse(Reader(Sub).Begin("a*", default, backslashSeparates: true));
        Assert.AreEqual("InvalidName a* sub/a*", $"{_problems.Single().Kind} {_problems[0].Value} {_problems[0].Node}");
    }

    [TestMethod]
    public void A_backslash_separates_in_items_alone()
    {
        Assert.AreEqual("parts/sub/a/b", Read("n", @"Inputs=a\b").Inputs.Single());
        NodeReader reader = Reader(Sub);
        reader.Begin("n", default, backslashSeparates: false);
        reader.Set("Inputs", MetadataValue.Plain(@"\a\b"));
        Assert.AreEqual(@"parts/sub/\a\b", reader.End().Inputs.Single());
        Assert.AreEqual("/a/b", Read("n", @"Inputs=\a\b").Inputs.Single());
    }

    [TestMethod]
    public void They_take_over_what_the_workflow_says_for_all_and_keep_what_they_say_themselves()
    {
        Node workflow = Read("flow", "Workflow=deep/flow.proj", "DependsOn=before", "RunAfter=order", "Priority=3", "Retries=2", "Timeout=5", "ContinueOnError=true", "Outputs=x");
        Node plain = Read("n", "Command=x");
        plain.Join(workflow);
        Assert.AreEqual("sub/before|sub/order|3", $"{plain.Behind.Single()}|{plain.RunAfter.Single()}|{plain.Priority}");
        Assert.AreEqual(new Attempts(5, 2, null), plain.Attempts);
        Assert.AreEqual(ContinueOnError.WarnAndContinue, plain.ContinueOnError);
        Node own = Read("n", "Command=x", "RunAfter=a", "Priority=0", "Retries=0", "ContinueOnError=ErrorAndContinue");
        own.Join(workflow);
        Assert.AreEqual("sub/a;sub/order|0", $"{string.Join(';', own.RunAfter)}|{own.Priority}");
        Assert.AreEqual(new Attempts(5, 0, null), own.Attempts);
        Assert.AreEqual(ContinueOnError.ErrorAndContinue, own.ContinueOnError);
    }

    [TestMethod]
    public void A_workflow_waits_for_what_it_names_and_has_no_outputs_of_its_own()
    {
        Node workflow = Read("flow", "Workflow= deep/flow.proj ", "DependsOn=before", "Outputs=x");
        Assert.IsEmpty(_problems);
        Assert.AreEqual("parts/sub/deep/flow.proj sub/before", $"{workflow.Workflow} {workflow.Behind.Single()}");
        Assert.IsTrue(workflow is { DependsOn: [], Outputs: [], IsGroup: true });
        Read("w", "Workflow=f.proj", "RunWhen=AllDone");
        Assert.AreEqual("NotSupported RunWhen of a Workflow=AllDone", $"{_problems.Single().Kind} {_problems[0].Member}={_problems[0].Value}");
    }

    [TestMethod]
    public void Their_graph_is_that_of_their_own_names()
    {
        Node[] nodes =
        [
            Read(Reader(NodeScope.Project), "a", "Command=x", "Outputs=a.txt"), Read("a", "Command=x", "Outputs=a.txt"), Read("n", "Command={results.a.v}", "Inputs=a.txt"),
            Read("top", "Command=x", "Inputs=../../a.txt"),
        ];
        Graph graph = GraphBuilder.Build(nodes, new PathTable(StringComparer.Ordinal), new GraphOptions { Limits = new(4, []) }, _problems);
        Assert.IsEmpty(_problems);
        Assert.AreEqual("|sub/a|, |a|", $"{Declared.Edges(graph, "sub/n")}, {Declared.Edges(graph, "sub/top")}");
    }

    private Node Read(string name, params string[] metadata) => Read(Reader(Sub), name, metadata);

    private NodeReader Reader(NodeScope scope)
    {
        var reader = new NodeReader("/w/project", false, _problems);
        reader.Enter(scope);
        return reader;
    }

    private static Node Read(NodeReader reader, string name, params string[] metadata)
    {
        Assert.IsTrue(reader.Begin(name, new NodeSource("/w/project/parts/sub/sub.proj", 0), backslashSeparates: true));
        foreach (string one in metadata)
        {
            int equals = one.IndexOf('=', StringComparison.Ordinal);
            reader.Set(one[..equals], MetadataValue.Escaped(one[(equals + 1)..]));
        }

        return reader.End();
    }
}
