using TaskGraph.Model;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary>What an entry says of an action: what it left, and what is to be known of the run that left it. Immutable. Paths are canonical, relative to the project's folder or absolute.</summary>
public sealed record CachedResult
{
    /// <summary>The name of the node that ran.</summary>
    public required string Node { get; init; }

    /// <summary>The files that it left, in a fixed order.</summary>
    public IReadOnlyList<CachedFile> Files { get; init; } = [];

    /// <summary>The links that it left.</summary>
    public IReadOnlyList<CachedLink> Links { get; init; } = [];

    /// <summary>Folders that it left and that have nothing in them, each with a '/' at the end.</summary>
    public IReadOnlyList<string> EmptyFolders { get; init; } = [];

    /// <summary>What it printed, if that is little; null if it is a blob, or nothing.</summary>
    public byte[]? LogText { get; init; }

    /// <summary>What it printed, as a blob; null if it is in <see cref="LogText"/>, or nothing. Its path is empty.</summary>
    public CachedFile? LogBlob { get; init; }

    /// <summary>What it added to the report, Markdown; empty if nothing.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Wall time of the run, milliseconds.</summary>
    public int Duration { get; init; }

    /// <summary>When the run ended, ms since 1970 by the clock of the machine that it ran on.</summary>
    public long EndedAt { get; init; }

    /// <summary>The results that it left, in the order in which it did.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Results { get; init; } = [];

    /// <summary>What the dep files of such runs named beside the declared inputs, newest first: each a set of canonical paths. Only of an entry that is asked for before it is known which set counts.</summary>
    public IReadOnlyList<IReadOnlyList<string>> PathSets { get; init; } = [];

    /// <summary>Which runs of some nodes are the last that the cache knows. Only of an entry that is asked for where there is no result.</summary>
    public IReadOnlyList<LastRun> LastRuns { get; init; } = [];
}

/// <summary>The last run of a node that a cache knows.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="EndedAt">When it ended, ms since 1970 by the clock of the machine that it ran on.</param>
/// <param name="Trace">The bytes that were hashed into its fingerprint.</param>
public sealed record LastRun(string Node, long EndedAt, byte[] Trace);

/// <summary>A file that an action left.</summary>
/// <param name="Path">Its canonical path.</param>
/// <param name="Digest">SHA-256 of its bytes.</param>
/// <param name="Size">How many bytes it has.</param>
/// <param name="Executable">Whether its owner may run it.</param>
public sealed record CachedFile(string Path, Digest Digest, long Size, bool Executable);

/// <summary>A link that an action left.</summary>
/// <param name="Path">Its canonical path.</param>
/// <param name="Target">Where it leads, in the words of the link.</param>
public sealed record CachedLink(string Path, string Target);
