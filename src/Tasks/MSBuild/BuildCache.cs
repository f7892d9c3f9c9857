using Microsoft.Build.Framework;
using TaskGraph.Execution;
using TaskGraph.Execution.Caching;
using TaskGraph.Execution.Executors;
using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.MSBuild;

/// <summary>The cache of one build, made of what the project says; and what is told of it when the build has ended.</summary>
internal sealed class BuildCache : IDisposable
{
    // Waiting for a network: for a folder as many as there are processors are enough.
    private const int RemoteThreads = 32;

    private static readonly TimeSpan MostExplained = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostSwept = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MostWaited = TimeSpan.FromSeconds(60);

    private readonly CacheSettings _settings;
    private readonly NodeCache _cache;
    private readonly IInbox _inbox;
    private readonly List<CacheFault> _faults = [];
    private int _failed;
    private FolderCache? _folder;
    private CacheSweep? _sweep;

    private BuildCache(ProjectGraph project, NodeFiles files, IInbox inbox, string projectFile)
    {
        _settings = project.Settings.Cache;
        _inbox = inbox;
        _cache = new NodeCache(new NodeCacheOptions
        {
            Open = Open,
            Keeps = _settings.Mode == CacheMode.ReadWrite,
            Threads = _settings.Address is null ? Math.Clamp(Environment.ProcessorCount, 2, 8) : RemoteThreads,
            StateFolder = project.Settings.StateFolder,
            Project = Path.GetFileName(projectFile),
            Variant = project.Settings.Rebuild.Variant,
            Disk = project.Settings.Rebuild.OpenDisk(),
            AbsoluteOf = project.Settings.Rebuild.AbsoluteOf,
            Files = files,
            Kept = () => _sweep?.StartIfDue(),
            Failed = TellOnce,
            Inbox = inbox,
        });
    }

    public INodeCache Nodes => _cache;

    // What a server gave is put into the folder as well.
    private bool MayFill => _settings.Mode == CacheMode.ReadWrite || _settings.Address is not null;

    /// <summary>The cache of a build; null if it has none.</summary>
    public static BuildCache? Of(ProjectGraph project, NodeFiles files, IInbox inbox, string projectFile) =>
        project.Settings.Cache.IsOn ? new BuildCache(project, files, inbox, projectFile) : null;

    /// <summary>What is known only now of why the cache had nothing of nodes: a server may answer later than a short node runs.</summary>
    public IEnumerable<GraphEvent.CacheMissed> Misses(CancellationToken hurry)
    {
        _cache.Explain(MostExplained, hurry);
        while (_inbox.TryTake(out RunnerMessage? message))
        {
            if (message is RunnerMessage.MissExplained explained)
                yield return new GraphEvent.CacheMissed(explained.Node, explained.Miss);
        }
    }

    /// <summary>Waits, for a time, until what is to be kept is kept, and tells what went wrong.</summary>
    /// <param name="log">Is told.</param>
    /// <param name="hurry">Ends the waiting.</param>
    public void Close(TaskLog log, CancellationToken hurry)
    {
        int left = _cache.Close(MostWaited, hurry);
        if (left > 0 && !hurry.IsCancellationRequested)
            log.Message(MessageImportance.High, $"{left} results were not given to the cache: it took more than {MostWaited.TotalSeconds:0} s after the last node had ended.");
        if (MayFill)
        {
            _folder?.NoteBuild(new CacheUse(_cache.Hits, _cache.Saved));
            // What has just been stored may be too much. A large folder is the next build's.
            _sweep?.StartIfDue();
            _sweep?.Wait(MostSwept);
        }

        _cache.Dispose();
        foreach (CacheFault fault in Told())
            log.Report(new Problem(ProblemKind.CacheFault, null, fault.Store) { Detail = fault.Reason });
    }

    /// <summary>Breaks off what is left.</summary>
    public void Dispose()
    {
        _cache.Dispose();
        _sweep?.Dispose();
        _sweep = null;
    }

    private List<CacheFault> Told()
    {
        lock (_faults)
            return [.. _faults];
    }

    private ICacheStore Open()
    {
        if (_settings.Folder is not null)
            OpenFolder(_settings.Folder);
        if (_settings.Address is null)
            return _folder!;
        var remote = new HttpCache(_settings.Address, Environment.GetEnvironmentVariable(Settings.TokenVariable), Tell) { IsEntry = (action, entry) => CachedResultCodec.Decode(action, entry) is not null };
        return _folder is null ? remote : new CombinedCache(_folder, remote, fills: true, BlobsOf);
    }

    private void OpenFolder(string folder)
    {
        // Nobody has asked for the folder to be filled by who only reads: if that cannot be, it is no fault.
        _folder = new FolderCache(folder, _settings is { Mode: CacheMode.Read, Address: not null } ? _ => { } : Tell);
        if (!MayFill)
            return;
        _sweep = new CacheSweep(_folder, _settings.Limit);
        _sweep.StartIfDue();
    }

    private static IEnumerable<Digest>? BlobsOf(Digest action, byte[] entry) =>
        CachedResultCodec.Decode(action, entry) is { } result ? result.Files.Select(file => file.Digest).Concat(result.LogBlob is { } log ? [log.Digest] : []) : null;

    private void TellOnce(Exception e)
    {
        if (Interlocked.Exchange(ref _failed, 1) == 0)
            Tell(new CacheFault(_settings.Folder ?? "the server's", $"{e.GetType().Name}: {e.Message}", LeftAlone: false));
    }

    private void Tell(CacheFault fault)
    {
        lock (_faults)
            _faults.Add(fault);
    }
}
