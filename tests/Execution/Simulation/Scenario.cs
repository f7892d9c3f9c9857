using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Simulation;

/// <summary>A random graph with all that happens to it, made from a seed: the same seed makes the same scenario.</summary>
internal sealed class Scenario
{
    private readonly Random _random;

    public Scenario(int seed)
    {
        _random = new Random(seed);
        Seed = seed;
        SharesSlots = seed % 3 == 0;
        Threads = _random.Next(3) == 0 ? 1 : _random.Next(1, 7);
        Resources = [new ResourceAmount("gpu", _random.Next(1, 4)), new ResourceAmount("db", _random.Next(1, 3))];
        OnFailure = (OnFailure)_random.Next(3);
        Limits = new Limits(Threads, Resources);
        var problems = new List<Problem>();
        Graph = Build(_random.Next(1, 40), problems);
        Assert.IsEmpty(problems.Where(problem => !problem.IsWarning));
        int count = Graph.Count;
        Durations = [.. Enumerable.Range(0, count).Select(_ => _random.Next(4) == 0 ? 0 : _random.Next(1, 1000))];
        Remembered = [.. Enumerable.Range(0, count).Select(_ => _random.Next(3) == 0 ? -1 : _random.Next(1, 1000))];
        int failures = _random.Next(5);
        ExitCodes = [.. Enumerable.Range(0, count).Select(_ => failures > 0 && _random.Next(30) < failures ? _random.Next(1, 3) : 0)];
        int stale = _random.Next(1, 11);
        Verdicts = [.. Enumerable.Range(0, count).Select(node => VerdictOf(node, stale))];
        Failing = [.. Enumerable.Range(0, count).Select(node => _random.Next(2) == 0 ? int.MaxValue : _random.Next(1, 4))];
        IgnoresCancel = [.. Enumerable.Range(0, count).Select(_ => _random.Next(4) == 0)];
        CancelAt = _random.Next(8) == 0 ? _random.Next(0, 3000) : -1;
        if (seed % 4 == 1)
            Cached = new CachedScenario(count, seed);
        Selected = _random.Next(5) == 0 ? [.. Enumerable.Range(0, count).Select(_ => _random.Next(3) > 0)] : null;
    }

    public Graph Graph { get; }

    public int Seed { get; }

    public int Threads { get; }

    public bool SharesSlots { get; }

    public ResourceAmount[] Resources { get; }

    public Limits Limits { get; }

    public OnFailure OnFailure { get; }

    public int[] Durations { get; }

    public int[] Remembered { get; }

    public int[] ExitCodes { get; }

    /// <summary>How many attempts end with a node's exit code; later ones succeed.</summary>
    public int[] Failing { get; }

    public Verdict[] Verdicts { get; }

    public bool[] IgnoresCancel { get; }

    public int CancelAt { get; }

    public bool[]? Selected { get; }

    /// <summary>What a cache has; null if there is none.</summary>
    public CachedScenario? Cached { get; }

    /// <summary>Whether an attempt fails by itself; one that is asked to end has the time for that that others have.</summary>
    public bool Fails(int node, int attempt, bool wasAsked) => (IsTooLong(node) && !wasAsked) || (ExitCodes[node] != 0 && attempt <= Failing[node]);

    /// <summary>Whether a node takes longer than it may.</summary>
    public bool IsTooLong(int node) => Graph[node].Attempts.Timeout < Durations[node];

    private Verdict VerdictOf(int node, int stale)
    {
        if (Graph[node].IsGroup)
            return Verdict.UpToDate;
        int draw = _random.Next(200);
        return draw == 0 ? Verdict.Failed : draw % 10 < stale ? Verdict.Stale : Verdict.UpToDate;
    }

    private Graph Build(int count, List<Problem> problems)
    {
        var reader = new NodeReader("/project", false, problems);
        var nodes = new List<Node>(count);
        int[] order = [.. Enumerable.Range(0, count)];
        if (_random.Next(2) == 0)
            _random.Shuffle(order);
        int density = _random.Next(1, 5);
        int layer = _random.Next(1, 10);
        for (int i = 0; i < count; i++)
        {
            reader.Begin($"n{i}", new NodeSource("flow.proj", 0), false);
            // Cycles are excluded: an edge always leads to what comes earlier in a hidden order, which need not be the declared one.
            int[] earlier = [.. Enumerable.Range(0, count).Where(other => order[other] < order[i] && (density > 1 || order[other] / layer < order[i] / layer))];
            Set(reader, "DependsOn", Draw(earlier, density).Select(other => $"n{other}"));
            Set(reader, "Inputs", Draw(earlier, density - 1).Select(other => $"out/{other}"));
            Set(reader, "RunAfter", Draw(earlier, 1).Select(other => $"n{other}"));
            Set(reader, "Outputs", [$"out/{i}"]);
            if (_random.Next(10) > 0)
                reader.Set("Command", MetadataValue.Plain("work"));
            if (_random.Next(4) == 0)
                reader.Set("Cpus", MetadataValue.Plain(_random.Next(1, 9).ToString()));
            if (_random.Next(5) == 0)
                Set(reader, "Resources", Resources.Select(resource => $"{resource.Name}={_random.Next(0, resource.Amount + 1)}"));
            if (_random.Next(6) == 0)
                reader.Set("Priority", MetadataValue.Plain(_random.Next(-2, 3).ToString()));
            if (_random.Next(6) == 0)
                reader.Set("ContinueOnError", MetadataValue.Plain(_random.Next(2) == 0 ? "WarnAndContinue" : "ErrorAndContinue"));
            if (_random.Next(4) == 0)
                reader.Set("RunWhen", MetadataValue.Plain($"{(RunWhen)_random.Next(4)}"));
            if (_random.Next(4) == 0)
            {
                reader.Set("Retries", MetadataValue.Plain(_random.Next(4).ToString()));
                reader.Set("RetryDelay", MetadataValue.Plain(_random.Next(3) == 0 ? "0" : _random.Next(2000).ToString()));
            }

            if (_random.Next(8) == 0)
                reader.Set("Timeout", MetadataValue.Plain(_random.Next(1, 1200).ToString()));
            nodes.Add(reader.End());
        }

        var options = new GraphOptions { Limits = Limits };
        return GraphBuilder.Build(nodes, new PathTable(StringComparer.Ordinal), options, problems);
    }

    private IEnumerable<int> Draw(int[] from, int most) =>
        from.Length == 0 || most <= 0 ? [] : Enumerable.Range(0, _random.Next(most + 1)).Select(_ => from[_random.Next(from.Length)]).Distinct();

    private static void Set(NodeReader reader, string name, IEnumerable<string> entries) => reader.Set(name, MetadataValue.List([.. entries]));
}
