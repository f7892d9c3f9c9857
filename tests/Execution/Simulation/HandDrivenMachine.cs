using System.Diagnostics.CodeAnalysis;
using TaskGraph.Execution.Executors;
using TaskGraph.Execution.Growth;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Simulation;

/// <summary>Everything around the runner, told by hand: what comes when the runner waits is the next step of the test.</summary>
internal sealed class HandDrivenMachine : IExecutor, IInbox, IClock
{
    private readonly Queue<RunnerMessage> _posted = new();

    /// <summary>Called when the runner waits: posts, or moves the clock.</summary>
    public required Action<HandDrivenMachine> Step { get; init; }

    public List<(int Node, bool Force)> Cancels { get; } = [];

    public List<GraphEvent> Events { get; } = [];

    public ILiveOutput? LiveOutput { get; init; }

    public long Milliseconds { get; set; }

    public int Waits { get; private set; }

    /// <summary>Reads what running nodes add; null if none does.</summary>
    public INodeParser? Parser { get; init; }

    /// <summary>Says more of a node than that it has a command; null if there is nothing to say.</summary>
    public Action<int, NodeReader>? Declare { get; init; }

    /// <summary>Runs nodes that are all stale.</summary>
    public void Run(int nodes, OnFailure onFailure)
    {
        var problems = new List<Problem>();
        var reader = new NodeReader("/project", false, problems);
        var declared = new List<Node>();
        for (int i = 0; i < nodes; i++)
        {
            reader.Begin($"n{i}", new NodeSource("flow.proj", 0), false);
            reader.Set("Command", MetadataValue.Plain("work"));
            Declare?.Invoke(i, reader);
            declared.Add(reader.End());
        }

        var limits = new Limits(2, []);
        Graph graph = GraphBuilder.Build(declared, new PathTable(StringComparer.Ordinal), new GraphOptions { Limits = limits }, problems, out GraphGrowth growth);
        var plan = new Plan(graph, new PlanOptions { Limits = limits, OnFailure = onFailure });
        new GraphRunner(graph, plan, new NothingRemembered(), this, this, this, new RunOptions(2, onFailure) { Growth = growth, Parser = Parser }, Events.Add).Run();
    }

    public void Start(NodeStart start)
    {
    }

    public void Cancel(int node, bool force) => Cancels.Add((node, force));

    public void Post(RunnerMessage message) => _posted.Enqueue(message);

    public bool TryTake([NotNullWhen(true)] out RunnerMessage? message) => _posted.TryDequeue(out message);

    public bool TryWait(int timeout, [NotNullWhen(true)] out RunnerMessage? message)
    {
        Waits++;
        Step(this);
        return _posted.TryDequeue(out message);
    }
}
