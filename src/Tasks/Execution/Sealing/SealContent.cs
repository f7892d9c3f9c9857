using TaskGraph.Execution.Storage;

namespace TaskGraph.Execution.Sealing;

/// <summary>What is put under a seal: all that a build's answer came from, and the answer.</summary>
public sealed class SealContent
{
    /// <summary>What was declared, byte for byte.</summary>
    public required ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>The environment variables that were looked at, and their values; null for one that is not set.</summary>
    public required IReadOnlyCollection<KeyValuePair<string, string?>> Environment { get; init; }

    /// <summary>The paths that were examined, and what they were.</summary>
    public required IReadOnlyCollection<KeyValuePair<string, FileStat>> Stats { get; init; }

    /// <summary>The folders that were listed, and what was in them, in ordinal order.</summary>
    public required IReadOnlyCollection<KeyValuePair<(string Folder, bool Deep), string[]>> Listings { get; init; }

    /// <summary>Thread slots.</summary>
    public required int Threads { get; init; }

    /// <summary>What became of each node.</summary>
    public required IReadOnlyCollection<SealedItem> Results { get; init; }

    /// <summary>The files that nodes left.</summary>
    public required IReadOnlyCollection<SealedItem> Outputs { get; init; }
}
