namespace TaskGraph.Sdk.Tests.Words;

[TestClass]
public sealed class ProblemsOfAGraph : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void All_are_told_at_once_with_file_line_and_column_and_nothing_runs()
    {
        _workspace.File("graph.jsonl", """
            {"Name": "listed", "Command": "echo a", "Cpus": 0}
            // a comment

            {"Name": "broken"
            {"Command": "echo a"}
            """).Workflow("flow.proj", """

              <NodeFile Include="graph.jsonl" />
              <NodeResource Include="gpu" Count="1" />
              <Node Include="fine" Command="echo fine ran" />
              <Node Include="a+" Command="echo a" />
              <Node Include="both" Command="echo a" Script="a.sh" />
              <Node Include="fetch" Command="echo a" />
                <Node Include="fetch" Command="echo b" />
              <Node Include="clean" Command="echo a" DependsOn="fetsh" />
              <Node Include="x" Command="echo a" DependsOn="y" />
              <Node Include="y" Command="echo a" Inputs="x.txt" /> <Node Include="z" Command="echo a" DependsOn="x" Outputs="x.txt" />
              <Node Include="one" Command="echo a" Outputs="same.txt" />
              <Node Include="two" Command="echo a" Outputs="./sub/../same.txt" />
              <Node Include="three" Command="echo a" Resources="gpu=2;tpu=1" Cpus="many" />
              <Node Include="four" Command="echo a" Input="a.txt" />
            """);
        var result = _workspace.Build("flow.proj", "-p:TaskGraphOnFailure=Wait").ShouldFail().Never("fine ran").Never("Concurrency");
        string project = _workspace.PathOf("flow.proj"), list = _workspace.PathOf("graph.jsonl");
        string[] problems =
        [
            $"{project}(5,3): error TG0001: The node name 'a+'", $"{project}(6,3): error TG0003: Node 'both'", $"{project}(8,5): error TG0002: Two nodes are called 'fetch'",
            $"{project}(7,3)", $"{project}(9,3): error TG0007: Node 'clean'", "The nearest name is 'fetch'", "x → y → z → x", $"{project}(13,3): error TG0010: The output 'same.txt'",
            $"{project}(14,3): error TG0004: Node 'three': Cpus cannot be 'many'", $"{project}(14,3): error TG0011: ", $"{project}(14,3): error TG0012: ",
            $"{project}(15,3): warning TG0006: ", "'Inputs' is meant", $"{list}(1,1): error TG0004: Node 'listed'", $"{list}(4,1): error TG0013: ", $"{list}(5,1): error TG0013: ",
            "error TG0015: TaskGraphOnFailure cannot be 'Wait'. Expected: Stop, Continue, Kill.",
        ];
        foreach (string problem in problems)
            result.Says(problem);
    }
}
