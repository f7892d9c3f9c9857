namespace TaskGraph.Model;

/// <summary>What a failure means for the rest of the graph.</summary>
public enum OnFailure : byte
{
    /// <summary>Nothing new starts; what runs ends by itself.</summary>
    Stop,

    /// <summary>All that does not depend on the failed node still runs.</summary>
    Continue,

    /// <summary>Nothing new starts, and what runs is ended.</summary>
    Kill,
}

/// <summary>What a plan goes by, beside the graph.</summary>
public sealed record PlanOptions
{
    /// <summary>What there is to share.</summary>
    public required Limits Limits { get; init; }

    /// <summary>What a failure means for the rest.</summary>
    public OnFailure OnFailure { get; init; }

    /// <summary>Which nodes take part; null means all. The others are as if they had ended well.</summary>
    public bool[]? Selected { get; init; }

    /// <summary>Milliseconds that a node took when it last ran, negative if it is not known; null if nothing is.</summary>
    public Func<int, int>? Duration { get; init; }
}

/// <summary>
/// In which order nodes are checked and run, within which limits, and what follows from each end: the only place where a node's state changes.
/// It decides and never acts. Used on one thread.
/// </summary>
public sealed class Plan
{
    private readonly Graph _graph;
    private readonly PlanOptions _options;
    private readonly Slots _slots;
    private readonly ReadyQueue _queue;
    private readonly Queue<int> _unchecked = new();
    private readonly PriorityQueue<int, ReadyKey> _ranked = new();
    private readonly int[] _counts = new int[(int)NodeState.Ended + 1];
    private readonly NodeState[] _states;
    private readonly Outcome[] _outcomes;
    private readonly int[] _waitingFor;
    private readonly Stack<int> _toSkip = new();
    private long[]? _remaining;

    /// <summary>Creates the plan of a whole graph; nodes that wait for nothing are ready to be checked.</summary>
    public Plan(Graph graph, PlanOptions options)
    {
        _graph = graph;
        _options = options;
        _slots = new Slots(options.Limits);
        _queue = new ReadyQueue(_slots);
        _states = new NodeState[graph.Count];
        _outcomes = new Outcome[graph.Count];
        _waitingFor = new int[graph.Count];
        _counts[(int)NodeState.Waiting] = graph.Count;
        for (int node = 0; node < graph.Count; node++)
        {
            if (!IsSelected(node))
                Set(node, NodeState.Ended);
            else
                _waitingFor[node] = CountSelectedDependencies(node);
        }

        for (int node = 0; node < graph.Count; node++)
        {
            if (_states[node] == NodeState.Waiting && _waitingFor[node] == 0)
                BecomeUnchecked(node);
        }
    }

    /// <summary>Called with every node that is skipped, and the node whose failure is the reason (-1: the build stopped).</summary>
    public Action<int, int>? Skipped { get; set; }

    /// <summary>True once nothing new may start.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>True when every selected node has its outcome.</summary>
    public bool IsFinished => _counts[(int)NodeState.Ended] == _graph.Count;

    /// <summary>Thread slots that nobody holds.</summary>
    public int FreeThreads => _slots.FreeThreads;

    /// <summary>A node's state.</summary>
    public NodeState StateOf(int node) => _states[node];

    /// <summary>A node's outcome; <see cref="Outcome.None"/> before it has ended and for nodes that are not selected.</summary>
    public Outcome OutcomeOf(int node) => _outcomes[node];

    /// <summary>How many nodes are in a state.</summary>
    public int Count(NodeState state) => _counts[(int)state];

    /// <summary>True if a node takes part.</summary>
    public bool IsSelected(int node) => _options.Selected is null || _options.Selected[node];

    /// <summary>Thread slots that a node takes: what it asks for, at most all there are.</summary>
    public int ThreadsOf(int node) => _slots.ThreadsOf(_graph[node]);

    /// <summary>
    /// The next thing to do, if there is one: start a node that fits (it is Running then, and holds its slots), or check one that could go before
    /// all that fit, or, when nothing fits, any one (it is Checking then). False: there is nothing to do until something that runs ends.
    /// </summary>
    public bool TryNext(out int node, out bool start)
    {
        node = -1;
        start = false;
        if (IsStopping)
            return false;
        bool fits = _queue.TryPeek(out ReadyKey best, out int heap);
        while (fits && _states[best.Node] != NodeState.Queued)
        {
            _queue.Take(heap);
            fits = _queue.TryPeek(out best, out heap);
        }

        if (TryTakeUnchecked(fits ? best : null, out node))
        {
            Set(node, NodeState.Checking);
            return true;
        }

        if (!fits)
            return false;
        node = _queue.Take(heap);
        _slots.Take(_graph[node]);
        Set(node, NodeState.Running);
        start = true;
        return true;
    }

