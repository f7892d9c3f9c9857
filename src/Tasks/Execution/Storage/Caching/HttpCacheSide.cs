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
    private volatile int _entriesInARow;
    private volatile int _blobsInARow;

    public string WhenLeftAlone => whenLeftAlone;

    /// <summary>What went wrong first; null if nothing.</summary>
    public string? First { get; set; }

    public int Failures { get; private set; }

    /// <summary>The longest row of failures that has not ended: of all requests, of those for entries, or of those for blobs, since a server that has all of the one and none of the other is of no use.</summary>
    public int InARow => Math.Max(_inARow, Math.Max(_entriesInARow, _blobsInARow));

    /// <summary>One more has failed.</summary>
    public void Fail(bool blob)
    {
        Failures++;
        _inARow++;
        _ = blob ? _blobsInARow++ : _entriesInARow++;
    }

    /// <summary>One has come to something.</summary>
    public void Succeed(bool blob)
    {
        _inARow = 0;
        _ = blob ? _blobsInARow = 0 : _entriesInARow = 0;
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
