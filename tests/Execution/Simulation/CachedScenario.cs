namespace TaskGraph.Execution.Tests.Simulation;

/// <summary>What a cache has of a node, or how it fails.</summary>
internal enum CachedAs
{
    /// <summary>It is not asked.</summary>
    Unasked,

    /// <summary>It has nothing.</summary>
    Missing,

    /// <summary>It has what the node would leave.</summary>
    There,

    /// <summary>It has something that the node cannot have left.</summary>
    Unfit,

    /// <summary>It has something that cannot be put in its place.</summary>
    Spoilt,
}

/// <summary>A cache that answers when its time has come.</summary>
internal sealed class CachedScenario
{
    public CachedScenario(int count, int seed)
    {
        var random = new Random(~seed);
        int most = random.Next(2) == 0 ? 5 : 500;
        As = [.. Enumerable.Range(0, count).Select(_ => (CachedAs)random.Next(5))];
        Delays = [.. Enumerable.Range(0, count).Select(_ => random.Next(most))];
    }

    public CachedAs[] As { get; }

    /// <summary>After how many milliseconds each is answered.</summary>
    public int[] Delays { get; }
}
