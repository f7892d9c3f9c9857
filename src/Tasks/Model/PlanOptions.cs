namespace TaskGraph.Model;

/// <summary>What a failure means for the rest of the graph.</summary>
public enum OnFailure : byte
{
    /// <summary>Nothing new starts; what runs ends by itself.</summary>
    Stop,

    /// <summary>All that does not depend on the failed node still runs.</summary>
    Continue,

    /// <summary>Nothing new starts, and what runs is ended.</summary>
    Kill,
}

/// <summary>What a plan goes by, beside the graph.</summary>
public sealed record PlanOptions
{
    /// <summary>What there is to share.</summary>
    public required Limits Limits { get; init; }

    /// <summary>What a failure means for the rest.</summary>
    public OnFailure OnFailure { get; init; }

    /// <summary>Which nodes take part; null means all. The others are as if they had ended well.</summary>
    public bool[]? Selected { get; init; }

    /// <summary>Milliseconds that a node took when it last ran, negative if it is not known; null if nothing is.</summary>
    public Func<int, int>? Duration { get; init; }

    /// <summary>Whether stale nodes may be fetched. At one thread nothing is checked then while one is fetched or runs, so that what a cache has is told in declared order as well.</summary>
    public bool Fetches { get; init; }

    /// <summary>Where the thread slots come from, if others take of them as well; null if they are this build's alone.</summary>
    public ISharedSlots? Shared { get; init; }
}
