using System.Collections.ObjectModel;
using TaskGraph.Model;

namespace TaskGraph.Execution.Executors;

/// <summary>What an executor is asked to run.</summary>
public sealed class NodeStart
{
    /// <summary>The node's number, by which its end is told.</summary>
    public required int Number { get; init; }

    /// <summary>The node.</summary>
    public required Node Node { get; init; }

    /// <summary>From 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Thread slots it holds.</summary>
    public required int Threads { get; init; }

    /// <summary>Canonical paths of what it reads: declared inputs with globs expanded, then the outputs of the nodes it names in DependsOn.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>The results that it reads, by node and key ('node.key').</summary>
    public IReadOnlyDictionary<string, string> Results { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Canonical paths of what it declares to write.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }
}

/// <summary>
/// Runs nodes somewhere. It decides nothing: the plan says what and when. The end of every started node is told exactly once, as a
/// <see cref="RunnerMessage.NodeEnded"/> in the inbox, also when it could not be started at all.
/// </summary>
public interface IExecutor
{
    /// <summary>What running nodes print, if it is to be told while they run; null if it is not.</summary>
    ILiveOutput? LiveOutput => null;

    /// <summary>Why a node could not be started, as far as its declaration alone tells; null if nothing is wrong.</summary>
    /// <param name="node">The node.</param>
    /// <param name="threads">Thread slots that it would hold.</param>
    Problem? Foresee(Node node, int threads) => null;

    /// <summary>Starts a node and returns at once.</summary>
    void Start(NodeStart start);

    /// <summary>Ends a running node: asks it to, or with <paramref name="force"/> makes it. Its end is told as ever. Nothing happens if it has ended.</summary>
    void Cancel(int node, bool force);
}
