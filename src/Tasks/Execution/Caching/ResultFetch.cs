using System.Globalization;
using TaskGraph.Execution.Storage;
using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;

namespace TaskGraph.Execution.Caching;

/// <summary>Brings results here from a store. All that an entry names waits in a folder of its own, verified, before anybody hears of it: so a cache that lacks something costs no node anything that it has.</summary>
internal sealed class ResultFetch
{
    private readonly NodeCacheOptions _options;
    private readonly Lazy<ICacheStore> _store;
    private readonly LastRuns _last;
    private readonly string _folder;
    private readonly Lock _lock = new();
    private bool _ready;
    private long _number;

    public ResultFetch(NodeCacheOptions options, Lazy<ICacheStore> store, LastRuns last)
    {
        (_options, _store, _last) = (options, store, last);
        _folder = options.StateFolder + "/" + NodeCache.WaitingFolder;
    }

    /// <summary>What the store has of a node.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="kind">Why it has nothing, as far as that is known.</param>
    /// <param name="cancellation">Ends it.</param>
    public CacheAnswer Ask(CacheQuestion question, out CacheMissKind kind, CancellationToken cancellation)
    {
        kind = CacheMissKind.NoRun;
        var answer = new CacheAnswer(question.Number);
        if (question.PathSets is { } sets)
            return Read(sets, cancellation) is { PathSets.Count: > 0 } known ? answer with { PathSets = known.PathSets } : answer;
        for (int i = 0; i < question.Actions.Count; i++)
        {
            if (Read(question.Actions[i], cancellation) is not { } result)
                continue;
            kind = CacheMissKind.Evicted;
            if (TryBring(result, answer with { Result = result, Action = i }, cancellation) is { } whole)
                return whole;
        }

        return answer;
    }

    /// <summary>Compares a node that the store has nothing of with the last run of it that the store knows.</summary>
    public CacheMiss Explain(CacheQuestion question, CacheMissKind kind)
    {
        if (kind == CacheMissKind.Evicted)
            return CacheMiss.Of(kind);
        var old = new List<TraceEntry>();
        var now = new List<TraceEntry>();
        if (_last.Find(question.Node.Name) is not { } run || !FingerprintTrace.TryRead(run.Trace, old) || !FingerprintTrace.TryRead(question.Trace.Span, now))
            return CacheMiss.Of(CacheMissKind.NoRun);
        List<Difference> differences = FingerprintTrace.Compare(old, now);
        CacheMissKind found = differences.Count > 0 ? CacheMissKind.OtherRun : question.Node.DepFile is null ? CacheMissKind.Evicted : CacheMissKind.OtherDiscovered;
        return new CacheMiss(found, differences, run.EndedAt);
    }

    /// <summary>Deletes what waited and was not put anywhere.</summary>
    public static void Drop(CacheAnswer answer)
    {
        foreach (FetchedFile file in answer.Files)
            TryDelete(file.Waits);
        if (answer.Log is not null)
            TryDelete(answer.Log);
    }

    /// <summary>Deletes the folder.</summary>
    public void Clear()
    {
        if (!_ready)
            return;
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next build that fetches something does it.
            return;
        }
    }

    private CachedResult? Read(Digest action, CancellationToken cancellation) =>
        _store.Value.FindAction(action, cancellation) is { } entry ? CachedResultCodec.Decode(action, entry) : null;

    private CacheAnswer? TryBring(CachedResult result, CacheAnswer answer, CancellationToken cancellation)
    {
        var files = new List<FetchedFile>(result.Files.Count);
        string? log = null;
        bool whole = false;
        try
        {
            Prepare();
            foreach (CachedFile file in result.Files)
            {
                string waits = NewName();
                if (!_store.Value.TryFetchBlob(file.Digest, file.Size, waits, file.Executable, cancellation))
                    return null;
                files.Add(new FetchedFile(file, waits));
            }

            if (result.LogBlob is { } blob && !_store.Value.TryFetchBlob(blob.Digest, blob.Size, log = NewName(), executable: false, cancellation))
                return null;
            whole = true;
            return answer with { Files = files, Log = log };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its own folder is refused to it: the node runs, and will say what there is to say.
            return null;
        }
        finally
        {
            if (!whole)
                Drop(answer with { Files = files, Log = log });
        }
    }

    private void Prepare()
    {
        lock (_lock)
        {
            if (_ready)
                return;
            // What a build left there that was killed.
            if (Directory.Exists(_folder))
                Directory.Delete(_folder, recursive: true);
            PrivateFiles.CreateFolder(_options.StateFolder);
            PrivateFiles.CreateFolder(_folder);
            _ready = true;
        }
    }

    private string NewName() => _folder + "/" + Interlocked.Increment(ref _number).ToString(CultureInfo.InvariantCulture);

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It goes with the folder.
            return;
        }
    }
}
