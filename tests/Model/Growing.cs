namespace TaskGraph.Model.Tests;

/// <summary>A graph with its plan that grows by hand: 'run' is running, and nodes are added to it in the words of <see cref="Declared"/>.</summary>
internal sealed class Growing
{
    private readonly Limits _limits;

    public Growing(Declared declared, OnFailure onFailure = OnFailure.Continue, int maxNodes = 1_000_000, Func<string, string[]>? discovered = null, bool[]? selected = null, Func<int, int>? duration = null)
    {
        _limits = declared.Limits;
        var paths = new PathTable(declared.IgnoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        var options = new GraphOptions
        {
            Limits = _limits,
            ProjectFolder = "/w/project",
            InferDependencies = declared.InferDependencies,
            IgnoreCase = declared.IgnoreCase,
            MaxNodes = maxNodes,
            Discovered = discovered is null ? null : name => [.. discovered(name).Select(path => paths.Intern(path))],
        };
        Graph = GraphBuilder.Build(declared.Nodes, paths, options, declared.Problems, out GraphGrowth growth);
        Assert.IsEmpty(declared.Problems);
        Growth = growth;
        Plan = new Plan(Graph, new PlanOptions { Limits = _limits, OnFailure = onFailure, Selected = selected, Duration = duration })
        {
            Closed = node => Closed.Add(Graph[node].Name),
            Skipped = (node, kind, because) => Skips.Add(Graph[node].Name, because < 0 ? $"{kind}" : $"{kind} {Graph[because].Name}"),
        };
    }

    public Graph Graph { get; }

    public GraphGrowth Growth { get; }

    public Plan Plan { get; }

    /// <summary>Names in the order in which they closed.</summary>
    public List<string> Closed { get; } = [];

    /// <summary>Why nodes were skipped, by their names: the kind, and the node that is the reason.</summary>
    public Dictionary<string, string> Skips { get; } = [];

    /// <summary>What was wrong with the last nodes that were to be added, as 'Kind: value'.</summary>
    public string Add(string parent, Declared nodes) => string.Join("; ", Problems(parent, nodes).Select(problem => $"{problem.Kind}: {problem.Value}"));

    /// <summary>What was wrong with the last nodes that were to be added.</summary>
    public List<Problem> Problems(string parent, Declared nodes)
    {
        var late = new List<LateEdge>();
        var problems = new List<Problem>(nodes.Problems);
        int before = Graph.Count;
        bool added = Growth.TryAdd(nodes.Nodes, Graph.Find(parent), Plan, late, problems);
        Assert.AreEqual(before + (added ? nodes.Nodes.Count : 0), Graph.Count, "What is refused leaves nothing behind.");
        if (added)
            Plan.Grow(late);
        return problems;
    }

    /// <summary>The nodes that came late and that a node waits for.</summary>
    public string Late(string name) => string.Join(',', Graph.Late(Graph.Find(name)).ToArray().Select(node => Graph[node].Name));

    /// <summary>Starts and resumes all that can be, every node being stale; their names in this order.</summary>
    public string Step()
    {
        var names = new List<string>();
        while (Plan.Next(out int node) is not NextStep.None and var step)
        {
            if (step == NextStep.Check)
                Plan.Enqueue(node);
            else
                names.Add(Graph[node].Name);
        }

        return string.Join(' ', names);
    }

    /// <summary>A running node ends.</summary>
    public void End(string name, Outcome outcome = Outcome.Executed)
    {
        int node = Graph.Find(name);
        Plan.Release(node);
        Plan.End(node, outcome);
    }

    /// <summary>Starts and ends all that can be, each by its name: what begins with 'bad' fails. Returns the names in the order in which they started.</summary>
    public string RunAll()
    {
        var names = new List<string>();
        while (Step() is { Length: > 0 } started)
        {
            foreach (string name in started.Split(' '))
            {
                names.Add(name);
                End(name, name.StartsWith("bad", StringComparison.Ordinal) ? Outcome.Failed : Outcome.Executed);
            }
        }

        return string.Join(' ', names);
    }

    public Outcome OutcomeOf(string name) => Plan.OutcomeOf(Graph.Find(name));

    public NodeState StateOf(string name) => Plan.StateOf(Graph.Find(name));
}
