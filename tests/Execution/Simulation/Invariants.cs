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
    private readonly Outcome[] _outcomes;
    private bool _stopping;
    private bool _ranToTheEnd;

    public Invariants(Scenario scenario)
    {
        _scenario = scenario;
        _graph = scenario.Graph;
        int count = _graph.Count;
        _checked = new bool[count];
        _started = new bool[count];
        _running = new bool[count];
        _outcomes = new Outcome[count];
    }

    public void OnCheck(int node)
    {
        Assert.IsFalse(_checked[node], $"A node is checked once: {Name(node)}.");
        _checked[node] = true;
        Assert.IsFalse(_stopping, $"Nothing new is begun once the build stops: {Name(node)}.");
        NothingItWaitsForIsOpen(node);
    }

    public void OnStart(int node)
    {
        Assert.IsFalse(_started[node], $"A node starts once: {Name(node)}.");
        Assert.IsTrue(_checked[node] && _scenario.Verdicts[node] == Verdict.Stale, $"Only a stale node starts: {Name(node)}.");
        Assert.IsFalse(_stopping, $"Nothing new is begun once the build stops: {Name(node)}.");
        NothingItWaitsForIsOpen(node);
        if (_scenario.Threads == 1)
            NoReadyNodeComesBefore(node);
        _started[node] = _running[node] = true;
        NoLimitIsExceeded();
    }

    public void OnProcessEnd(int node) => _running[node] = false;

    public void OnStop() => _stopping = true;

    public void OnWait()
    {
        if (_stopping)
            return;
        for (int node = 0; node < _graph.Count; node++)
            Assert.IsFalse(IsReady(node) && Fits(node), $"No slot is idle while a node that fits is ready: {Name(node)}.");
    }

    public void OnEvent(GraphEvent e)
    {
        Assert.IsFalse(_ranToTheEnd, "Nothing happens after the end.");
        switch (e)
        {
            case GraphEvent.UpToDate current:
                End(current.Node, Outcome.UpToDate);
                break;
            case GraphEvent.Started started:
                Assert.IsFalse(_started[started.Node], "The start of a node is told before it starts.");
                break;
            case GraphEvent.Ended ended:
                Assert.AreEqual(ended.Attempts > 0, _started[ended.Node], "A node that ran was started.");
                Assert.IsFalse(_running[ended.Node], "A node ends when its process has ended.");
                End(ended.Node, ended.Outcome);
                if (ended.Outcome == Outcome.Cancelled || (ended.Outcome == Outcome.Failed && Stops(ended.Node) && _scenario.OnFailure != OnFailure.Continue))
                    _stopping = true;
                break;
            case GraphEvent.Skipped skipped:
                Assert.IsFalse(_started[skipped.Node], $"A skipped node was not started: {Name(skipped.Node)}.");
                Assert.IsTrue(skipped.Because < 0 || Stops(skipped.Because), "What is skipped is behind a failure that stops it.");
                End(skipped.Node, Outcome.Skipped);
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
        bool wasStopped = _stopping;
        foreach (int node in CriticalPath.Topological(_graph))
        {
            if (!IsSelected(node))
            {
                Assert.AreEqual(Outcome.None, _outcomes[node], $"A node that is not selected takes no part: {Name(node)}.");
                continue;
            }

            Assert.AreNotEqual(Outcome.None, _outcomes[node], $"Every node ends: {Name(node)}.");
            bool behindFailure = DataDependencies(node).Any(dependency => IsSelected(dependency) && Stops(dependency));
            if (behindFailure)
                Assert.AreEqual(Outcome.Skipped, _outcomes[node], $"What depends on a failure is skipped: {Name(node)}.");
            else if (!wasStopped)
                Assert.AreEqual(ByItself(node), _outcomes[node], $"A node ends as its own run ends: {Name(node)}.");
        }
    }

    private Outcome ByItself(int node) => _scenario.Verdicts[node] switch
    {
        Verdict.UpToDate => Outcome.UpToDate,
        Verdict.Failed => Outcome.Failed,
        _ => _scenario.ExitCodes[node] == 0 ? Outcome.Executed : Outcome.Failed,
    };

    private void End(int node, Outcome outcome)
    {
        Assert.AreEqual(Outcome.None, _outcomes[node], $"A node ends once: {Name(node)}.");
        Assert.IsTrue(IsSelected(node), $"Only a selected node ends: {Name(node)}.");
        _outcomes[node] = outcome;
    }

    private void NothingItWaitsForIsOpen(int node)
    {
        for (int i = 0; i < _graph.DependencyCount(node); i++)
        {
            int dependency = _graph.Dependency(node, i);
            Assert.IsTrue(!IsSelected(dependency) || _outcomes[dependency] != Outcome.None, $"{Name(node)} begins before {Name(dependency)}, which it waits for, has ended.");
        }
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
        Assert.IsLessThanOrEqualTo(_scenario.Threads, Taken(node => Math.Min(_graph[node].Cpus, _scenario.Threads)), "Thread slots are exceeded.");
        foreach (ResourceAmount resource in _scenario.Resources)
            Assert.IsLessThanOrEqualTo(resource.Amount, Taken(node => AmountOf(node, resource.Name)), $"{resource.Name} is exceeded.");
    }

    private bool Fits(int node)
    {
        if (Taken(other => Math.Min(_graph[other].Cpus, _scenario.Threads)) + Math.Min(_graph[node].Cpus, _scenario.Threads) > _scenario.Threads)
            return false;
        return _scenario.Resources.All(resource => Taken(other => AmountOf(other, resource.Name)) + AmountOf(node, resource.Name) <= resource.Amount);
    }

    private bool IsReady(int node)
    {
        if (!IsSelected(node) || _started[node] || _outcomes[node] != Outcome.None || _scenario.Verdicts[node] != Verdict.Stale)
            return false;
        for (int i = 0; i < _graph.DependencyCount(node); i++)
        {
            int dependency = _graph.Dependency(node, i);
            if (IsSelected(dependency) && _outcomes[dependency] == Outcome.None)
                return false;
        }

        return !DataDependencies(node).Any(dependency => IsSelected(dependency) && Stops(dependency));
    }

    private bool Stops(int node) => _outcomes[node] == Outcome.Skipped
        || (_outcomes[node] is Outcome.Failed or Outcome.Cancelled && _graph[node].ContinueOnError == ContinueOnError.ErrorAndStop);

    private int Taken(Func<int, int> amount) => Enumerable.Range(0, _graph.Count).Where(node => _running[node]).Sum(amount);

    private int AmountOf(int node, string resource) => _graph[node].Resources.Where(amount => amount.Name == resource).Sum(amount => amount.Amount);

    private bool IsSelected(int node) => _scenario.Selected is null || _scenario.Selected[node];

    private IEnumerable<int> DataDependencies(int node) => [.. _graph.Named[node], .. _graph.ByFile[node]];

    private string Name(int node) => _graph[node].Name;
}
