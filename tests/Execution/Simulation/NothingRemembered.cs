using TaskGraph.Execution.Caching;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Simulation;

/// <summary>A rebuilder that remembers nothing: whether a node must run is what a test says, and that it ran has no consequences.</summary>
internal sealed class NothingRemembered : IRebuilder
{
    /// <summary>Whether a node must run.</summary>
    public Func<int, CheckResult> Checks { get; init; } = _ => CheckResult.Stale(StaleReason.Of(StaleKind.NeverSucceeded));

    /// <summary>What is seen to be wrong beforehand.</summary>
    public Func<int, Problem?> Foresees { get; init; } = _ => null;

    /// <summary>What a cache is asked; null if it is not.</summary>
    public Func<int, CacheQuestion?> Questions { get; init; } = _ => null;

    /// <summary>Whether an answer fits.</summary>
    public Func<int, bool> Suits { get; init; } = _ => true;

    /// <summary>What goes wrong as an answer is put in its place.</summary>
    public Func<int, Problem?> Takes { get; init; } = _ => null;

    public CheckResult Check(int node) => Checks(node);

    public CacheQuestion? Question(int node) => Questions(node);

    public bool Fits(int node, CacheAnswer answer) => Suits(node);

    public Problem? Take(int node, CacheAnswer answer, List<Problem> warnings) => Takes(node);

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
