namespace TaskGraph.Model;

/// <summary>
/// In which order nodes are checked and run, within which limits, and what follows from each end: the only place where a node's state changes.
/// It decides and never acts. Used on one thread.
/// </summary>
public sealed class Plan : IProgress
{
    private readonly Graph _graph;
    private readonly PlanOptions _options;
    private readonly Slots _slots;
    private readonly Agenda _agenda;
    private readonly Func<int, bool> _isUnchecked;
    private readonly int[] _counts = new int[(int)NodeState.Ended + 1];
    private readonly Stack<(int Node, SkipKind Kind, int Because)> _toSkip = new();
    private PlanRow[] _rows = [];
    private StopCause _stop;
    private int _firstFailure;
    private int _known;

    /// <summary>Creates the plan of a whole graph; nodes that wait for nothing are ready to be checked.</summary>
    public Plan(Graph graph, PlanOptions options)
    {
        _graph = graph;
        _options = options;
        _slots = new Slots(options.Limits, options.Shared);
        _agenda = new Agenda(graph, options, _slots);
        // What is fetched has had its turn with its check.
        if (OneByOne)
            _agenda.Rank();
        _isUnchecked = node => _rows[node].State == NodeState.Unchecked;
        TakeIn([]);
    }

    /// <summary>Called with every node that is skipped, why, and the node that is the reason: one that it depends on, or that such a one added, or, if the build stopped, the first that failed. -1 if there is none.</summary>
    public Action<int, SkipKind, int>? Skipped { get; set; }

    /// <summary>Called with every node when it and all its children have ended: nothing waits for it any more.</summary>
    public Action<int>? Closed { get; set; }

    /// <summary>True once nothing new may start, but for nodes that are there for failures.</summary>
    public bool IsStopping => _stop != StopCause.None;

    /// <summary>True when every selected node has its outcome.</summary>
    public bool IsFinished => _counts[(int)NodeState.Ended] == _known;

    /// <summary>Thread slots that nobody holds.</summary>
    public int FreeThreads => _slots.FreeThreads;

    /// <summary>True if something could be started but for slots that others hold, as <see cref="Next"/> has seen last.</summary>
    public bool IsShort => _slots.IsShort;

    /// <summary>A node's state.</summary>
    public NodeState StateOf(int node) => _rows[node].State;

    /// <summary>A node's outcome; <see cref="Outcome.None"/> before it has ended and for nodes that are not selected.</summary>
    public Outcome OutcomeOf(int node) => _rows[node].Outcome;

    /// <summary>True if a node was skipped, and neither for a failure nor because the build stopped: what it is there for did not come.</summary>
    public bool IsUnmet(int node) => _rows[node].IsUnmet;

    /// <summary>How many nodes are in a state.</summary>
    public int Count(NodeState state) => _counts[(int)state];

    /// <summary>True if a node takes part; what a node adds that takes part does so, too.</summary>
    public bool IsSelected(int node) => _options.Selected is null || node >= _options.Selected.Length || _options.Selected[node];

    /// <summary>Thread slots that a node takes: what it asks for, at most all there are. While it runs, those that it holds.</summary>
    public int ThreadsOf(int node) => _slots.ThreadsOf(_graph[node]);

    /// <inheritdoc/>
    public bool IsClosed(int node) => node < _known && _rows[node].Closed;

    /// <inheritdoc/>
    public bool CanWait(int node) => _rows[node].State is NodeState.Waiting or NodeState.Unchecked;

    /// <summary>Takes in the nodes that were added to the graph since.</summary>
    /// <param name="late">Edges to them from nodes that were there.</param>
    public void Grow(IReadOnlyList<LateEdge> late)
    {
        TakeIn(late);
        SkipAll();
    }

    // What cannot run from the start is skipped with the first step, when there is somebody to tell.
    private void TakeIn(IReadOnlyList<LateEdge> late)
    {
        int first = _known;
        _known = _graph.Count;
        if (_rows.Length < _known)
            Array.Resize(ref _rows, Math.Max(_known, first * 2));
        _counts[(int)NodeState.Waiting] += _known - first;
        for (int node = first; node < _known; node++)
            Enter(node);
        foreach (LateEdge edge in late)
            Hold(edge.Node);
        _agenda.Grow(first);
        for (int node = first; node < _known; node++)
        {
            if (_rows[node].State == NodeState.Waiting)
                Begin(node);
        }
    }