    /// <summary>A checked node is stale: it waits for slots.</summary>
    public void Enqueue(int node)
    {
        Expect(node, NodeState.Checking);
        if (_remaining is null)
            RankAll();
        Set(node, NodeState.Queued);
        _queue.Add(_graph[node], KeyOf(node));
    }

    /// <summary>Takes a node that has not been started out of its turn, since it is known how it ends: it is Checking then.</summary>
    public void TakeOut(int node)
    {
        if (_states[node] is not (NodeState.Waiting or NodeState.Unchecked))
            Expect(node, NodeState.Queued);
        Set(node, NodeState.Checking);
    }

    /// <summary>A running node's process has ended: its slots are free, while its outcome is still to come.</summary>
    public void Release(int node)
    {
        Expect(node, NodeState.Running);
        _slots.GiveBack(_graph[node]);
        Set(node, NodeState.Settling);
    }

    /// <summary>Gives a checked or settling node its outcome, and what follows from it to the rest of the graph.</summary>
    public void End(int node, Outcome outcome)
    {
        if (_states[node] != NodeState.Settling)
            Expect(node, NodeState.Checking);
        bool failed = outcome is Outcome.Failed or Outcome.Cancelled && _graph[node].ContinueOnError == ContinueOnError.ErrorAndStop;
        if (outcome == Outcome.Cancelled || (failed && _options.OnFailure != OnFailure.Continue))
            IsStopping = true;
        EndOne(node, outcome, failed ? node : -1);
        while (_toSkip.TryPop(out int skipped))
        {
            if (_states[skipped] == NodeState.Ended)
                continue;
            Skipped?.Invoke(skipped, node);
            EndOne(skipped, Outcome.Skipped, node);
        }
    }

    /// <summary>Nothing new starts from now on.</summary>
    public void Stop() => IsStopping = true;

    /// <summary>Ends as skipped all that has not been started and will not be.</summary>
    public void SkipRest()
    {
        Stop();
        for (int node = 0; node < _states.Length; node++)
        {
            if (_states[node] is not (NodeState.Waiting or NodeState.Unchecked or NodeState.Queued))
                continue;
            _outcomes[node] = Outcome.Skipped;
            Set(node, NodeState.Ended);
            Skipped?.Invoke(node, -1);
        }
    }

    // The one function that changes a node's state.
    private void Set(int node, NodeState state)
    {
        _counts[(int)_states[node]]--;
        _counts[(int)state]++;
        _states[node] = state;
    }

    private void Expect(int node, NodeState state)
    {
        if (_states[node] != state)
            throw new InvalidOperationException($"Node {node} is {_states[node]}, not {state}.");
    }

    private void EndOne(int node, Outcome outcome, int failure)
    {
        _outcomes[node] = outcome;
        Set(node, NodeState.Ended);
        Graph.DependentsEnumerator dependents = _graph.DependentsOf(node);
        while (dependents.MoveNext())
        {
            int dependent = dependents.Current;
            // One that was taken out of its turn is about to end by itself.
            if (_states[dependent] is NodeState.Ended or NodeState.Checking)
                continue;
            if (failure >= 0 && !dependents.IsOrderOnly)
                _toSkip.Push(dependent);
            else if (--_waitingFor[dependent] == 0)
                BecomeUnchecked(dependent);
        }
    }

    private void BecomeUnchecked(int node)
    {
        Set(node, NodeState.Unchecked);
        if (_remaining is null)
            _unchecked.Enqueue(node);
        else
            _ranked.Enqueue(node, KeyOf(node));
    }

    private bool TryTakeUnchecked(ReadyKey? before, out int node)
    {
        while (_remaining is null && _unchecked.TryDequeue(out node))
        {
            if (_states[node] == NodeState.Unchecked)
                return true;
        }

        while (_ranked.TryPeek(out node, out ReadyKey key) && (before is null || key < before.Value))
        {
            _ranked.Dequeue();
            if (_states[node] == NodeState.Unchecked)
                return true;
        }

        node = -1;
        return false;
    }

    private ReadyKey KeyOf(int node) => new(_graph[node].Priority, _remaining![node], node);

    // Order matters from the first stale node on: a build with nothing to do never ranks anything.
    private void RankAll()
    {
        if (_options.Limits.Threads == 1)
        {
            _remaining = new long[_graph.Count];
        }
        else
        {
            int[] durations = new int[_graph.Count];
            for (int node = 0; node < durations.Length; node++)
                durations[node] = _options.Duration?.Invoke(node) ?? -1;
            _remaining = CriticalPath.Remaining(_graph, durations);
        }

        while (_unchecked.TryDequeue(out int node))
            _ranked.Enqueue(node, KeyOf(node));
    }

    private int CountSelectedDependencies(int node)
    {
        int count = _graph.DependencyCount(node);
        if (_options.Selected is null)
            return count;
        int selected = 0;
        for (int i = 0; i < count; i++)
        {
            if (IsSelected(_graph.Dependency(node, i)))
                selected++;
        }

        return selected;
    }
}
