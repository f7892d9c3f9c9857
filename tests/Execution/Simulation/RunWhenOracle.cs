using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Simulation;

/// <summary>
/// Which nodes run and why others do not, by the sentences of docs/reference.md: made from what is told of a build, which the plan is never asked for.
/// </summary>
internal sealed class RunWhenOracle
{
    private readonly Graph _graph;
    private readonly OnFailure _onFailure;
    private readonly Func<int, bool> _isSelected;
    private readonly Dictionary<int, Outcome> _outcomes = [];
    private readonly Dictionary<int, GraphEvent.Skipped> _skipped = [];
    private readonly HashSet<int> _skippedForFailure = [];
    private readonly HashSet<int> _unwanted = [];
    private readonly HashSet<int> _startedForFailures = [];
    private readonly HashSet<int> _asked = [];
    private readonly HashSet<int> _overdue = [];
    private readonly List<GraphEvent.Skipped> _unjudged = [];
    private int _firstFailure = -1;
    private int _cancelling = -1;

    public RunWhenOracle(Graph graph, OnFailure onFailure, Func<int, bool> isSelected) => (_graph, _onFailure, _isSelected) = (graph, onFailure, isSelected);

    public bool IsCancelled { get; private set; }

    public bool IsStopping => IsCancelled || _firstFailure >= 0;

    public Outcome OutcomeOf(int node) => _outcomes.GetValueOrDefault(node);

    /// <summary>It and all its children have ended.</summary>
    public bool IsClosed(int node) => !_isSelected(node) || (_outcomes.ContainsKey(node) && Children(node).All(IsClosed));

    /// <summary>Nothing that it waits for is open.</summary>
    public bool WaitsForNothing(int node) => Dependencies(node).All(IsClosed);

    /// <summary>Somebody cancels the build.</summary>
    public void OnCancel() => IsCancelled = true;

    /// <summary>A parent does not want a child any more. The end of one that has not started is told after what follows from it.</summary>
    public void OnUnwanted(int child, bool hasStarted)
    {
        if (!_outcomes.ContainsKey(child) && _unwanted.Add(child) && !hasStarted)
            _cancelling = child;
    }

    public bool IsUnwanted(int node) => _unwanted.Contains(node);

    /// <summary>A node starts.</summary>
    public void OnStart(int node)
    {
        if (IsStopping)
            _startedForFailures.Add(node);
    }

    /// <summary>A running node is asked to end.</summary>
    public void OnAsked(int node)
    {
        bool isKilled = _onFailure == OnFailure.Kill && _firstFailure >= 0 && !_startedForFailures.Contains(node);
        Assert.IsTrue(IsCancelled || IsUnwanted(node) || isKilled, $"Nobody wants {Name(node)} to end.");
        _asked.Add(node);
    }

    /// <summary>It was asked to end by somebody.</summary>
    public bool WasAsked(int node) => _asked.Contains(node);

    /// <summary>Its time was up, and the build stops, perhaps since the very same moment: which of the two it was asked for cannot be seen.</summary>
    public bool IsOverdueWhileStopping(int node) => IsStopping && _overdue.Contains(node);

    /// <summary>A running node is asked to end since its time is up.</summary>
    public void OnOverdue(int node) => _overdue.Add(node);

    /// <summary>A node is tried again.</summary>
    public void OnAttemptFailed(int node)
    {
        Assert.IsFalse(IsStopping, $"Nothing is tried again once the build stops: {Name(node)}.");
        Assert.DoesNotContain(node, _asked, $"What was asked to end is not tried again: {Name(node)}.");
        _overdue.Remove(node);
    }

    /// <summary>A node has ended.</summary>
    public void OnEnd(int node, Outcome outcome)
    {
        Assert.IsTrue(_outcomes.TryAdd(node, outcome), $"A node ends once: {Name(node)}.");
        Assert.IsTrue(_isSelected(node), $"Only a selected node ends: {Name(node)}.");
        Assert.IsTrue(outcome != Outcome.Cancelled || _asked.Contains(node) || IsUnwanted(node) || IsCancelled || (_overdue.Contains(node) && IsStopping), $"Only what was asked to end is cancelled: {Name(node)}.");
        Assert.IsTrue(outcome != Outcome.Failed || !_asked.Contains(node), $"What was asked to end has not failed: {Name(node)}.");
        if (outcome == Outcome.Failed && Counts(node) && _onFailure != OnFailure.Continue && !IsStopping)
            _firstFailure = node;
        if (node != _cancelling)
            return;
        _cancelling = -1;
        _unjudged.ForEach(Judge);
        _unjudged.Clear();
    }

    /// <summary>A node was skipped.</summary>
    public void OnSkipped(GraphEvent.Skipped skipped)
    {
        OnEnd(skipped.Node, Outcome.Skipped);
        if (_cancelling >= 0)
            _unjudged.Add(skipped);
        else
            Judge(skipped);
    }