    /// <summary>
    /// The next thing to do: let a node go on that waited for children; start a node that fits; or check one that could go before all that fit, or,
    /// when nothing fits, any one. When there is nothing to do, what is shared with others and was taken for more than could be had is given back.
    /// </summary>
    public NextStep Next(out int node)
    {
        SkipAll();
        _slots.Look();
        NextStep step = Choose(out node);
        if (step == NextStep.None)
            _slots.GiveBackUnused();
        return step;
    }

    /// <summary>Gives back what is shared with others and not in use.</summary>
    public void GiveBackUnused() => _slots.GiveBackUnused();

    private NextStep Choose(out int node)
    {
        if (_agenda.TryTakePaused(out node))
        {
            _slots.Take(_graph[node]);
            Set(node, NodeState.Running);
            return NextStep.Resume;
        }

        if (OneByOne && _counts[(int)NodeState.Fetching] + _counts[(int)NodeState.Running] > 0)
            return NextStep.None;
        bool fits = _agenda.TryPeekStale(out ReadyKey best, out int heap);
        if (_agenda.TryTakeUnchecked(fits ? best : null, _isUnchecked, out node))
        {
            Set(node, NodeState.Checking);
            return NextStep.Check;
        }

        if (!fits)
            return NextStep.None;
        node = _agenda.TakeStale(heap);
        _slots.Take(_graph[node]);
        Set(node, NodeState.Running);
        return NextStep.Start;
    }

    /// <summary>A checked node is stale, and a cache is asked before it runs.</summary>
    public void Fetch(int node)
    {
        Expect(node, NodeState.Checking);
        Set(node, NodeState.Fetching);
    }

    /// <summary>A cache had what a node would have left: that is to be recorded.</summary>
    public void Receive(int node)
    {
        Expect(node, NodeState.Fetching);
        Set(node, NodeState.Settling);
    }

    /// <summary>A checked node is stale, and no cache has what it would leave: it waits for slots.</summary>
    public void Enqueue(int node)
    {
        if (_rows[node].State != NodeState.Fetching)
            Expect(node, NodeState.Checking);
        Set(node, NodeState.Queued);
        _agenda.AddStale(node);
    }

    /// <summary>A checked node cannot be judged before some of its children are closed: it is checked again then.</summary>
    public void Defer(int node, IReadOnlyList<int> children)
    {
        Expect(node, NodeState.Checking);
        Set(node, NodeState.Waiting);
        _rows[node].DeferredTo = [.. children.Where(child => !_rows[child].Closed)];
        if (_rows[node].DeferredTo!.Length == 0)
            BecomeUnchecked(node);
    }

    /// <summary>A running node waits for children: its slots are free.</summary>
    public void Pause(int node)
    {
        Expect(node, NodeState.Running);
        _slots.GiveBack(_graph[node]);
        Set(node, NodeState.Paused);
    }

    /// <summary>What a paused node waited for has come: it goes on as soon as it fits, before anything that has not started.</summary>
    public void Resume(int node)
    {
        Expect(node, NodeState.Paused);
        _agenda.AddPaused(node);
    }

    /// <summary>Takes a node that has not been started out of its turn, since it is known how it ends: it is Checking then.</summary>
    public void TakeOut(int node)
    {
        if (_rows[node].State == NodeState.Queued)
            _agenda.RemoveStale(node);
        else if (!IsToCome(node))
            Expect(node, NodeState.Queued);
        Set(node, NodeState.Checking);
    }

    /// <summary>A running node's process has ended: its slots are free, while its outcome is still to come.</summary>
    public void Release(int node)
    {
        if (_rows[node].State == NodeState.Paused)
        {
            _agenda.RemovePaused(node);
        }
        else
        {
            Expect(node, NodeState.Running);
            _slots.GiveBack(_graph[node]);
        }

        Set(node, NodeState.Settling);
    }

    /// <summary>A settling node has failed and is to be tried again: what failures of its children meant for who depends on it counts no more.</summary>
    public void Delay(int node)
    {
        Expect(node, NodeState.Settling);
        (_rows[node].Failed, _rows[node].FailedChild, _rows[node].LetGo) = (false, null, false);
        Set(node, NodeState.Delayed);
    }

