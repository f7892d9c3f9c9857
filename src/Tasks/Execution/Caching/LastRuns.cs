using System.Text;
using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;

namespace TaskGraph.Execution.Caching;

/// <summary>
/// Which run of each node is the last that a cache knows: so that it can be said why a later one is another. Some nodes share an entry, since an entry for each would cost as much as its result; what a build adds is written at its end. Two builds that
/// end at once may lose something of each other's, which costs an explanation. May be used by several threads.
/// </summary>
internal sealed class LastRuns
{
    private const int Shards = 64;

    // What is larger is not explained: an entry is fetched whole.
    private const int MostTrace = 64 * 1024;
    private const int MostOfShard = 4 * 1024 * 1024;

    private readonly NodeCacheOptions _options;
    private readonly Lazy<ICacheStore> _store;
    private readonly Lazy<Dictionary<string, LastRun>>[] _known;
    private readonly Dictionary<string, LastRun>[] _new;

    public LastRuns(NodeCacheOptions options, Lazy<ICacheStore> store)
    {
        (_options, _store) = (options, store);
        _known = [.. Enumerable.Range(0, Shards).Select(shard => new Lazy<Dictionary<string, LastRun>>(() => Read(shard)))];
        _new = [.. Enumerable.Range(0, Shards).Select(_ => new Dictionary<string, LastRun>(StringComparer.Ordinal))];
    }

    /// <summary>The last run of a node before this build; null if none is known.</summary>
    public LastRun? Find(string node) => _known[ShardOf(node)].Value.GetValueOrDefault(node);

    /// <summary>A run of this build was kept.</summary>
    public void Add(LastRun run)
    {
        if (run.Trace.Length > MostTrace)
            return;
        Dictionary<string, LastRun> shard = _new[ShardOf(run.Node)];
        lock (shard)
            shard[run.Node] = run;
    }

    /// <summary>What is to be written, each a piece of work of its own.</summary>
    public IEnumerable<Action<CancellationToken>> Writes()
    {
        for (int shard = 0; shard < Shards; shard++)
        {
            int one = shard;
            if (_new[shard].Count > 0)
                yield return cancellation => Write(one, cancellation);
        }
    }

    // The same in every process.
    private static int ShardOf(string node)
    {
        Span<byte> digest = stackalloc byte[Digest.Length];
        Digest.Of(Encoding.UTF8.GetBytes(node)).CopyTo(digest);
        return digest[0] % Shards;
    }

    private Dictionary<string, LastRun> Read(int shard)
    {
        Digest key = KeyOf(shard);
        IReadOnlyList<LastRun> runs = _store.Value.FindAction(key, CancellationToken.None) is { } entry ? CachedResultCodec.Decode(key, entry)?.LastRuns ?? [] : [];
        var known = new Dictionary<string, LastRun>(runs.Count, StringComparer.Ordinal);
        foreach (LastRun run in runs)
            known[run.Node] = run;
        return known;
    }

    // Read anew, since others may have written meanwhile. What is too much goes by age.
    private void Write(int shard, CancellationToken cancellation)
    {
        Dictionary<string, LastRun> all = Read(shard);
        foreach ((string node, LastRun run) in _new[shard])
            all[node] = run;
        long size = 0;
        LastRun[] kept = [.. all.Values.OrderByDescending(run => run.EndedAt).TakeWhile(run => (size += run.Trace.Length + run.Node.Length) <= MostOfShard)];
        Digest key = KeyOf(shard);
        _store.Value.TryStoreAction(key, CachedResultCodec.Encode(key, new CachedResult { Node = "", LastRuns = kept }), cancellation);
    }

    private Digest KeyOf(int shard) => ActionKey.OfLastRuns(_options.Project, _options.Variant, shard);
}
