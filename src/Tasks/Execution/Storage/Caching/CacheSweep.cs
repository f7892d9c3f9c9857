namespace TaskGraph.Execution.Storage.Caching;

/// <summary>
/// Keeps a cache's folder to a size: what was used longest ago goes first, until nine tenths of it are left. Entries and blobs are files by age alike, since an entry without its blobs is a miss. One sweeps a folder at a time; it can be
/// cancelled between any two files. A build starts one when it uses the cache first, asks again when it has stored, and disposes of it at its end.
/// </summary>
public sealed class CacheSweep : IDisposable
{
    private const int LeaveTenths = 9;

    private static readonly TimeSpan MeasureEvery = TimeSpan.FromDays(7);
    private static readonly TimeSpan TemporaryFor = TimeSpan.FromDays(1);

    private readonly FolderCache _cache;
    private readonly long _limit;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _starting = new();
    private Thread? _thread;
    private volatile bool _running;
    private long _room = long.MinValue;

    /// <summary>Creates it; nothing is looked at yet.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="limit">What it may have in it, bytes.</param>
    public CacheSweep(FolderCache cache, long limit)
    {
        _cache = cache;
        _limit = limit;
    }

    /// <summary>
    /// Whether a sweep has something to do, as far as builds have told and without a look at more than one small file: there is more than the limit, or nobody knows how much there is and something was stored, or that was a week ago.
    /// </summary>
    public bool IsDue()
    {
        CacheAccount account = _cache.Account();
        long size = account.Size + _cache.NotNoted;
        return size > _limit || (account.MeasuredAt is { } at ? DateTimeOffset.UtcNow - DateTimeOffset.FromUnixTimeMilliseconds(at) > MeasureEvery : size > 0);
    }

    /// <summary>Starts to sweep on a thread of its own, if that is due and nobody does here. It costs a read of a small file at first, and again when as much was stored as there was room for; otherwise nothing.</summary>
    public void StartIfDue()
    {
        if (_running || _cache.StoredBytes <= Interlocked.Read(ref _room))
            return;
        lock (_starting)
        {
            if (_running || _end.IsCancellationRequested)
                return;
            // Stored above this, the question has to be asked again: there was room for so much, or a tenth of the limit was added to what is swept already.
            long room = Math.Max(_limit - _cache.Account().Size - _cache.NotNoted, _limit / 10);
            Interlocked.Exchange(ref _room, _cache.StoredBytes + Math.Max(room, 1));
            if (!IsDue())
                return;
            _running = true;
            _thread = new Thread(RunHere) { IsBackground = true, Priority = ThreadPriority.BelowNormal, Name = "TaskGraph cache sweep" };
            _thread.Start();
        }
    }

    /// <summary>Waits for the sweep that runs, if one does.</summary>
    /// <returns>False if the time was over before.</returns>
    public bool Wait(TimeSpan atMost) => _thread?.Join(atMost) ?? true;

    /// <summary>Sweeps, here and now. Nothing is done if somebody else does.</summary>
    /// <returns>False if it was cancelled, another sweeps, or the folder cannot be swept.</returns>
    public bool Run(CancellationToken cancellation)
    {
        try
        {
            using FileStream? held = TryLock();
            return held is not null && Sweep(cancellation);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception e) when (FolderCache.IsRefusal(e))
        {
            return false;
        }
    }

    /// <summary>Ends the sweep that runs, if one does, and waits for that: it takes no longer than to delete a file.</summary>
    public void Dispose()
    {
        lock (_starting)
            _end.Cancel();
        _thread?.Join();
        _end.Dispose();
    }

    private void RunHere()
    {
        Run(_end.Token);
        _running = false;
    }

    private FileStream? TryLock()
    {
        try
        {
            return new FileStream(_cache.Layout.Lock, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 });
        }
        catch (Exception e) when (FolderCache.IsRefusal(e))
        {
            return null;
        }
    }

    private bool Sweep(CancellationToken cancellation)
    {
        DateTimeOffset began = DateTimeOffset.UtcNow;
        int told = _cache.Log.Length();
        TemporaryFiles.Delete(_cache.Layout, (began - TemporaryFor).UtcDateTime);

        var files = new List<StoredFile>();
        long size = 0;
        foreach (StoredFile file in _cache.Layout.Files())
        {
            cancellation.ThrowIfCancellationRequested();
            files.Add(file);
            size += file.Size;
        }

        if (size > _limit)
            size -= DeleteOldest(files, size - (_limit / 10 * LeaveTenths), cancellation);
        Directory.CreateDirectory(_cache.Layout.Temporary);
        _cache.Log.Compact(told, began, size);
        return true;
    }

    /// <summary>Deletes files until so many bytes are free.</summary>
    /// <returns>How many bytes are.</returns>
    private long DeleteOldest(List<StoredFile> files, long wanted, CancellationToken cancellation)
    {
        files.Sort(static (one, other) => one.Used.CompareTo(other.Used));
        long freed = 0;
        foreach (StoredFile file in files)
        {
            if (freed >= wanted)
                break;
            cancellation.ThrowIfCancellationRequested();
            string path = _cache.Layout.PathOf(file);
            StoreStat now = _cache.Files.Stat(path);
            // It was used since it was listed, which may be a while ago.
            if (now.Kind == StoreKind.File && now.Modified > file.Used)
                continue;
            if (now.Kind == StoreKind.Missing || _cache.Files.Delete(path))
                freed += file.Size;
        }

        return freed;
    }
}