    /// <summary>A delayed node is checked and run again.</summary>
    public void TryAgain(int node)
    {
        Expect(node, NodeState.Delayed);
        BecomeUnchecked(node);
    }

    /// <summary>Gives a checked, settling or delayed node its outcome, and what follows from it to the rest of the graph.</summary>
    public void End(int node, Outcome outcome)
    {
        if (_rows[node].State is not (NodeState.Settling or NodeState.Delayed))
            Expect(node, NodeState.Checking);
        bool failed = outcome is Outcome.Failed or Outcome.Cancelled && _graph[node].ContinueOnError == ContinueOnError.ErrorAndStop;
        if (failed && outcome == Outcome.Failed && _options.OnFailure != OnFailure.Continue && !IsStopping)
        {
            _firstFailure = node;
            Halt(StopCause.Failure);
        }

        EndOne(node, outcome, failed);
        SkipAll();
    }

    /// <summary>Ends a node that its parent does not want any more and that has not been started. Returns false, and remembers it, if it runs: its end will fail nothing but what depends on it.</summary>
    public bool CancelChild(int node)
    {
        if (_rows[node].State == NodeState.Ended)
            return true;
        _rows[node].CancelledByParent = true;
        if (!IsToCome(node) && _rows[node].State != NodeState.Delayed)
            return false;
        if (_rows[node].State == NodeState.Queued)
            _agenda.RemoveStale(node);
        EndOne(node, Outcome.Cancelled, _graph[node].ContinueOnError == ContinueOnError.ErrorAndStop);
        SkipAll();
        return true;
    }

    /// <summary>Nothing new starts from now on, whatever it is there for.</summary>
    public void Stop()
    {
        _firstFailure = -1;
        Halt(StopCause.Request);
        SkipAll();
    }

    // The one function that changes a node's state.
    private void Set(int node, NodeState state)
    {
        _counts[(int)_rows[node].State]--;
        _counts[(int)state]++;
        _rows[node].State = state;
    }

    private void Expect(int node, NodeState state)
    {
        if (_rows[node].State != state)
            throw new InvalidOperationException($"Node {node} is {_rows[node].State}, not {state}.");
    }

    private void EndOne(int node, Outcome outcome, bool failed)
    {
        _rows[node].Outcome = outcome;
        if (failed)
            (_rows[node].Failed, _rows[node].FailedChild) = (true, null);
        Set(node, NodeState.Ended);
        for (int at = node; at >= 0 && _rows[at].State == NodeState.Ended && _rows[at].Children == 0;)
            at = Close(at);
    }

    // Returns the parent, which this may have been the last child of; -1 if there is none.
    private int Close(int node)
    {
        _rows[node].Closed = true;
        Closed?.Invoke(node);
        Graph.DependentsEnumerator dependents = _graph.DependentsOf(node);
        while (dependents.MoveNext())
        {
            // One that was taken out of its turn is about to end by itself.
            if (_rows[dependents.Current].State is not (NodeState.Ended or NodeState.Checking))
                Loosen(dependents.Current, node, dependents.IsOrderOnly);
        }

        int parent = _graph.ParentOf(node);
        if (parent < 0 || !IsSelected(parent))
            return -1;
        ref PlanRow above = ref _rows[parent];
        above.Children--;
        above.TakeOver(node, _rows[node], StandsForOthers(node));
        if (above.DeferredTo is { } deferred && Array.IndexOf(deferred, node) >= 0)
        {
            above.DeferredTo = [.. deferred.Where(child => child != node)];
            if (above.State == NodeState.Waiting && above.WaitingFor == 0)
                BecomeUnchecked(parent);
        }

        return parent;
    }

    private void Enter(int node)
    {
        if (!IsSelected(node))
        {
            Set(node, NodeState.Ended);
            _rows[node].Closed = true;
            return;
        }

        if (_graph.ParentOf(node) is >= 0 and int parent)
            _rows[parent].Children++;
        int count = _graph.DependencyCount(node);
        for (int i = 0; i < count; i++)
        {
            bool selected = IsSelected(_graph.Dependency(node, i));
            _rows[node].WaitingFor += selected ? 1 : 0;
            if (selected || _graph.IsOrderOnly(node, i))
                continue;
            _rows[node].Good++;
            _rows[node].AnyGood |= IsMadeOfDependencies(node);
        }
    }