    /// <summary>Whether a node whose turn has come is to be checked and run.</summary>
    public bool Runs(int node) => ByRule(node) && (!IsStopping || IsForFailures(node));

    private bool ByRule(int node)
    {
        int[] dependencies = DataDependencies(node);
        return _graph[node].RunWhen switch
        {
            RunWhen.AllSucceeded => dependencies.All(IsGood),
            RunWhen.AnyFailed => dependencies.Any(Fails),
            RunWhen.AnySucceeded => dependencies.Length == 0 || dependencies.Any(IsGoodInPart),
            _ => true,
        };
    }

    // What is there for failures, and has a real one among what it depends on.
    private bool IsForFailures(int node) => !IsCancelled && _graph[node].RunWhen is RunWhen.AllDone or RunWhen.AnyFailed && DataDependencies(node).Any(Fails);

    private void Judge(GraphEvent.Skipped skipped)
    {
        int node = skipped.Node;
        int[] dependencies = DataDependencies(node);
        RunWhen when = _graph[node].RunWhen;
        bool letGo = dependencies.Any(IsLetGo);
        bool isTrue = skipped.Kind switch
        {
            SkipKind.DependencyFailed => when == RunWhen.AllSucceeded && dependencies.Any(dependency => IsClosed(dependency) && (Fails(dependency) || IsUnmet(dependency)) && IsBelow(skipped.Because, dependency)),
            SkipKind.NothingFailed => when == RunWhen.AnyFailed && !letGo && !dependencies.Any(Fails),
            SkipKind.NothingSucceeded => when == RunWhen.AnySucceeded && !letGo && dependencies.Length > 0 && !dependencies.Any(IsGoodInPart),
            _ => IsStopping && skipped.Because == (IsCancelled ? -1 : _firstFailure) && !IsForFailures(node) && (letGo || ByRule(node)) && !(when == RunWhen.AllSucceeded && dependencies.Any(Fails)),
        };
        Assert.IsTrue(isTrue, $"The reason why {Name(node)} was skipped is true: {skipped.Kind} {skipped.Because}.");
        Assert.IsTrue(skipped.Kind == SkipKind.DependencyFailed || WaitsForNothing(node), $"{Name(node)} was skipped before all that it waits for had ended.");
        _skipped.Add(node, skipped);
        if (skipped.Kind != SkipKind.BuildStopped && dependencies.Any(dependency => IsClosed(dependency) && Fails(dependency)))
            _skippedForFailure.Add(node);
    }

    // For who depends on it.
    private bool Fails(int node) => _isSelected(node) && (FailsItself(node) || Children(node).Any(child => Fails(child) && !IsUnwanted(child)));

    private bool FailsItself(int node) => OutcomeOf(node) switch
    {
        Outcome.Failed or Outcome.Cancelled => Counts(node),
        Outcome.Skipped => _skippedForFailure.Contains(node),
        _ => false,
    };

    // It was not started only because the build stopped: nobody knows what would have become of it.
    private bool IsLetGo(int node) => _isSelected(node) && !Fails(node)
        && ((_skipped.TryGetValue(node, out GraphEvent.Skipped? skipped) && skipped.Kind == SkipKind.BuildStopped) || Children(node).Any(child => IsLetGo(child) && !IsUnwanted(child)));

    private bool IsUnmet(int node) => OutcomeOf(node) == Outcome.Skipped && !Fails(node) && !IsLetGo(node);

    private bool IsGood(int node) => !_isSelected(node) || (IsClosed(node) && OutcomeOf(node) != Outcome.Skipped && !Fails(node) && !IsLetGo(node));

    // A group or map means all that it stands for.
    private bool IsGoodInPart(int node) => IsGood(node) || (_isSelected(node) && IsClosed(node) && StandsForOthers(node)
        && ((_graph[node].Map?.ListFile is null && DataDependencies(node).Any(IsGoodInPart)) || Children(node).Any(child => !IsUnwanted(child) && IsGoodInPart(child))));

    private bool StandsForOthers(int node) => _graph[node].IsGroup && _graph[node].Workflow is null;

    private bool Counts(int node) => _graph[node].ContinueOnError == ContinueOnError.ErrorAndStop;

    private bool IsBelow(int node, int above)
    {
        while (node >= 0 && node != above)
            node = _graph.ParentOf(node);
        return node == above;
    }

    private IEnumerable<int> Dependencies(int node)
    {
        for (int i = 0; i < _graph.DependencyCount(node); i++)
            yield return _graph.Dependency(node, i);
    }

    private int[] DataDependencies(int node) => [.. _graph.Named[node], .. _graph.ByFile[node], .. _graph.Late(node)];

    private IEnumerable<int> Children(int node)
    {
        foreach (int child in _graph.ChildrenOf(node))
            yield return child;
    }

    private string Name(int node) => _graph[node].Name;
}
