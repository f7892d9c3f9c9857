using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Simulation;

/// <summary>What must hold in every run, as sentences. It keeps a state of its own, made from what it sees, and never asks the plan.</summary>
internal sealed class Invariants
{
    private readonly Scenario _scenario;
    private readonly Graph _graph;
    private readonly bool[] _checked;
    private readonly bool[] _started;
    private readonly bool[] _running;
    private readonly bool[] _delayed;
    private readonly bool[] _asked;
    private readonly bool[] _fetching;
    private readonly int[] _attempts;
    private readonly int[] _threads;
    private readonly RunWhenOracle _oracle;
    private bool _ranToTheEnd;

    public Invariants(Scenario scenario)
    {
        _scenario = scenario;
        _graph = scenario.Graph;
        int count = _graph.Count;
        _checked = new bool[count];
        _started = new bool[count];
        _running = new bool[count];
        _delayed = new bool[count];
        _asked = new bool[count];
        _fetching = new bool[count];
        _attempts = new int[count];
        _threads = new int[count];
        _oracle = new RunWhenOracle(_graph, scenario.OnFailure, IsSelected);
    }

    /// <summary>Thread slots that others take of; null if they are the build's alone.</summary>
    public SimulatedSlots? Slots { get; set; }

    public void OnCheck(int node)
    {
        Assert.IsFalse(_checked[node], $"A node is checked once before each attempt: {Name(node)}.");
        _checked[node] = true;
        _delayed[node] = false;
        MayBegin(node);
    }

    public void OnFetch(int node)
    {
        Assert.IsFalse(_asked[node], $"A cache is asked once for a node: {Name(node)}.");
        Assert.IsTrue(_checked[node] && !_started[node] && _scenario.Verdicts[node] == Verdict.Stale, $"A cache is asked for what is stale and has not run: {Name(node)}.");
        Assert.IsTrue(_scenario.Threads > 1 || !IsAnyFetched, "At one thread one thing is done at a time.");
        Assert.IsFalse(_scenario.Threads == 1 && _running.Contains(true), "At one thread one thing is done at a time.");
        MayBegin(node);
        if (_scenario.Threads == 1)
            NoReadyNodeComesBefore(node);
        _asked[node] = _fetching[node] = true;
    }

    public void OnTake(int node)
    {
        Assert.AreEqual(Outcome.None, _oracle.OutcomeOf(node), $"What has ended takes nothing: {Name(node)}.");
        // What cannot be put in its place has to be checked again.
        if (_scenario.Cached!.As[node] == CachedAs.Spoilt)
            _checked[node] = false;
    }

    public void OnAnswered(int node) => _fetching[node] = false;

    public void OnStart(int node, int attempt, int threads)
    {
        Assert.IsFalse(_fetching[node], $"What a cache is asked for does not run: {Name(node)}.");
        Assert.IsFalse(_scenario.Threads == 1 && IsAnyFetched, "At one thread one thing is done at a time.");
        Assert.IsTrue(_asked[node] || _scenario.Cached is not { } cached || cached.As[node] == CachedAs.Unasked, $"A cache is asked before a node runs: {Name(node)}.");
        int asked = Math.Min(_graph[node].Cpus, _scenario.Threads);
        Assert.IsTrue(threads == asked || (TakesWhatThereIs && threads >= 1 && threads < asked), $"A node has the slots that it asks for, or, where there may be fewer, what there is: {Name(node)}.");
        _threads[node] = threads;
        Assert.IsFalse(_started[node], $"A node starts once an attempt: {Name(node)}.");
        Assert.AreEqual(++_attempts[node], attempt, $"Attempts are counted: {Name(node)}.");
        Assert.IsTrue(_checked[node] && _scenario.Verdicts[node] == Verdict.Stale, $"Only a stale node starts: {Name(node)}.");
        MayBegin(node);
        if (_scenario.Threads == 1)
            NoReadyNodeComesBefore(node);
        _started[node] = _running[node] = true;
        _oracle.OnStart(node);
        NoLimitIsExceeded();
    }

    public void OnAsked(int node, bool isOverdue)
    {
        if (isOverdue)
            _oracle.OnOverdue(node);
        else
            _oracle.OnAsked(node);
    }

    public void OnProcessEnd(int node) => _running[node] = false;

    public void OnStop() => _oracle.OnCancel();

    public void OnWait()
    {
        bool waits = _scenario.Threads == 1 && IsAnyFetched;
        Slots?.OnWait(Taken(node => _threads[node]));
        for (int node = 0; node < _graph.Count; node++)
        {
            Assert.IsFalse(!waits && IsReady(node) && Fits(node), $"No slot is idle while a node that fits is ready: {Name(node)}.");
            bool isOpen = IsSelected(node) && !_started[node] && _oracle.OutcomeOf(node) == Outcome.None && _oracle.WaitsForNothing(node);
            Assert.IsTrue(!isOpen || _oracle.Runs(node), $"What will not run is told as soon as it is known: {Name(node)}.");
        }
    }

