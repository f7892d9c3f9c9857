using TaskGraph.Execution.Executors;
using TaskGraph.Execution.Storage;
using TaskGraph.Execution.Storage.Caching;

namespace TaskGraph.Execution.Caching;

/// <summary>What a <see cref="NodeCache"/> goes by.</summary>
public sealed record NodeCacheOptions
{
    /// <summary>Opens what entries and blobs are kept in; called once, when first needed, on a thread of the cache's.</summary>
    public required Func<ICacheStore> Open { get; init; }

    /// <summary>Whether results are kept, or only asked for.</summary>
    public required bool Keeps { get; init; }

    /// <summary>Called when something was kept, on a thread of the cache's.</summary>
    public Action? Kept { get; init; }

    /// <summary>Told of what should never happen: the node runs then, or is not shared. On a thread of the cache's.</summary>
    public required Action<Exception> Failed { get; init; }

    /// <summary>How many threads ask and keep at most.</summary>
    public required int Threads { get; init; }

    /// <summary>The project's state folder, absolute, without a '/' at the end.</summary>
    public required string StateFolder { get; init; }

    /// <summary>The project file's name, without folders.</summary>
    public required string Project { get; init; }

    /// <summary>Configuration, platform, framework and runtime that are built.</summary>
    public required string Variant { get; init; }

    /// <summary>The disk, as the project sees it.</summary>
    public required DiskFileSystem Disk { get; init; }

    /// <summary>The absolute form of a canonical path.</summary>
    public required Func<string, string> AbsoluteOf { get; init; }

    /// <summary>Where nodes' logs and summaries are.</summary>
    public required NodeFiles Files { get; init; }

    /// <summary>Takes the answers.</summary>
    public required IInbox Inbox { get; init; }
}
