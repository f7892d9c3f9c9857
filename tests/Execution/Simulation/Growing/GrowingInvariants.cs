using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Simulation.Growing;

/// <summary>What must hold in every run of a graph that grows, as sentences. It keeps a state of its own, made from what it sees, and never asks the plan.</summary>
internal sealed class GrowingInvariants
{
    private readonly GrowingScenario _scenario;
    private readonly Graph _graph;
    private readonly HashSet<int> _begun = [];
    private readonly Dictionary<int, string[]> _deferred = [];
    private readonly HashSet<int> _stale = [];
    private readonly HashSet<int> _impossible = [];
    private readonly HashSet<int> _started = [];
    private readonly HashSet<int> _holding = [];
    private readonly Dictionary<int, int> _threads = [];
    private readonly HashSet<int> _paused = [];
    private readonly RunWhenOracle _oracle;
    private bool _ranToTheEnd;

    public GrowingInvariants(GrowingScenario scenario)
    {
        _scenario = scenario;
        _graph = scenario.Graph;
        _oracle = new RunWhenOracle(_graph, scenario.OnFailure, scenario.IsSelected);
    }

    public IReadOnlyDictionary<int, SimulatedProgram> Programs { get; set; } = new Dictionary<int, SimulatedProgram>();

    /// <summary>Thread slots that others take of; null if they are the build's alone.</summary>
    public SimulatedSlots? Slots { get; set; }

    public bool IsPaused(int node) => _paused.Contains(node);

    public Outcome OutcomeOf(int node) => _oracle.OutcomeOf(node);

    /// <summary>It and all its children have ended.</summary>
    public bool IsClosed(int node) => _oracle.IsClosed(node);

    /// <summary>Nothing that comes now is waited for by it any more.</summary>
    public bool HasBegun(int node) => HasEnded(node) || !_scenario.IsSelected(node) || (_begun.Contains(node) && !_deferred.ContainsKey(node));

    public IEnumerable<int> DeferredTo(int node) => _deferred.TryGetValue(node, out string[]? names) ? names.Select(_graph.Find) : [];

    /// <summary>Whether nodes cannot be added, by rules of its own.</summary>
    public bool IsImpossible(int parent, List<Spec> batch)
    {
        string[] outputs = [.. batch.SelectMany(spec => WaitsFor.Entries(spec, "Outputs"))];
        return batch.Any(spec => _graph.Find(spec.Name) >= 0)
            || batch.Select(spec => spec.Name).Distinct().Count() < batch.Count
            || outputs.Distinct().Count() < outputs.Length
            || Enumerable.Range(0, _graph.Count).Any(node => !_graph.IsRetired(node) && _graph[node].Outputs.Intersect(outputs).Any())
            || _graph.Count + batch.Count > GrowingScenario.MostNodes
            || new WaitsFor(this, _graph, parent, batch).NamesWhatIsNotThere()
            || new WaitsFor(this, _graph, parent, batch).HasCycle();
    }

    /// <summary>A node is checked; whether it has been before.</summary>
    public bool OnCheck(int node)
    {
        bool again = _deferred.Remove(node, out string[]? children);
        Assert.AreEqual(again, !_begun.Add(node), $"A node is checked once, and again only after children that it has read: {Name(node)}.");
        Assert.IsTrue((children ?? []).All(child => IsClosed(_graph.Find(child))), $"{Name(node)} is checked after the children that it has read.");
        MayBegin(node);
        if (_scenario.FateOf(node).Verdict == Verdict.Stale)
            _stale.Add(node);
        return again;
    }

    /// <summary>A checked node is to add nodes without running.</summary>
    public void OnRecorded(int node, bool impossible, string[] read)
    {
        _stale.Remove(node);
        if (impossible && !_graph[node].IsGroup)
            _stale.Add(node);
        else if (impossible)
            _impossible.Add(node);
        else if (read.Length > 0)
            _deferred.Add(node, read);
    }

    public void OnUnwanted(int child) => _oracle.OnUnwanted(child, _started.Contains(child));

    public void OnStart(int node, int threads)
    {
        Assert.IsTrue(threads == Asked(node) || (TakesWhatThereIs && threads >= 1 && threads < Asked(node)), $"A node has the slots that it asks for, or, where there may be fewer, what there is: {Name(node)}.");
        _threads[node] = threads;
        Assert.IsTrue(_started.Add(node), $"A node starts once: {Name(node)}.");
        Assert.IsTrue(_begun.Contains(node) && _stale.Contains(node), $"Only a stale node starts: {Name(node)}.");
        MayBegin(node);
        _oracle.OnStart(node);
        _holding.Add(node);
        NoLimitIsExceeded();
    }

    public void OnAsked(int node) => _oracle.OnAsked(node);

    public void OnProcessEnd(int node)
    {
        _holding.Remove(node);
        _paused.Remove(node);
    }

    public void OnStop() => _oracle.OnCancel();

