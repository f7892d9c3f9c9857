using System.Text;

namespace TaskGraph.Sdk.Tests.NodeFiles;

[TestClass]
public sealed class ALargeGraph : IDisposable
{
    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", """<NodeFile Include="graph.jsonl" />""").File("in.txt", "in\n");

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void It_runs_once_and_is_up_to_date_then()
    {
        // A process for each node of the larger one takes minutes.
        (int nodes, int every) = Environment.GetEnvironmentVariable("TASKGRAPH_TEST_LARGE") is null ? (20_000, 100) : (100_000, 1);
        var lines = new StringBuilder();
        for (int i = 0; i < nodes; i++)
        {
            string work = i % every == 0 ? $", \"Command\": \"sort in.txt\", \"Inputs\": [\"in.txt\"]" : "";
            lines.Append($"{{\"Name\": \"n{i}\"{work}, \"DependsOn\": [{(i < 10 ? "" : $"\"n{i / 10}\", \"n{i - 1}\"")}]}}\n");
        }

        _workspace.File("graph.jsonl", lines.ToString());
        _workspace.Build("flow.proj", "-p:TaskGraphLogMode=Failures").ShouldSucceed().Ran("flow", executed: nodes / every, upToDate: nodes - (nodes / every));
        _workspace.Build("flow.proj").ShouldSucceed().Ran("flow", executed: 0, upToDate: nodes);
    }
}
