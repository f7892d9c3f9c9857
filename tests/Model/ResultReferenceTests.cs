namespace TaskGraph.Model.Tests;

[TestClass]
public sealed class ResultReferenceTests
{
    [TestMethod]
    [DataRow("Command=echo {results.a.rows}", "a:rows")]
    [DataRow("Command={results.a.rows} {results.a.rows} {results.a.x} {name} {results.b.x}", "a:rows a:x b:x")]
    [DataRow("Script=s.py|Arguments={results.a.rows}", "a:rows")]
    [DataRow("Parameters=k={results.a.rows};l={results.b.x}", "a:rows b:x")]
    [DataRow("EnvironmentVariables=K={results.a.rows}", "a:rows")]
    [DataRow("Command={results.a.b.c}", "a.b:c")]
    [DataRow("Command={results.a.b.c.d}", "a.b:c.d")]
    [DataRow("Command={results.a.c.d}", "a:c.d")]
    [DataRow("Command={resultsa.rows} {result.a.rows} results.a.rows", "")]
    [DataRow("Command={name} {xresults.a.rows}", "")]
    [DataRow("Command={name} {xresults.a.rows} {results.a.rows}", "a:rows")]
    [DataRow("Inputs={results.a.rows}", "")]
    [DataRow("Command={results.none.rows}", "?none:rows")]
    [DataRow("Command={results.none.x.rows}", "?none.x:rows")]
    [DataRow("Command={results.none}", "?none:")]
    [DataRow("Command={results..x}", "?.x:x")]
    public void What_a_placeholder_reads_is_a_node_with_the_longest_name_there_is_and_a_key(string metadata, string read)
    {
        Graph graph = new Declared().Node("a", "Command=x").Node("b", "Command=x").Node("a.b", "Command=x").Node("n", metadata.Split('|')).Build();
        List<ResultReference> found = ResultReference.Of(graph[3], graph);
        Assert.AreEqual(read, string.Join(' ', found.Select(one => $"{(one.Node < 0 ? "?" + one.Name : graph[one.Node].Name)}:{one.Key}")));
    }

    [TestMethod]
    [DataRow(false, "a.v", "sub/a:v")]
    [DataRow(false, "top.v", "top:v")]
    [DataRow(false, "sub/a.v", "sub/a:v")]
    [DataRow(false, "a.v.w", "sub/a:v.w")]
    [DataRow(true, "a.v", "sub/a:v")]
    [DataRow(true, "sub/a.v", "sub/a:v")]
    [DataRow(false, "sub/b.v", "sub/sub/b:v")]
    [DataRow(true, "sub/b.v", "sub/b:v")]
    public void In_a_workflow_its_own_nodes_come_first_unless_a_program_sent_the_whole_name(bool sent, string text, string read)
    {
        var problems = new List<Problem>();
        var reader = new NodeReader("/w/project", false, problems);
        Node Plain(string name)
        {
            reader.Begin(name, default, false);
            reader.Set("Command", MetadataValue.Plain(name == "n" ? $"{{results.{text}}}" : "x"));
            return reader.End();
        }

        Node[] top = [Plain("a"), Plain("top")];
        reader.Enter(new NodeScope("sub/", "/w/project", ""));
        Node[] all = [Plain("a"), Plain("b"), Plain("sub/b"), .. top, Plain("n")];
        if (sent)
        {
            reader.BeginSent("c", all[0], null, false);
            reader.Set("Command", MetadataValue.Plain($"{{results.{text}}}"));
            all[^1] = reader.End();
        }

        Graph graph = GraphBuilder.Build(all, new PathTable(StringComparer.Ordinal), new GraphOptions { Limits = new(4, []) }, problems);
        Assert.IsEmpty(problems);
        ResultReference found = ResultReference.Of(all[^1], graph).Single();
        Assert.AreEqual(read, $"{graph[found.Node].Name}:{found.Key}");
    }
}
