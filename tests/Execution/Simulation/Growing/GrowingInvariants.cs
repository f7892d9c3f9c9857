using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Simulation.Growing;

/// <summary>What must hold in every run of a graph that grows, as sentences. It keeps a state of its own, made from what it sees, and never asks the plan.</summary>
internal sealed class GrowingInvariants
{
    private const int Stop = -2;

    private readonly GrowingScenario _scenario;
    private readonly Graph _graph;
    private readonly HashSet<int> _begun = [];
    private readonly Dictionary<int, string[]> _deferred = [];
    private readonly HashSet<int> _stale = [];
    private readonly HashSet<int> _impossible = [];
    private readonly HashSet<int> _started = [];
    private readonly HashSet<int> _holding = [];
    private readonly HashSet<int> _paused = [];
    private readonly HashSet<int> _unwanted = [];
    private readonly Dictionary<int, Outcome> _outcomes = [];
    private readonly Dictionary<int, int> _because = [];
    private bool _stopsForFailure;
    private bool _stops;
    private bool _ranToTheEnd;

    public GrowingInvariants(GrowingScenario scenario)
    {
        _scenario = scenario;
        _graph = scenario.Graph;
    }

    public IReadOnlyDictionary<int, SimulatedProgram> Programs { get; set; } = new Dictionary<int, SimulatedProgram>();

    public bool IsPaused(int node) => _paused.Contains(node);

    public Outcome OutcomeOf(int node) => _outcomes.GetValueOrDefault(node);

    /// <summary>It and all its children have ended.</summary>
    public bool IsClosed(int node) => !_scenario.IsSelected(node) || (_outcomes.ContainsKey(node) && Children(node).All(IsClosed));

    /// <summary>Nothing that comes now is waited for by it any more.</summary>
    public bool HasBegun(int node) => _outcomes.ContainsKey(node) || !_scenario.IsSelected(node) || (_begun.Contains(node) && !_deferred.ContainsKey(node));

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

    public void OnUnwanted(int child)
    {
        if (!_outcomes.ContainsKey(child))
            _unwanted.Add(child);
    }

    public void OnStart(int node)
    {
        Assert.IsTrue(_started.Add(node), $"A node starts once: {Name(node)}.");
        Assert.IsTrue(_begun.Contains(node) && _stale.Contains(node), $"Only a stale node starts: {Name(node)}.");
        MayBegin(node);
        _holding.Add(node);
        NoLimitIsExceeded();
    }

    public void OnProcessEnd(int node)
    {
        _holding.Remove(node);
        _paused.Remove(node);
    }

    public void OnStop() => _stops = true;

