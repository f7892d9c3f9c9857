using TaskGraph.Execution.Caching;
using TaskGraph.Execution.Growth;
using TaskGraph.Model;

namespace TaskGraph.Execution;

/// <summary>What a run goes by.</summary>
/// <param name="Threads">Thread slots, as told to the user.</param>
/// <param name="OnFailure">What a failure means for what runs.</param>
public sealed record RunOptions(int Threads, OnFailure OnFailure)
{
    /// <summary>What <see cref="Grace"/> is unless something else is said.</summary>
    public const int DefaultGrace = 2000;

    /// <summary>How long a node that was asked to end may take before it is made to, milliseconds.</summary>
    public int Grace { get; init; } = DefaultGrace;

    /// <summary>Where nodes' results are shared; null if they are not.</summary>
    public INodeCache? Cache { get; init; }

    /// <summary>What lets the graph grow; null if it must not.</summary>
    public GraphGrowth? Growth { get; init; }

    /// <summary>Where the jitter of delays comes from.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>What makes nodes of what running nodes send; null if the graph must not grow.</summary>
    public INodeParser? Parser { get; init; }
}