    // What it waits for may have ended before it came.
    private void Begin(int node)
    {
        int count = _graph.DependencyCount(node);
        if (_rows[node].WaitingFor == 0)
            Decide(node, -1);
        for (int i = 0; i < count; i++)
        {
            int dependency = _graph.Dependency(node, i);
            if (IsSelected(dependency) && _rows[dependency].Closed)
                Loosen(node, dependency, _graph.IsOrderOnly(node, i));
        }
    }

    // One thing less that a node waits for.
    private void Loosen(int dependent, int node, bool orderOnly)
    {
        ref PlanRow row = ref _rows[dependent];
        if (!orderOnly)
        {
            row.Count(node, _rows[node], StandsForOthers(node));
            row.AnyGood |= IsMadeOfDependencies(dependent) && (_rows[node].IsGood || (StandsForOthers(node) && _rows[node].AnyGood));
        }

        // After what was let go it waits on: one that failed may still come, and is the better reason. Who waits for a group waits for all that it stands for.
        if (_graph[dependent].RunWhen == RunWhen.AllSucceeded && !StandsForOthers(dependent) && row.FirstBad is { } bad)
            _toSkip.Push((dependent, SkipKind.DependencyFailed, bad));
        else if (--row.WaitingFor == 0)
            Decide(dependent, node);
    }

    // All that a node waits for has ended: is it what the node is there for?
    private void Decide(int node, int last)
    {
        bool alone = _graph.DependencyCount(node) == _graph.After[node].Length;
        if (RunRule.Skips(_graph[node].RunWhen, _rows[node], alone, _stop) is { } kind)
            _toSkip.Push((node, kind, kind switch { SkipKind.BuildStopped => _firstFailure, SkipKind.DependencyFailed => _rows[node].FirstBad!.Value, _ => last }));
        else
            BecomeUnchecked(node);
    }

    // What a map with a list depends on is not what it stands for.
    private bool IsMadeOfDependencies(int node) => StandsForOthers(node) && _graph[node].Map?.ListFile is null;

    private bool StandsForOthers(int node) => _graph[node].IsGroup && _graph[node].Workflow is null;

    private void SkipAll()
    {
        while (_toSkip.TryPop(out (int Node, SkipKind Kind, int Because) skipped))
        {
            ref PlanRow row = ref _rows[skipped.Node];
            if (row.State == NodeState.Ended)
                continue;
            row.LetGo |= skipped.Kind == SkipKind.BuildStopped;
            // One that was not started because of a failure is a failure for what depends on it.
            EndOne(skipped.Node, Outcome.Skipped, failed: row.Broken > 0 && skipped.Kind != SkipKind.BuildStopped);
            Skipped?.Invoke(skipped.Node, skipped.Kind, skipped.Because);
        }
    }

    private void Hold(int node)
    {
        _rows[node].WaitingFor++;
        // Its place in the queue of those to be checked stays and means nothing from now on.
        if (_rows[node].State == NodeState.Unchecked)
            Set(node, NodeState.Waiting);
    }

    private void BecomeUnchecked(int node)
    {
        if (_rows[node].DeferredTo is { Length: > 0 })
            return;
        Set(node, NodeState.Unchecked);
        _agenda.AddUnchecked(node);
    }

    private bool OneByOne => _options is { Fetches: true, Limits.Threads: 1 };

    private bool IsToCome(int node) => _rows[node].State is NodeState.Waiting or NodeState.Unchecked or NodeState.Fetching or NodeState.Queued;

    // What waits for nothing is let go at once, all else as soon as what it waits for has ended: so it is known of each whether a failure has led to it.
    private void Halt(StopCause stop)
    {
        _stop = stop;
        SkipAll();
        _agenda.ClearStale();
        for (int node = _known - 1; node >= 0; node--)
        {
            if (!IsToCome(node) || _rows[node].WaitingFor > 0)
                continue;
            if (stop == StopCause.Request || !RunRule.IsForFailures(_graph[node].RunWhen, _rows[node]))
                _toSkip.Push((node, SkipKind.BuildStopped, _firstFailure));
            else if (_rows[node].State == NodeState.Queued)
                _agenda.AddStale(node);
        }
    }
}
