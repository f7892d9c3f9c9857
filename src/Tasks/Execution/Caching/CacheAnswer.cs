using TaskGraph.Execution.Storage.Caching;

namespace TaskGraph.Execution.Caching;

/// <summary>What a cache had of a node. All that it says is there and verified, so that it can be put in its place in one go.</summary>
/// <param name="Number">The node's number.</param>
public sealed record CacheAnswer(int Number)
{
    /// <summary>What is known of the run; null if the cache has none.</summary>
    public CachedResult? Result { get; init; }

    /// <summary>The files that it left, each where it waits to be put in its place.</summary>
    public IReadOnlyList<FetchedFile> Files { get; init; } = [];

    /// <summary>Where what it printed waits, if that is not in the result; absolute, or null.</summary>
    public string? Log { get; init; }

    /// <summary>Which action of the question it is.</summary>
    public int Action { get; init; }

    /// <summary>What dep files of such runs named, where that was asked for; null if it was not, or there is nothing.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? PathSets { get; init; }
}

/// <summary>A file that a cache had.</summary>
/// <param name="File">What it is, and where it belongs.</param>
/// <param name="Waits">Where it waits, as a path that the disk knows.</param>
public sealed record FetchedFile(CachedFile File, string Waits);
