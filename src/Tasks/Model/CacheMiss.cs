namespace TaskGraph.Model;

/// <summary>Why a cache had nothing of a node.</summary>
/// <param name="Kind">What is known.</param>
/// <param name="Differences">What differs between the last run of the node that the cache knows and this one; empty if there is no such run, or nothing of it can be told.</param>
/// <param name="EndedAt">When that run ended, ms since 1970 by the clock of the machine that it ran on; 0 if there is none.</param>
public sealed record CacheMiss(CacheMissKind Kind, IReadOnlyList<Difference> Differences, long EndedAt)
{
    /// <summary>A miss of which no more is known.</summary>
    public static CacheMiss Of(CacheMissKind kind) => new(kind, [], 0);
}

/// <summary>What is known of a miss.</summary>
public enum CacheMissKind : byte
{
    /// <summary>The cache knows no run of the node.</summary>
    NoRun,

    /// <summary>The last run that it knows differs.</summary>
    OtherRun,

    /// <summary>It knows a run that is the same, and does not have, any more, all that this left.</summary>
    Evicted,

    /// <summary>It knows runs that are the same but for what their dep files named.</summary>
    OtherDiscovered,

    /// <summary>What it had does not fit what is there: another's file in the way, a path that the node does not declare.</summary>
    Unfit,
}
