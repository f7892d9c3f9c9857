namespace TaskGraph.Execution.Storage.Caching;

/// <summary>
/// Counts what goes wrong with a remote cache, reading and writing each by itself, and tells of it once. A side that has failed three times in a row is left alone from then on; that is told at once, since the build is slower from
/// there on. If it comes to that on neither side, the first failure is told at the end, with how many there were.
/// </summary>
internal sealed class HttpCacheFaults : IDisposable
{
    private const int MostInARow = 3;

    private readonly string _store;
    private readonly Action<CacheFault> _tell;
    private readonly Lock _lock = new();
    private bool _told;

    public HttpCacheFaults(string store, Action<CacheFault> tell)
    {
        (_store, _tell) = (store, tell);
        Reading = new HttpCacheSide("nothing more is asked for there in this build");
        Writing = new HttpCacheSide("nothing more is stored there in this build");
    }

    public HttpCacheSide Reading { get; }

    public HttpCacheSide Writing { get; }

    /// <summary>Something came of a request.</summary>
    /// <param name="side">What it was.</param>
    /// <param name="blobs">Whether it was for a blob.</param>
    public void Succeeded(HttpCacheSide side, bool blobs)
    {
        if (side.InARow == 0)
            return;
        lock (_lock)
            side.Succeed(blobs);
    }

    /// <summary>Nothing came of a request.</summary>
    /// <param name="side">What it was.</param>
    /// <param name="blobs">Whether it was for a blob.</param>
    /// <param name="trouble">Why.</param>
    public void Failed(HttpCacheSide side, bool blobs, HttpCacheTrouble trouble)
    {
        CacheFault? fault = null;
        lock (_lock)
        {
            Count(side, blobs, trouble);
            // Who does not answer one kind of request does not answer the other.
            if (trouble.Unreachable)
                Count(side == Reading ? Writing : Reading, blobs, trouble);
            if (Reading.IsLeftAlone || Writing.IsLeftAlone)
                fault = Fault();
        }

        Tell(fault);
        // Not under the lock: it ends what is under way, which may come back here.
        LeaveWhatIs(Reading);
        LeaveWhatIs(Writing);
    }

    /// <summary>Leaves both sides alone for a reason that was known from the start.</summary>
    public void GiveUp(string reason)
    {
        lock (_lock)
        {
            foreach (HttpCacheSide side in (HttpCacheSide[])[Reading, Writing])
                (side.First, side.IsLeftAlone) = (reason, true);
        }

        Tell(new CacheFault(_store, reason, LeftAlone: true));
        LeaveWhatIs(Reading);
        LeaveWhatIs(Writing);
    }

    /// <summary>Tells what has not been told yet.</summary>
    public void Dispose()
    {
        CacheFault? fault;
        lock (_lock)
            fault = (Reading.First ?? Writing.First) is not null ? Fault() : null;
        Tell(fault);
    }

    private static void Count(HttpCacheSide side, bool blobs, HttpCacheTrouble trouble)
    {
        side.First ??= trouble.Message;
        side.Fail(blobs);
        if (side.InARow >= MostInARow)
            side.IsLeftAlone = true;
    }

    private static void LeaveWhatIs(HttpCacheSide side)
    {
        if (side.IsLeftAlone)
            side.Leave();
    }

    private void Tell(CacheFault? fault)
    {
        if (fault is null)
            return;
        lock (_lock)
        {
            if (_told)
                return;
            _told = true;
        }

        _tell(fault);
    }

    private CacheFault Fault()
    {
        if (Reading.IsLeftAlone && Writing.IsLeftAlone)
            return new CacheFault(_store, $"{Reading.First}; after three failures in a row it is left alone for the rest of this build", LeftAlone: true);
        HttpCacheSide? left = Reading.IsLeftAlone ? Reading : Writing.IsLeftAlone ? Writing : null;
        if (left is not null)
            return new CacheFault(_store, $"{left.First}; after three failures in a row {left.WhenLeftAlone}", LeftAlone: false);
        int failures = Math.Max(Reading.Failures, Writing.Failures);
        string reason = (Reading.First ?? Writing.First)!;
        return new CacheFault(_store, failures == 1 ? reason : $"{reason}; this is the first of {failures} failures", LeftAlone: false);
    }
}
