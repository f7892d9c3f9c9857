using System.Text;
using TaskGraph.Execution.Storage;
using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;

namespace TaskGraph.Execution.Caching;

/// <summary>Takes what nodes left into a store: blobs first, then the entry that names them. What is not any more as the node left it is not kept.</summary>
internal sealed class ResultKeep
{
    // More is a blob of its own.
    private const int MostInEntry = 16 * 1024;
    private const int MostSummary = 256 * 1024;
    private const int MostPathSets = 8;

    private readonly NodeCacheOptions _options;
    private readonly Lazy<ICacheStore> _store;
    private readonly LastRuns _last;

    public ResultKeep(NodeCacheOptions options, Lazy<ICacheStore> store, LastRuns last) => (_options, _store, _last) = (options, store, last);

    /// <summary>Keeps a run, if it can be.</summary>
    public void Keep(SharedRun run, CancellationToken cancellation)
    {
        try
        {
            if (Describe(run) is { } result && TryStore(run, result, cancellation))
                _options.Kept?.Invoke();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be read any more is not shared.
            return;
        }
    }

    private bool TryStore(SharedRun run, CachedResult result, CancellationToken cancellation)
    {
        ICacheStore store = _store.Value;
        foreach (CachedFile file in result.Files)
        {
            if (!store.TryStoreBlob(file.Digest, file.Size, _options.AbsoluteOf(file.Path), cancellation))
                return false;
        }

        if (result.LogBlob is { } log && !store.TryStoreBlob(log.Digest, log.Size, _options.Files.AbsoluteOf(run.LogFile!), cancellation))
            return false;
        if (!store.TryStoreAction(run.Action, CachedResultCodec.Encode(run.Action, result), cancellation))
            return false;
        if (run.PathSets is { } sets)
            KeepPathSet(store, sets, run, cancellation);
        _last.Add(new LastRun(run.Node.Name, result.EndedAt, run.Trace.ToArray()));
        return true;
    }

    // Two that do this at the same time lose one of the sets, which costs a run somewhere and no more.
    private static void KeepPathSet(ICacheStore store, Digest key, SharedRun run, CancellationToken cancellation)
    {
        IReadOnlyList<IReadOnlyList<string>> known = store.FindAction(key, cancellation) is { } entry ? CachedResultCodec.Decode(key, entry)?.PathSets ?? [] : [];
        if (known.Count > 0 && known[0].SequenceEqual(run.Discovered))
            return;
        var sets = new CachedResult { Node = run.Node.Name, PathSets = [run.Discovered, .. known.Where(set => !set.SequenceEqual(run.Discovered)).Take(MostPathSets - 1)] };
        store.TryStoreAction(key, CachedResultCodec.Encode(key, sets), cancellation);
    }

    // Null if it cannot be put anywhere else as it is.
    private CachedResult? Describe(SharedRun run)
    {
        var files = new List<CachedFile>(run.Outputs.Count);
        var links = new List<CachedLink>();
        var empty = new List<string>();
        foreach (SharedOutput output in run.Outputs)
        {
            // What is seen through a link is not there.
            if (links.Exists(link => output.Path.StartsWith(link.Path + "/", StringComparison.Ordinal)))
                continue;
            string absolute = _options.AbsoluteOf(output.Path);
            if (new FileInfo(absolute.TrimEnd('/')).LinkTarget is { } target)
            {
                if (LeadsHere(target))
                    return null;
                links.Add(new CachedLink(output.Path.TrimEnd('/'), target.Replace('\\', '/')));
                continue;
            }

            FileStat stat = _options.Disk.Stat(output.Path);
            if (stat.Kind == FileKind.Folder)
                empty.AddRange(EmptyFolders(output.Path.EndsWith('/') ? output.Path : output.Path + "/").Where(folder => !run.EmptyBefore.Contains(folder) && !empty.Contains(folder)));
            else if (stat.Kind == FileKind.File)
                files.Add(new CachedFile(output.Path, output.Digest, stat.Size, output.Marks.HasFlag(OutputMarks.Executable)));
            else
                return null;
        }

        (byte[]? text, CachedFile? blob) = Log(run);
        return new CachedResult
        {
            Node = run.Node.Name,
            Files = files,
            Links = links,
            EmptyFolders = empty,
            LogText = text,
            LogBlob = blob,
            Summary = Summary(run.Node),
            Duration = run.Duration,
            EndedAt = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
            Results = run.Results,
        };
    }

    // A folder with nothing in it at all is none of its own members.
    private IEnumerable<string> EmptyFolders(string folder)
    {
        string[] members = [.. _options.Disk.EnumerateTree(folder)];
        return members.Length == 0 ? [folder] : members.Where(member => member.EndsWith('/'));
    }

    // A link by an absolute path into the project leads elsewhere in another folder.
    private bool LeadsHere(string target) =>
        Path.IsPathRooted(target) && (target.Replace('\\', '/') + "/").StartsWith(_options.AbsoluteOf("").TrimEnd('/') + "/", StringComparison.OrdinalIgnoreCase);

    private (byte[]? Text, CachedFile? Blob) Log(SharedRun run)
    {
        if (run.LogFile is null)
            return (null, null);
        string file = _options.Files.AbsoluteOf(run.LogFile);
        long size = new FileInfo(file).Length;
        return size <= MostInEntry ? (WholeFile.Read(file, MostInEntry), null) : (null, new CachedFile("", _options.Disk.Hash(file), size, Executable: false));
    }

    private string Summary(Node node)
    {
        string file = _options.Files.SummaryOf(node.Name);
        return File.Exists(file) ? Encoding.UTF8.GetString(WholeFile.Start(file, MostSummary, out _)) : "";
    }
}