    public void OnWait()
    {
        foreach ((int node, SimulatedProgram program) in Programs)
            Assert.IsFalse(program.IsKeptWaiting && (!IsPaused(node) || Fits(node)), $"{Name(node)} goes on as soon as what it waited for has come and there is room.");
        for (int node = 0; node < _graph.Count && !_stops && !_stopsForFailure; node++)
        {
            if (!_scenario.IsSelected(node) || _outcomes.ContainsKey(node) || _started.Contains(node))
                continue;
            bool ready = Dependencies(node).All(IsClosed) && DeferredTo(node).All(IsClosed);
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
                End(current.Node, Outcome.UpToDate);
                break;
            case GraphEvent.Paused paused:
                Assert.IsTrue(_holding.Remove(paused.Node) && _paused.Add(paused.Node), "Who runs pauses.");
                break;
            case GraphEvent.Resumed resumed:
                Assert.IsTrue(_paused.Remove(resumed.Node) && _holding.Add(resumed.Node), "Who pauses goes on.");
                NoLimitIsExceeded();
                break;
            case GraphEvent.Ended ended:
                Assert.AreEqual(ended.Attempts > 0, _started.Contains(ended.Node), "A node that ran was started.");
                Assert.IsFalse(_holding.Contains(ended.Node) || _paused.Contains(ended.Node), "A node ends when its process has ended.");
                End(ended.Node, ended.Outcome);
                bool stops = ended.Outcome == Outcome.Failed && Counts(ended.Node) && _scenario.OnFailure != OnFailure.Continue;
                _stopsForFailure |= stops;
                _stops |= ended.Outcome == Outcome.Cancelled && !_unwanted.Contains(ended.Node) && !_stopsForFailure;
                break;
            case GraphEvent.Skipped skipped:
                Assert.IsFalse(_started.Contains(skipped.Node), $"A skipped node was not started: {Name(skipped.Node)}.");
                Assert.IsTrue(IsStopping || !RunsByRule(skipped.Node), $"A node that is to run is not skipped: {Name(skipped.Node)}.");
                End(skipped.Node, Outcome.Skipped);
                // By its rule, or because the build stops.
                bool byRule = skipped.Because >= 0 || !IsStopping || !Dependencies(skipped.Node).Any(_scenario.IsSelected);
                _because[skipped.Node] = byRule && !RunsByRule(skipped.Node) ? skipped.Because : Stop;
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
        foreach (SimulatedProgram program in Programs.Values)
            program.AtTheEnd();
        for (int node = 0; node < _graph.Count; node++)
        {
            Assert.AreEqual(_scenario.IsSelected(node), _outcomes.ContainsKey(node), $"Every node that takes part ends, and no other: {Name(node)}.");
            if (!_scenario.IsSelected(node) || IsStopping || (_unwanted.Contains(node) && _outcomes[node] == Outcome.Cancelled))
                continue;
            Outcome expected = RunsByRule(node) ? ByItself(node) : Outcome.Skipped;
            Assert.AreEqual(expected, _outcomes[node], $"A node ends as its own run ends: {Name(node)}.");
        }
    }

    private bool IsStopping => _stops || _stopsForFailure;

    private Outcome ByItself(int node)
    {
        if (_impossible.Contains(node) || (_scenario.FateOf(node).Verdict == Verdict.Failed && !_started.Contains(node)))
            return Outcome.Failed;
        if (!_stale.Contains(node))
            return Outcome.UpToDate;
        return _scenario.FateOf(node).ExitCode == 0 && !Programs[node].WasRefused ? Outcome.Executed : Outcome.Failed;
    }

    private void End(int node, Outcome outcome)
    {
        Assert.IsTrue(_outcomes.TryAdd(node, outcome), $"A node ends once: {Name(node)}.");
        Assert.IsTrue(_scenario.IsSelected(node), $"Only a selected node ends: {Name(node)}.");
    }

    private void MayBegin(int node)
    {
        foreach (int dependency in Dependencies(node))
            Assert.IsTrue(IsClosed(dependency), $"{Name(node)} begins before {Name(dependency)}, which it waits for, has ended with all its children.");
        Assert.IsTrue(RunsByRule(node), $"{Name(node)} begins although {_graph[node].RunWhen} does not hold.");
        Assert.IsFalse(_stops, $"Nothing new is begun once the build stops: {Name(node)}.");
        bool forFailures = _graph[node].RunWhen is RunWhen.AnyFailed or RunWhen.AllDone && DataDependencies(node).Any(Fails);
        Assert.IsTrue(!_stopsForFailure || forFailures, $"Once a failure stops the build, only what is there for failures begins: {Name(node)}.");
    }

    private bool RunsByRule(int node)
    {
        int[] dependencies = [.. DataDependencies(node)];
        return _graph[node].RunWhen switch
        {
            RunWhen.AllSucceeded => dependencies.All(IsGood),
            RunWhen.AnyFailed => dependencies.Any(Fails),
            RunWhen.AnySucceeded => dependencies.Length == 0 || dependencies.Any(IsGood),
            _ => true,
        };
    }

    private bool IsGood(int node) => !_scenario.IsSelected(node) || (OutcomeOf(node) is not (Outcome.Skipped or Outcome.None) && !Fails(node));

    // For who depends on it.
    private bool Fails(int node) =>
        _scenario.IsSelected(node) && (FailsItself(node) || Children(node).Any(child => Fails(child) && !_unwanted.Contains(child)));

    private bool FailsItself(int node) => OutcomeOf(node) switch
    {
        Outcome.Failed or Outcome.Cancelled => Counts(node),
        Outcome.Skipped when _because[node] == Stop => true,
        Outcome.Skipped => _graph[node].RunWhen switch
        {
            RunWhen.AllSucceeded => Fails(_because[node]),
            RunWhen.AnySucceeded => DataDependencies(node).Any(Fails),
            _ => false,
        },
        _ => false,
    };

    private bool Counts(int node) => _graph[node].ContinueOnError == ContinueOnError.ErrorAndStop;

    private void NoLimitIsExceeded()
    {
        Assert.IsLessThanOrEqualTo(_scenario.Threads, _holding.Sum(Threads), "Thread slots are exceeded.");
        foreach (ResourceAmount resource in _scenario.Resources)
            Assert.IsLessThanOrEqualTo(resource.Amount, _holding.Sum(node => AmountOf(node, resource.Name)), $"{resource.Name} is exceeded.");
    }

    private bool Fits(int node) => _holding.Sum(Threads) + Threads(node) <= _scenario.Threads
        && _scenario.Resources.All(resource => _holding.Sum(other => AmountOf(other, resource.Name)) + AmountOf(node, resource.Name) <= resource.Amount);

    private int Threads(int node) => Math.Min(_graph[node].Cpus, _scenario.Threads);

    private int AmountOf(int node, string resource) => _graph[node].Resources.Where(amount => amount.Name == resource).Sum(amount => amount.Amount);

    private IEnumerable<int> Dependencies(int node)
    {
        for (int i = 0; i < _graph.DependencyCount(node); i++)
            yield return _graph.Dependency(node, i);
    }

    private IEnumerable<int> DataDependencies(int node) => [.. _graph.Named[node], .. _graph.ByFile[node], .. _graph.Late(node)];

    private IEnumerable<int> Children(int node)
    {
        foreach (int child in _graph.ChildrenOf(node))
            yield return child;
    }

    private string Name(int node) => _graph[node].Name;
}
