namespace TaskGraph.Sdk.Tests.Selecting;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ThreadSlots : IDisposable
{
    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", """<Node Include="greedy" Command="echo has {cpus} and $TASKGRAPH_CPUS" Cpus="5" />""");

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    [DataRow("-m:1", "", 1)]
    [DataRow("-m:3", "", 3)]
    [DataRow("-m:1", "-p:TaskGraphThreads=4", 4)]
    [DataRow("-m:4", "-p:TaskGraphBackend=sequential", 1)]
    public void A_build_has_as_many_as_it_is_given_and_a_node_no_more_than_there_are(string m, string property, int threads)
    {
        _workspace.Build(["flow.proj", m, .. property.Split(' ', StringSplitOptions.RemoveEmptyEntries)]).ShouldSucceed().Says($"Concurrency: {threads} thread").Says($"has {threads} and {threads}");
    }
}
