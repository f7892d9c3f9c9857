namespace TaskGraph.Execution;

/// <summary>The nodes that run: since when, which of them were asked to end and why, and when these are made to.</summary>
internal sealed class RunningNodes
{
    private readonly Dictionary<int, Run> _runs = [];

    /// <summary>How many there are; one whose process has ended counts until it is settled.</summary>
    public int Count => _runs.Count;

    /// <summary>Their numbers.</summary>
    public IReadOnlyCollection<int> Nodes => _runs.Keys;

    /// <summary>The next moment at which one has had its time, or is to be made to end; <see cref="long.MaxValue"/> if there is none.</summary>
    public long NextDeadline { get; private set; } = long.MaxValue;

    /// <summary>A node starts.</summary>
    /// <param name="node">The node.</param>
    /// <param name="now">When.</param>
    /// <param name="timeout">How long it may run, milliseconds; null for as long as it wants.</param>
    public void Add(int node, long now, long? timeout)
    {
        var run = new Run(now) { Deadline = timeout is { } time ? now + time : long.MaxValue };
        _runs.Add(node, run);
        NextDeadline = Math.Min(NextDeadline, run.Deadline);
    }

    /// <summary>A node is settled: when it started, and why it was asked to end, if it was.</summary>
    public (long Begin, EndCause Cause) Remove(int node)
    {
        _runs.Remove(node, out Run? run);
        if (run!.Deadline == NextDeadline)
            FindNextDeadline();
        return (run.Begin, run.Cause);
    }

    /// <summary>A node is asked to end, and made to at a moment. False if it has been asked before; who wants it to counts more than that its time was up.</summary>
    public bool Ask(int node, long forceAt, EndCause cause)
    {
        Run run = _runs[node];
        bool first = run.Cause == EndCause.None;
        if (cause > run.Cause)
            run.Cause = cause;
        if (!first)
            return false;
        run.Deadline = forceAt;
        FindNextDeadline();
        return true;
    }

    /// <summary>A node is made to end now.</summary>
    public void Force(int node, EndCause cause)
    {
        Run run = _runs[node];
        run.Deadline = long.MaxValue;
        if (cause > run.Cause)
            run.Cause = cause;
        FindNextDeadline();
    }

    /// <summary>A node's process has ended: its time does not count any more.</summary>
    public void Ended(int node)
    {
        Run run = _runs[node];
        if (run.Deadline == long.MaxValue)
            return;
        run.Deadline = long.MaxValue;
        FindNextDeadline();
    }

    /// <summary>Those whose time is up, with whether they were asked already and are to be made to end now.</summary>
    public List<(int Node, bool WasAsked)> Overdue(long now) =>
        now < NextDeadline ? [] : [.. _runs.Where(run => run.Value.Deadline <= now).Select(run => (run.Key, run.Value.Cause != EndCause.None))];

    private void FindNextDeadline()
    {
        NextDeadline = long.MaxValue;
        foreach (Run run in _runs.Values)
            NextDeadline = Math.Min(NextDeadline, run.Deadline);
    }

    private sealed class Run(long begin)
    {
        public long Begin { get; } = begin;

        public EndCause Cause { get; set; }

        // When its time is up or, once it was asked to end, when it is made to.
        public long Deadline { get; set; } = long.MaxValue;
    }
}
