using TaskGraph.Execution.Caching;
using TaskGraph.Model;

namespace TaskGraph.Execution;

/// <summary>What a check found.</summary>
public enum Verdict : byte
{
    /// <summary>Nothing to do.</summary>
    UpToDate,

    /// <summary>The node must run.</summary>
    Stale,

    /// <summary>The node cannot run.</summary>
    Failed,
}

/// <summary>What a check found, and why.</summary>
/// <param name="Verdict">What it found.</param>
/// <param name="Reason">Why the node is stale; null otherwise.</param>
/// <param name="Problem">Why it cannot run; null otherwise.</param>
public readonly record struct CheckResult(Verdict Verdict, StaleReason? Reason, Problem? Problem)
{
    /// <summary>Nodes that the node adds without running: the instances of a map, or what it added when it last ran. Null if there are none.</summary>
    public IReadOnlyList<Node>? Children { get; init; }

    /// <summary>What is to be told and stops nothing.</summary>
    public IReadOnlyList<Problem>? Warnings { get; init; }

    /// <summary>Names of those children that the node must be checked again after, since it has read what one of them left. Null if there are none.</summary>
    public IReadOnlyList<string>? Consumed { get; init; }

    /// <summary>Nothing to do.</summary>
    public static CheckResult UpToDate => new(Verdict.UpToDate, null, null);

    /// <summary>The node must run.</summary>
    public static CheckResult Stale(StaleReason reason) => new(Verdict.Stale, reason, null);

    /// <summary>The node cannot run.</summary>
    public static CheckResult Failed(Problem problem) => new(Verdict.Failed, null, problem);
}

/// <summary>What a node that ended with exit code 0 did beside writing files.</summary>
/// <param name="Duration">Milliseconds from start to end.</param>
public sealed record NodeFinish(int Duration)
{
    /// <summary>The results that it left.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Results { get; init; } = [];

    /// <summary>The nodes that it added, or took over from what it added last time, in order.</summary>
    public IReadOnlyList<int> Children { get; init; } = [];

    /// <summary>What its dep file named, where that is known without reading it; null otherwise. Canonical paths.</summary>
    public IReadOnlyList<string>? Discovered { get; init; }

    /// <summary>Nodes that it waited for or asked for results.</summary>
    public IReadOnlyCollection<int> Consumed { get; init; } = [];
}

/// <summary>
/// Knows whether a node must run, and remembers that it did; knows nothing of order. Called on the runner's thread alone, for a node only after all that it
/// depends on has ended.
/// </summary>
public interface IRebuilder
{
    /// <summary>Whether a node must run.</summary>
    CheckResult Check(int node);

    /// <summary>
    /// Why a node that is ready to be checked will not be able to run, as far as a look at what it names tells; null if nothing is wrong. Called before anything has run.
    /// </summary>
    Problem? Foresee(int node);

    /// <summary>A stale node is about to be started: whatever was remembered of it is not true any more. Returns what stands in the way, or null.</summary>
    Problem? WillStart(int node);

    /// <summary>Canonical paths of what a stale node reads.</summary>
    IReadOnlyList<string> InputsOf(int node);

    /// <summary>A started node's process has ended: what it wrote is there from now on. Its end is settled later.</summary>
    void Ended(int node);

    /// <summary>A node ended with exit code 0: checks what it left, and remembers it. Returns the problem that makes it a failure, or null.</summary>
    /// <param name="node">The node.</param>
    /// <param name="finish">What became of it.</param>
    /// <param name="warnings">Takes what is to be told and stops nothing.</param>
    Problem? Settle(int node, NodeFinish finish, List<Problem> warnings);

    /// <summary>The graph has grown: new nodes were added by this one.</summary>
    void Grow(int parent);

    /// <summary>A child is not wanted any more by the one that added it: what it left goes.</summary>
    void Retired(int node);

    /// <summary>A node does not run in this build, since what it is there for did not come, or its parent does not want it: what it left when it did goes, with what it added.</summary>
    void Unneeded(int node);

    /// <summary>A node and all its children have ended.</summary>
    void Closed(int node);

    /// <summary>The results that a stale node's placeholders read, by 'node.key'.</summary>
    IReadOnlyDictionary<string, string> ResultsReadBy(int node);

    /// <summary>The results of a node that has ended well; empty for others.</summary>
    IReadOnlyList<KeyValuePair<string, string>> ResultsOf(int node);

    /// <summary>What a cache is to be asked of a stale node; null if it is not to be asked.</summary>
    CacheQuestion? Question(int node) => null;

    /// <summary>What it is to be asked once more, now that it has said what such runs have read.</summary>
    CacheQuestion Question(int node, IReadOnlyList<IReadOnlyList<string>> pathSets) => throw new NotSupportedException();

    /// <summary>Whether what a cache had can take the place of what a node would leave.</summary>
    bool Fits(int node, CacheAnswer answer) => false;

    /// <summary>Puts what a cache had in the place of what a node would leave, and remembers it as a success. Returns the problem for which it has to run after all, or null.</summary>
    Problem? Take(int node, CacheAnswer answer, List<Problem> warnings) => throw new NotSupportedException();

    /// <summary>What a cache is to keep of the node that was settled last; null if nothing is to be kept.</summary>
    SharedRun? Share(int node) => null;

    /// <summary>A node did not succeed: what it left may be anything.</summary>
    void SettleFailed(int node);
}
