using TaskGraph.Model;

namespace TaskGraph.Execution.Caching;

/// <summary>What a cache is asked of a stale node.</summary>
/// <param name="Number">The node's number.</param>
/// <param name="Node">The node.</param>
public sealed record CacheQuestion(int Number, Node Node)
{
    /// <summary>The actions whose result would be the node's, the best first.</summary>
    public IReadOnlyList<Digest> Actions { get; init; } = [];

    /// <summary>Of a node whose dep file says what it reads, and of which that is not known yet: where the sets are kept that were named before. Null for others.</summary>
    public Digest? PathSets { get; init; }

    /// <summary>The bytes of the node's fingerprint, as far as they are known.</summary>
    public ReadOnlyMemory<byte> Trace { get; init; }
}
