using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Simulation;

/// <summary>A rebuilder that remembers nothing: whether a node must run is what a test says, and that it ran has no consequences.</summary>
internal sealed class NothingRemembered : IRebuilder
{
    /// <summary>Whether a node must run.</summary>
    public Func<int, CheckResult> Checks { get; init; } = _ => CheckResult.Stale(StaleReason.Of(StaleKind.NeverSucceeded));

    /// <summary>What is seen to be wrong beforehand.</summary>
    public Func<int, Problem?> Foresees { get; init; } = _ => null;

    public CheckResult Check(int node) => Checks(node);

    public Problem? Foresee(int node) => Foresees(node);

    public Problem? WillStart(int node) => null;

    public IReadOnlyList<string> InputsOf(int node) => [];

    public void Unneeded(int node)
    {
    }

    public void Ended(int node)
    {
    }

    public Problem? Settle(int node, NodeFinish finish, List<Problem> warnings) => null;

    public void Grow(int parent)
    {
    }

    public void Retired(int node)
    {
    }

    public void Closed(int node)
    {
    }

    public IReadOnlyDictionary<string, string> ResultsReadBy(int node) => new Dictionary<string, string>();

    public IReadOnlyList<KeyValuePair<string, string>> ResultsOf(int node) => [];

    public void SettleFailed(int node)
    {
    }
}
