namespace TaskGraph.Execution.Storage.Caching;

/// <summary>How long a remote cache is waited for, and how much of it is taken. Immutable.</summary>
public sealed record HttpCacheLimits
{
    /// <summary>How long nothing may come or go before the server counts as one that does not answer. Connecting, with names and TLS, has as long.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an exchange may take as a whole, whatever its size…</summary>
    public TimeSpan Exchange { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>… and beside that a second more for each so many bytes.</summary>
    public long BytesPerSecond { get; init; } = 100_000;

    /// <summary>How many bytes an action's entry may have.</summary>
    public int LargestEntry { get; init; } = 64 * 1024 * 1024;

    /// <summary>How many connections there may be at once.</summary>
    public int Connections { get; init; } = 32;

    /// <summary>Blobs up to this size are sent from memory; larger ones are sent while they are hashed.</summary>
    public int LargestInMemory { get; init; } = 8 * 1024 * 1024;

    /// <summary>Blobs up to this size are sent without asking whether the server has them.</summary>
    public int LargestUnasked { get; init; } = 64 * 1024;

    // An entry may say of a blob that it has any size.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    internal TimeSpan ExchangeOf(long bytes)
    {
        double seconds = Exchange.TotalSeconds + ((double)bytes / BytesPerSecond);
        return seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Longest;
    }
}
