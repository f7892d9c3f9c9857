namespace TaskGraph.Execution;

/// <summary>The nodes that run: since when, which of them were asked to end, and when these are made to.</summary>
internal sealed class RunningNodes
{
    private readonly Dictionary<int, Run> _runs = [];

    /// <summary>How many there are; one whose process has ended counts until it is settled.</summary>
    public int Count => _runs.Count;

    /// <summary>Their numbers.</summary>
    public IReadOnlyCollection<int> Nodes => _runs.Keys;

    /// <summary>The next moment at which one is to be made to end; <see cref="long.MaxValue"/> if there is none.</summary>
    public long NextForce { get; private set; } = long.MaxValue;

    /// <summary>A node starts.</summary>
    public void Add(int node, long now) => _runs.Add(node, new Run(now));

    /// <summary>A node is settled: when it started, and whether it was asked to end.</summary>
    public (long Begin, bool WasAsked) Remove(int node)
    {
        _runs.Remove(node, out Run? run);
        if (run!.ForceAt == NextForce)
            FindNextForce();
        return (run.Begin, run.WasAsked);
    }

    /// <summary>A node is asked to end, and made to at a moment. False if it has been asked before.</summary>
    public bool Ask(int node, long forceAt)
    {
        Run run = _runs[node];
        if (run.WasAsked)
            return false;
        (run.WasAsked, run.ForceAt) = (true, forceAt);
        NextForce = Math.Min(NextForce, forceAt);
        return true;
    }

    /// <summary>A node is made to end now.</summary>
    public void Force(int node)
    {
        Run run = _runs[node];
        (run.WasAsked, run.ForceAt) = (true, long.MaxValue);
        FindNextForce();
    }

    /// <summary>Those whose time to end by themselves is over.</summary>
    public List<int> Overdue(long now) => now < NextForce ? [] : [.. _runs.Where(run => run.Value.ForceAt <= now).Select(run => run.Key)];

    private void FindNextForce()
    {
        NextForce = long.MaxValue;
        foreach (Run run in _runs.Values)
            NextForce = Math.Min(NextForce, run.ForceAt);
    }

    private sealed class Run(long begin)
    {
        public long Begin { get; } = begin;

        public bool WasAsked { get; set; }

        public long ForceAt { get; set; } = long.MaxValue;
    }
}
