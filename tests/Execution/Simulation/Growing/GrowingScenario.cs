using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Simulation.Growing;

/// <summary>What happens to one node.</summary>
internal sealed record Fate
{
    public required Verdict Verdict { get; init; }

    public required int ExitCode { get; init; }

    /// <summary>How many things its program does before it ends.</summary>
    public required int Steps { get; init; }

    public required bool IgnoresCancel { get; init; }

    /// <summary>How many nodes it adds without running.</summary>
    public required int Recorded { get; init; }

    /// <summary>Whether it read what these left, and has to be checked again after them.</summary>
    public required bool HasRead { get; init; }
}

/// <summary>A node as a running one sends it.</summary>
internal sealed record Spec(string Name, List<(string Metadata, string Value)> Metadata);

/// <summary>A random declared graph, and everything that is drawn while it grows; the same seed makes the same scenario, since all happens on one thread.</summary>
internal sealed class GrowingScenario
{
    public const int MostNodes = 60;
    private const int Files = 6;

    private readonly List<Fate> _fates = [];
    private readonly List<Problem> _problems = [];
    private readonly NodeReader _reader;
    private readonly bool _wild;
    private readonly int _failures;
    private readonly bool _grows;
    private readonly int _declared;
    private int _added;

    public GrowingScenario(int seed)
    {
        Random = new Random(seed);
        SharesSlots = seed % 3 == 0;
        Threads = Random.Next(3) == 0 ? 1 : Random.Next(1, 5);
        Resources = [new ResourceAmount("gpu", Random.Next(1, 3))];
        Limits = new Limits(Threads, Resources);
        OnFailure = Random.Next(2) == 0 ? OnFailure.Continue : (OnFailure)Random.Next(3);
        CancelAt = Random.Next(10) == 0 ? Random.Next(300) : -1;
        _wild = Random.Next(4) == 0;
        _grows = Random.Next(20) > 0;
        _failures = Random.Next(3);
        _reader = new NodeReader("/project", false, _problems);
        var nodes = new List<Node>();
        int count = Random.Next(1, 10);
        for (int i = 0; i < count; i++)
        {
            _reader.Begin($"n{i}", new NodeSource("flow.proj", 0), false);
            foreach ((string metadata, string value) in Draw($"n{i}", [.. nodes.Select(node => node.Name)]))
                _reader.Set(metadata, MetadataValue.Escaped(value));
            nodes.Add(_reader.End());
        }

        Graph = GraphBuilder.Build(nodes, new PathTable(StringComparer.Ordinal), new GraphOptions { Limits = Limits, MaxNodes = MostNodes }, _problems, out GraphGrowth growth);
        _declared = Graph.Count;
        Growth = growth;
        Assert.IsEmpty(_problems.Where(problem => !problem.IsWarning));
        Selected = Random.Next(8) == 0 ? [.. nodes.Select(_ => Random.Next(3) > 0)] : null;
    }

    public Random Random { get; }

    public int Threads { get; }

    public bool SharesSlots { get; }

    public ResourceAmount[] Resources { get; }

    public Limits Limits { get; }

    public OnFailure OnFailure { get; }

    public int CancelAt { get; }

    public Graph Graph { get; }

    public GraphGrowth Growth { get; }

    public bool[]? Selected { get; }

    public bool IsSelected(int node) => Selected is null || node >= Selected.Length || Selected[node];

    /// <summary>What happens to a node, drawn when it is asked for first.</summary>
    public Fate FateOf(int node)
    {
        while (_fates.Count <= node)
            _fates.Add(DrawFate(_fates.Count));
        return _fates[node];
    }

    /// <summary>Nodes for a running one to add, and so many that the graph does not grow for ever.</summary>
    public List<Spec> DrawBatch()
    {
        var batch = new List<Spec>();
        for (int i = Random.Next(1, 4); i > 0; i--)
        {
            // A declared name: one that was added before may be free again, if its node is not wanted any more.
            string name = _wild && Random.Next(20) == 0 ? Graph[Random.Next(_declared)].Name : $"g{_added++}";
            var there = new List<string>(batch.Select(spec => spec.Name));
            for (int node = 0; node < Graph.Count; node++)
                there.Add(Graph[node].Name);
            batch.Add(new Spec(name, Draw(name, there)));
        }

        if (_wild && Random.Next(10) == 0 && batch.Count > 1)
        {
            batch[0].Metadata.RemoveAll(pair => pair.Metadata == "RunAfter");
            batch[0].Metadata.Add(("RunAfter", batch[^1].Name));
        }

        return batch;
    }

    public Node Make(Spec spec, Node parent, List<Problem> problems)
    {
        _problems.Clear();
        _reader.BeginSent(spec.Name, parent, null, false);
        foreach ((string metadata, string value) in spec.Metadata)
            _reader.Set(metadata, MetadataValue.Escaped(value));
        Node node = _reader.End();
        problems.AddRange(_problems);
        return node;
    }

    private List<(string Metadata, string Value)> Draw(string name, List<string> others)
    {
        var drawn = new List<(string, string)>();
        string Some() => string.Join(';', Enumerable.Range(0, Random.Next(1, 3)).Select(_ => others[Random.Next(others.Count)]).Distinct());
        if (Random.Next(8) > 0)
            drawn.Add(("Command", others.Count > 0 && Random.Next(12) == 0 ? $"{{results.{others[Random.Next(others.Count)]}.value}}" : "work"));
        if (others.Count > 0 && Random.Next(3) == 0)
            drawn.Add(("DependsOn", Some()));
        if (others.Count > 0 && Random.Next(6) == 0)
            drawn.Add(("RunAfter", Some()));
        // Declared nodes read files that nobody makes at first, and grown ones make them.
        int file = Random.Next(Files);
        if (name[0] == 'n' && Random.Next(2) == 0)
            drawn.Add(("Inputs", $"file/{file}"));
        else if (name[0] != 'n' && Random.Next(3) == 0)
            drawn.Add((Random.Next(3) > 0 ? "Outputs" : "Inputs", $"file/{file}"));
        if (Random.Next(4) == 0)
            drawn.Add(("Cpus", Random.Next(1, 5).ToString()));
        if (Random.Next(5) == 0)
            drawn.Add(("Resources", $"gpu={Random.Next(0, Resources[0].Amount + 1)}"));
        if (Random.Next(6) == 0)
            drawn.Add(("Priority", Random.Next(-2, 3).ToString()));
        if (Random.Next(8) == 0)
            drawn.Add(("ContinueOnError", Random.Next(2) == 0 ? "WarnAndContinue" : "ErrorAndContinue"));
        if (Random.Next(4) == 0)
            drawn.Add(("RunWhen", $"{(RunWhen)Random.Next(4)}"));
        return drawn;
    }

    private Fate DrawFate(int node)
    {
        bool group = Graph[node].IsGroup;
        int draw = Random.Next(40);
        bool grows = _grows && Graph.Count < MostNodes / 2;
        return new Fate
        {
            Verdict = draw == 0 ? Verdict.Failed : group || draw < 8 ? Verdict.UpToDate : Verdict.Stale,
            ExitCode = Random.Next(12) < _failures ? 1 : 0,
            Steps = Random.Next(grows ? 7 : 2),
            IgnoresCancel = Random.Next(4) == 0,
            Recorded = grows && Random.Next(3) == 0 ? Random.Next(1, 4) : 0,
            HasRead = Random.Next(2) == 0,
        };
    }
}
