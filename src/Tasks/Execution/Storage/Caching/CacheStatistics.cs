namespace TaskGraph.Execution.Storage.Caching;

/// <summary>What is in a cache's folder, and what it was good for.</summary>
public sealed record CacheStatistics
{
    /// <summary>How many results it has.</summary>
    public int Entries { get; init; }

    /// <summary>How many files' contents it has.</summary>
    public int Blobs { get; init; }

    /// <summary>What they take, bytes, each rounded up to a block of 4 kB.</summary>
    public long Bytes { get; init; }

    /// <summary>When what was used longest ago was used; null if there is nothing.</summary>
    public DateTimeOffset? OldestUse { get; init; }

    /// <summary>When it was used last.</summary>
    public DateTimeOffset? NewestUse { get; init; }

    /// <summary>How many builds stored or found something.</summary>
    public long Builds { get; init; }

    /// <summary>How many nodes did not run because of it.</summary>
    public long Hits { get; init; }

    /// <summary>How long those nodes had run.</summary>
    public TimeSpan Saved { get; init; }
}