    public void OnWait()
    {
        Slots?.OnWait(_holding.Sum(node => _threads[node]));
        foreach ((int node, SimulatedProgram program) in Programs)
            Assert.IsFalse(program.IsKeptWaiting && (!IsPaused(node) || Fits(node)), $"{Name(node)} goes on as soon as what it waited for has come and there is room.");
        for (int node = 0; node < _graph.Count; node++)
        {
            if (!_scenario.IsSelected(node) || HasEnded(node) || _started.Contains(node))
                continue;
            bool ready = _oracle.WaitsForNothing(node) && DeferredTo(node).All(IsClosed);
            Assert.IsTrue(!ready || _oracle.Runs(node), $"What will not run is told as soon as it is known: {Name(node)}.");
            Assert.IsFalse(ready && (!_begun.Contains(node) || _deferred.ContainsKey(node)), $"What can be checked is: {Name(node)}.");
            Assert.IsFalse(ready && Fits(node), $"No slot is idle while a node that fits is ready: {Name(node)}.");
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
            case GraphEvent.Paused paused:
                Assert.IsTrue(_holding.Remove(paused.Node) && _paused.Add(paused.Node), "Who runs pauses.");
                break;
            case GraphEvent.Resumed resumed:
                Assert.IsTrue(_paused.Remove(resumed.Node) && _holding.Add(resumed.Node), "Who pauses goes on.");
                // It may have come back with fewer than it was told at first, or with more: nobody says.
                if (TakesWhatThereIs && Asked(resumed.Node) > 1)
                    _threads[resumed.Node] = Math.Max(1, Slots!.Held - _holding.Where(node => node != resumed.Node).Sum(node => _threads[node]));
                _threads[resumed.Node] = Math.Min(_threads[resumed.Node], Asked(resumed.Node));
                NoLimitIsExceeded();
                break;
            case GraphEvent.Ended ended:
                Assert.AreEqual(ended.Attempts > 0, _started.Contains(ended.Node), "A node that ran was started.");
                Assert.IsFalse(_holding.Contains(ended.Node) || _paused.Contains(ended.Node), "A node ends when its process has ended.");
                _oracle.OnEnd(ended.Node, ended.Outcome);
                break;
            case GraphEvent.Skipped skipped:
                Assert.IsFalse(_started.Contains(skipped.Node), $"A skipped node was not started: {Name(skipped.Node)}.");
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
        foreach (SimulatedProgram program in Programs.Values)
            program.AtTheEnd();
        for (int node = 0; node < _graph.Count; node++)
        {
            Assert.AreEqual(_scenario.IsSelected(node), HasEnded(node), $"Every node that takes part ends, and no other: {Name(node)}.");
            if (OutcomeOf(node) is not (Outcome.None or Outcome.Skipped or Outcome.Cancelled))
                Assert.AreEqual(ByItself(node), OutcomeOf(node), $"A node ends as its own run ends: {Name(node)}.");
        }
    }

    private bool HasEnded(int node) => OutcomeOf(node) != Outcome.None;

    private Outcome ByItself(int node)
    {
        if (_impossible.Contains(node) || (_scenario.FateOf(node).Verdict == Verdict.Failed && !_started.Contains(node)))
            return Outcome.Failed;
        if (!_stale.Contains(node))
            return Outcome.UpToDate;
        return _scenario.FateOf(node).ExitCode == 0 && !Programs[node].WasRefused ? Outcome.Executed : Outcome.Failed;
    }

    private void MayBegin(int node)
    {
        Assert.IsTrue(_oracle.WaitsForNothing(node), $"{Name(node)} begins before all that it waits for has ended with all its children.");
        Assert.IsTrue(_oracle.Runs(node), $"{Name(node)} begins although {_graph[node].RunWhen} does not hold, or the build stops.");
    }

    private void NoLimitIsExceeded()
    {
        Assert.IsLessThanOrEqualTo(_scenario.Threads, _holding.Sum(node => _threads[node]), "Thread slots are exceeded.");
        Slots?.OnUse(_holding.Sum(node => _threads[node]));
        foreach (ResourceAmount resource in _scenario.Resources)
            Assert.IsLessThanOrEqualTo(resource.Amount, _holding.Sum(node => AmountOf(node, resource.Name)), $"{resource.Name} is exceeded.");
    }

    private bool TakesWhatThereIs => Slots is { MayFallShort: true };

    private int There => Slots is { IsAboutToTell: true } ? Slots.Held : Math.Min(_scenario.Threads, Slots?.Available ?? int.MaxValue);

    private bool Fits(int node) => _holding.Sum(holding => _threads[holding]) + (TakesWhatThereIs ? 1 : Asked(node)) <= There
        && _scenario.Resources.All(resource => _holding.Sum(other => AmountOf(other, resource.Name)) + AmountOf(node, resource.Name) <= resource.Amount);

    private int Asked(int node) => Math.Min(_graph[node].Cpus, _scenario.Threads);

    private int AmountOf(int node, string resource) => _graph[node].Resources.Where(amount => amount.Name == resource).Sum(amount => amount.Amount);

    private string Name(int node) => _graph[node].Name;
}
