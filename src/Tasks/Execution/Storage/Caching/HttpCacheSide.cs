namespace TaskGraph.Execution.Storage.Caching;

/// <summary>What <see cref="HttpCacheFaults"/> knows of reading from a remote cache, or of writing to it.</summary>
/// <param name="whenLeftAlone">What is said of it when it is left alone.</param>
#pragma warning disable CA1001 // What is under way may look at the token whenever it likes, and the source has no timer, so that nothing is left behind.
internal sealed class HttpCacheSide(string whenLeftAlone)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _left = new();
    private volatile bool _isLeftAlone;
    private volatile int _inARow;

    public string WhenLeftAlone => whenLeftAlone;

    /// <summary>What went wrong first; null if nothing.</summary>
    public string? First { get; set; }

    public int Failures { get; set; }

    public int InARow
    {
        get => _inARow;
        set => _inARow = value;
    }

    /// <summary>True if nothing is to be asked any more.</summary>
    public bool IsLeftAlone
    {
        get => _isLeftAlone;
        set => _isLeftAlone = value;
    }

    /// <summary>Ends what is under way when the side is left alone.</summary>
    public CancellationToken Left => _left.Token;

    /// <summary>Ends what is under way.</summary>
    public void Leave() => _left.Cancel();
}
