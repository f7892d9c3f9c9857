using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.Caching;

/// <summary>A node's success, as a cache is to keep it.</summary>
public sealed record SharedRun
{
    /// <summary>The node.</summary>
    public required Node Node { get; init; }

    /// <summary>What it is known by.</summary>
    public required Digest Action { get; init; }

    /// <summary>Where the set of what its dep file named is kept; null if it has none.</summary>
    public Digest? PathSets { get; init; }

    /// <summary>What its dep file named, as canonical paths.</summary>
    public IReadOnlyList<string> Discovered { get; init; } = [];

    /// <summary>The bytes of its fingerprint, without what its dep file named.</summary>
    public required ReadOnlyMemory<byte> Trace { get; init; }

    /// <summary>What it left, with the members of its folders. A path that ends in '/' is a folder.</summary>
    public required IReadOnlyList<SharedOutput> Outputs { get; init; }

    /// <summary>Folders with nothing in them, each with a '/' at the end, that were there before it ran.</summary>
    public IReadOnlyCollection<string> EmptyBefore { get; init; } = [];

    /// <summary>Milliseconds from start to end.</summary>
    public required int Duration { get; init; }

    /// <summary>The results that it left.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Results { get; init; }

    /// <summary>The file with what it printed, relative to the state folder; null if it printed nothing.</summary>
    public string? LogFile { get; init; }
}

/// <summary>A file or folder that a node left.</summary>
/// <param name="Path">Its canonical path.</param>
/// <param name="Digest">SHA-256 of its content, as it was when the node had ended.</param>
/// <param name="Marks">What else is known of it.</param>
public readonly record struct SharedOutput(string Path, Digest Digest, OutputMarks Marks);
