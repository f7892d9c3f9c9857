namespace TaskGraph.Model;

/// <summary>What is to be checked, to be started and to go on, and what of it goes first. It knows order and limits, and no states.</summary>
internal sealed class Agenda
{
    private readonly Graph _graph;
    private readonly Slots _slots;
    private readonly PlanOptions _options;
    private readonly ReadyQueue _stale;
    private readonly Queue<int> _unchecked = new();
    private readonly PriorityQueue<int, ReadyKey> _ranked = new();
    private readonly List<int> _paused = [];
    private long[]? _remaining;

    public Agenda(Graph graph, PlanOptions options, Slots slots)
    {
        _graph = graph;
        _options = options;
        _slots = slots;
        _stale = new ReadyQueue(slots);
    }

    /// <summary>A node is ready to be checked.</summary>
    public void AddUnchecked(int node)
    {
        if (_remaining is null)
            _unchecked.Enqueue(node);
        else
            _ranked.Enqueue(node, KeyOf(node));
    }

    /// <summary>Takes the first node to be checked that goes before a key. What is not wanted on the way there is dropped.</summary>
    public bool TryTakeUnchecked(ReadyKey? before, Func<int, bool> wanted, out int node)
    {
        if (_remaining is null)
        {
            while (_unchecked.TryDequeue(out node))
            {
                if (wanted(node))
                    return true;
            }

            return false;
        }

        while (_ranked.TryPeek(out node, out ReadyKey key) && (before is null || key < before.Value))
        {
            _ranked.Dequeue();
            if (wanted(node))
                return true;
        }

        return false;
    }

    /// <summary>A node is to be started. Order matters from the first one on: a build with nothing to do never ranks anything.</summary>
    public void AddStale(int node)
    {
        Rank();
        _stale.Add(_graph[node], KeyOf(node));
    }

    /// <summary>The best node to be started that fits into what is free, without taking it.</summary>
    public bool TryPeekStale(out ReadyKey best, out int heap) => _stale.TryPeek(out best, out heap);

    /// <summary>Takes what <see cref="TryPeekStale"/> found.</summary>
    public int TakeStale(int heap) => _stale.Take(heap);

    /// <summary>A node is not to be started any more.</summary>
    public void RemoveStale(int node) => _stale.Remove(_graph[node], node);

    /// <summary>Nothing of what is there is to be started any more.</summary>
    public void ClearStale() => _stale.Clear();

    /// <summary>A node that paused can go on, as soon as it fits.</summary>
    public void AddPaused(int node)
    {
        if (!_paused.Contains(node))
            _paused.Add(node);
    }

    /// <summary>A paused node is not to go on any more.</summary>
    public void RemovePaused(int node) => _paused.Remove(node);

    /// <summary>Takes the first paused node that can go on and fits into what is free.</summary>
    public bool TryTakePaused(out int node)
    {
        int index = _paused.FindIndex(paused => _slots.Fits(_slots.NeedOf(_graph[paused])));
        node = index;
        if (index < 0)
            return false;
        node = _paused[index];
        _paused.RemoveAt(index);
        return true;
    }

    /// <summary>Nodes from this number on are new. Only the paths through them are looked at: to rank the whole graph again for each would cost more than it brings.</summary>
    public void Grow(int first)
    {
        if (_remaining is null)
            return;
        if (_remaining.Length < _graph.Count)
            Array.Resize(ref _remaining, Math.Max(_graph.Count, _remaining.Length * 2));
        if (_options.Limits.Threads == 1)
            return;
        for (int node = _graph.Count - 1; node >= first; node--)
        {
            long longest = 0;
            Graph.DependentsEnumerator dependents = _graph.DependentsOf(node);
            while (dependents.MoveNext())
                longest = Math.Max(longest, _remaining[dependents.Current]);
            _remaining[node] = longest + Math.Max(0, DurationOf(node));
        }
    }

    /// <summary>Order matters from now on.</summary>
    public void Rank()
    {
        if (_remaining is not null)
            return;
        _remaining = new long[_graph.Count];
        if (_options.Limits.Threads > 1)
        {
            int[] durations = new int[_graph.Count];
            for (int node = 0; node < durations.Length; node++)
                durations[node] = DurationOf(node);
            _remaining = CriticalPath.Remaining(_graph, durations);
        }

        while (_unchecked.TryDequeue(out int node))
            _ranked.Enqueue(node, KeyOf(node));
    }

    // What was added by a node has that one's place in the order of declaration.
    private ReadyKey KeyOf(int node) => new(_graph[node].Priority, _remaining![node], _graph.PlaceOf(node), node);

    private int DurationOf(int node) => _options.Duration?.Invoke(node) ?? -1;
}
