using TaskGraph.Execution.Storage;
using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;

namespace TaskGraph.Execution.Caching;

/// <summary>The cache of a build, over a store. Nothing is opened, and no thread started, before something is asked or kept.</summary>
public sealed class NodeCache : INodeCache, IDisposable
{
    /// <summary>The folder in which results wait to be put in their places, in the state folder.</summary>
    public const string WaitingFolder = "fetched";

    private readonly NodeCacheOptions _options;
    private readonly Lazy<ICacheStore> _store;
    private readonly WorkQueue _work;
    private readonly LastRuns _last;
    private readonly ResultFetch _fetch;
    private readonly ResultKeep _keep;
    private readonly List<CacheQuestion> _unexplained = [];
    private int _hits;
    private long _saved;
    private bool _closed;
    private bool _disposed;

    /// <summary>Creates it for a build.</summary>
    public NodeCache(NodeCacheOptions options)
    {
        _options = options;
        _store = new Lazy<ICacheStore>(options.Open);
        _work = new WorkQueue("TaskGraph cache", options.Threads, options.Failed);
        _last = new LastRuns(options, _store);
        _fetch = new ResultFetch(options, _store, _last);
        _keep = new ResultKeep(options, _store, _last);
    }

    /// <inheritdoc/>
    public bool Keeps => _options.Keeps;

    /// <summary>How many nodes came from it.</summary>
    public int Hits => _hits;

    /// <summary>How long the runs took that were saved, milliseconds.</summary>
    public long Saved => _saved;

    /// <inheritdoc/>
    public bool IsMissing(CacheQuestion question)
    {
        ICacheStore store = _store.Value;
        // To wake a thread for each node costs more than to look, where most are not there.
        if (question.PathSets is { } sets ? !store.IsMissing(sets) : !question.Actions.All(store.IsMissing))
            return false;
        _unexplained.Add(question);
        return true;
    }

    /// <inheritdoc/>
    public void Fetch(CacheQuestion question) => _work.Add(cancellation => Answer(question, cancellation), urgent: true);

    /// <inheritdoc/>
    public void Keep(SharedRun run) => _work.Add(cancellation => _keep.Keep(run, cancellation), urgent: false);

    /// <inheritdoc/>
    public string? Replay(Node node, CacheAnswer answer)
    {
        CachedResult result = answer.Result!;
        _hits++;
        _saved += result.Duration;
        try
        {
            (_, string summary) = _options.Files.NewTold(node.Name);
            if (answer.Log is null && result.LogText is null)
            {
                _options.Files.DeleteLog(node);
                return Summarize(summary, result);
            }

            string log = _options.Files.CreateLog(answer.Number, node, attempt: 1);
            if (answer.Log is { } waits)
                File.Move(waits, log, overwrite: true);
            else if (result.LogText is { } text)
                PrivateFiles.Write(log, text);
            Summarize(summary, result);
            return _options.Files.TakeLog(answer.Number);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its outputs are there; what it had printed is lost.
            return null;
        }
    }

    /// <inheritdoc/>
    public void Drop(CacheAnswer answer) => ResultFetch.Drop(answer);

    /// <summary>Waits until it is known of all that it had not why that is, as long as is said at most.</summary>
    public void Explain(TimeSpan limit, CancellationToken hurry)
    {
        if (_unexplained.Count > 0)
            _work.Add(ExplainAll, urgent: true);
        _work.Wait(limit, urgent: true, hurry);
    }

    /// <summary>Waits for what is being kept, as long as is said, and takes no more. Returns how much was left undone.</summary>
    public int Close(TimeSpan limit, CancellationToken hurry)
    {
        if (_closed)
            return 0;
        _closed = true;
        long end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        _work.Wait(limit, urgent: false, hurry);
        foreach (Action<CancellationToken> write in _last.Writes())
            _work.Add(write, urgent: false);
        int left = _work.Close(TimeSpan.FromMilliseconds(Math.Max(0, end - Environment.TickCount64)), hurry);
        _fetch.Clear();
        return left;
    }

    /// <summary>Breaks off what is left.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Close(TimeSpan.Zero, CancellationToken.None);
        _work.Dispose();
        if (_store.IsValueCreated)
            _store.Value.Dispose();
    }

    private static string? Summarize(string file, CachedResult result)
    {
        if (result.Summary.Length > 0)
            PrivateFiles.WriteText(file, result.Summary);
        return null;
    }

    private void ExplainAll(CancellationToken cancellation)
    {
        foreach (CacheQuestion question in _unexplained)
        {
            cancellation.ThrowIfCancellationRequested();
            _options.Inbox.Post(new RunnerMessage.MissExplained(question.Number, _fetch.Explain(question, CacheMissKind.NoRun)));
        }
    }

    private void Answer(CacheQuestion question, CancellationToken cancellation)
    {
        CacheAnswer answer = new(question.Number);
        CacheMissKind kind = CacheMissKind.NoRun;
        try
        {
            answer = _fetch.Ask(question, out kind, cancellation);
        }
        finally
        {
            // Somebody waits for it, whatever has happened.
            _options.Inbox.Post(new RunnerMessage.Fetched(answer));
        }

        if (answer.Result is null && answer.PathSets is null)
            _options.Inbox.Post(new RunnerMessage.MissExplained(question.Number, _fetch.Explain(question, kind)));
    }
}
