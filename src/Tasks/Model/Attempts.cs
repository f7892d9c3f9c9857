namespace TaskGraph.Model;

/// <summary>How long one attempt to run a node may take, and what follows if it fails.</summary>
/// <param name="Timeout">After so many milliseconds the attempt is ended and has failed; null for never.</param>
/// <param name="Retries">How many further attempts follow a failed one; null if nothing is said, which means none.</param>
/// <param name="Delay">Milliseconds before the first of them, doubled before each other one; null if nothing is said, which means a second.</param>
public readonly record struct Attempts(long? Timeout, int? Retries, long? Delay)
{
    private const long DefaultDelay = 1000, MostDelay = 3_600_000;

    /// <summary>How many attempts there are at most.</summary>
    public int Most => 1 + Math.Min(Retries ?? 0, int.MaxValue - 1);

    /// <summary>These, and of others what these do not say.</summary>
    public Attempts Or(Attempts other) => new(Timeout ?? other.Timeout, Retries ?? other.Retries, Delay ?? other.Delay);

    /// <summary>
    /// How long to wait before the next attempt, milliseconds: the delay, doubled for each attempt but the first, at most an hour, and up to a quarter more or less, so that what failed
    /// together is not tried together again.
    /// </summary>
    /// <param name="failed">How many attempts have failed; 1 or more.</param>
    /// <param name="random">From 0 to less than 1.</param>
    public long DelayAfter(int failed, double random)
    {
        double delay = Math.Min((Delay ?? DefaultDelay) * Math.Pow(2, failed - 1), MostDelay);
        return (long)(delay * (0.75 + (random / 2)));
    }
}
