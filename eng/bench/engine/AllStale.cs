using System.Collections.ObjectModel;
using TaskGraph.Execution;
using TaskGraph.Model;

namespace TaskGraph.Bench.Engine;

/// <summary>Has every node run, and remembers nothing.</summary>
internal sealed class AllStale : IRebuilder
{
    private readonly StaleReason _reason = StaleReason.Of(StaleKind.NeverSucceeded);

    public CheckResult Check(int node) => CheckResult.Stale(_reason);

    public Problem? Foresee(int node) => null;

    public Problem? WillStart(int node) => null;

    public IReadOnlyList<string> InputsOf(int node) => [];

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

    public void Unneeded(int node)
    {
    }

    public void Closed(int node)
    {
    }

    public IReadOnlyDictionary<string, string> ResultsReadBy(int node) => ReadOnlyDictionary<string, string>.Empty;

    public IReadOnlyList<KeyValuePair<string, string>> ResultsOf(int node) => [];

    public void SettleFailed(int node)
    {
    }
}
