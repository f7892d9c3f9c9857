namespace TaskGraph.Sdk.Tests.NodeFiles;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class AnObjectALine : IDisposable
{
    private const string Lines = """
        // lists as arrays or with semicolons, pairs as objects

        {"Name": "a", "Command": "echo {k} > {outputs}", "Parameters": {"k": 3}, "Outputs": ["a;1.txt"]}
        {"name": "b", "command": "cat {inputs} in.txt > b.txt", "inputs": ["a;1.txt", "in.txt"], "Outputs": "b.txt", "Cpus": 2}
        {"Name": "c\u00e4", "Command": "cat b.txt %41 > c.txt", "DependsOn": "a;b;item", "Outputs": ["c.txt"]}
        """;

    private readonly Workspace _workspace = new Workspace().File("lists/graph.jsonl", Lines.ReplaceLineEndings("\r\n")).File("in.txt", "in\n").File("%41", "percent\n")
        .Workflow("flow.proj", """<Node Include="item" Command="true" /><NodeFile Include="lists/*.jsonl" />""", Outcomes.Told);

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void It_is_a_node_as_an_item_is()
    {
        _workspace.Build("flow.proj").Executed("item", "a", "b", "cä");
        Assert.AreEqual("3\nin\nin\npercent", _workspace.Read("c.txt"));
        _workspace.Build("flow.proj").Executed("item");
        _workspace.File("lists/graph.jsonl", Lines.Replace("\"k\": 3", "\"k\": \"4\"", StringComparison.Ordinal)).Build("flow.proj").Executed("item", "a", "b", "cä");
    }
}