    public void OnEvent(GraphEvent e)
    {
        Assert.IsFalse(_ranToTheEnd, "Nothing happens after the end.");
        switch (e)
        {
            case GraphEvent.UpToDate current:
                _oracle.OnEnd(current.Node, Outcome.UpToDate);
                break;
            case GraphEvent.Started started:
                Assert.IsFalse(_started[started.Node], "The start of a node is told before it starts.");
                break;
            case GraphEvent.AttemptFailed failed:
                OnAttemptFailed(failed.End.Node);
                break;
            case GraphEvent.Ended ended:
                Assert.AreEqual(_attempts[ended.Node], ended.Attempts, $"All attempts are told: {Name(ended.Node)}.");
                _delayed[ended.Node] = false;
                Assert.IsFalse(_running[ended.Node], "A node ends when its process has ended.");
                _oracle.OnEnd(ended.Node, ended.Outcome);
                break;
            case GraphEvent.Skipped skipped:
                Assert.IsFalse(_started[skipped.Node], $"A skipped node was not started: {Name(skipped.Node)}.");
                _oracle.OnSkipped(skipped);
                break;
            case GraphEvent.RunEnded:
                _ranToTheEnd = true;
                break;
        }
    }

    /// <summary>What must hold when all is over.</summary>
    public void AtTheEnd()
    {
        Assert.IsTrue(_ranToTheEnd, "The end is told.");
        Slots?.AtTheEnd();
        for (int node = 0; node < _graph.Count; node++)
        {
            Outcome outcome = _oracle.OutcomeOf(node);
            Assert.AreEqual(IsSelected(node), outcome != Outcome.None, $"Every node that takes part ends, and no other: {Name(node)}.");
            if (outcome is not (Outcome.None or Outcome.Skipped or Outcome.Cancelled) && !_oracle.IsOverdueWhileStopping(node))
                Assert.AreEqual(ByItself(node), outcome, $"A node ends as its own last attempt ends: {Name(node)}.");
            if (outcome == Outcome.Failed && !_oracle.IsStopping)
                Assert.IsTrue(_attempts[node] == 0 || _attempts[node] == _graph[node].Attempts.Most, $"A node fails with its last attempt: {Name(node)}.");
        }
    }

    private Outcome ByItself(int node) => _scenario.Verdicts[node] switch
    {
        Verdict.UpToDate => Outcome.UpToDate,
        Verdict.Failed => Outcome.Failed,
        _ when _scenario.Cached?.As[node] == CachedAs.There => Outcome.FromCache,
        _ => _scenario.Fails(node, _attempts[node], _oracle.WasAsked(node)) ? Outcome.Failed : Outcome.Executed,
    };

    private void OnAttemptFailed(int node)
    {
        Assert.IsFalse(_running[node], $"An attempt ends when its process has ended: {Name(node)}.");
        Assert.IsTrue(_scenario.Fails(node, _attempts[node], wasAsked: false) && _attempts[node] < _graph[node].Attempts.Most, $"Only what failed is tried again, and as often as is said: {Name(node)}.");
        _started[node] = _checked[node] = false;
        _delayed[node] = true;
        _oracle.OnAttemptFailed(node);
    }

    private void MayBegin(int node)
    {
        Assert.IsTrue(_oracle.WaitsForNothing(node), $"{Name(node)} begins before all that it waits for has ended.");
        Assert.IsTrue(_oracle.Runs(node), $"{Name(node)} begins although {_graph[node].RunWhen} does not hold, or the build stops.");
    }

    private void NoReadyNodeComesBefore(int node)
    {
        for (int other = 0; other < _graph.Count; other++)
        {
            bool first = _graph[other].Priority > _graph[node].Priority || (_graph[other].Priority == _graph[node].Priority && other < node);
            Assert.IsFalse(other != node && first && IsReady(other) && Fits(other), $"At one thread {Name(other)} comes before {Name(node)}.");
        }
    }

    private void NoLimitIsExceeded()
    {
        Assert.IsLessThanOrEqualTo(_scenario.Threads, Taken(node => _threads[node]), "Thread slots are exceeded.");
        Slots?.OnUse(Taken(node => _threads[node]));
        foreach (ResourceAmount resource in _scenario.Resources)
            Assert.IsLessThanOrEqualTo(resource.Amount, Taken(node => AmountOf(node, resource.Name)), $"{resource.Name} is exceeded.");
    }

    private bool Fits(int node)
    {
        int there = Slots is { IsAboutToTell: true } ? Slots.Held : Math.Min(_scenario.Threads, Slots?.Available ?? int.MaxValue);
        if (Taken(other => _threads[other]) + (TakesWhatThereIs ? 1 : Math.Min(_graph[node].Cpus, _scenario.Threads)) > there)
            return false;
        return _scenario.Resources.All(resource => Taken(other => AmountOf(other, resource.Name)) + AmountOf(node, resource.Name) <= resource.Amount);
    }

    private bool TakesWhatThereIs => Slots is { MayFallShort: true };

    // An answer that comes too late is waited for by nobody.
    private bool IsAnyFetched => Enumerable.Range(0, _graph.Count).Any(node => _fetching[node] && _oracle.OutcomeOf(node) == Outcome.None);

    private bool IsReady(int node) => IsSelected(node) && !_started[node] && !_fetching[node] && !_delayed[node] && _oracle.OutcomeOf(node) == Outcome.None && _scenario.Verdicts[node] == Verdict.Stale
        && _oracle.WaitsForNothing(node) && _oracle.Runs(node);

    private int Taken(Func<int, int> amount) => Enumerable.Range(0, _graph.Count).Where(node => _running[node]).Sum(amount);

    private int AmountOf(int node, string resource) => _graph[node].Resources.Where(amount => amount.Name == resource).Sum(amount => amount.Amount);

    private bool IsSelected(int node) => _scenario.Selected is null || _scenario.Selected[node];

    private string Name(int node) => _graph[node].Name;
}
