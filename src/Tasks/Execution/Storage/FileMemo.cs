using TaskGraph.Model;

namespace TaskGraph.Execution.Storage;

/// <summary>What is remembered of a file: with this stat, it has this content.</summary>
/// <param name="Stat">The stat just before and just after the content was read.</param>
/// <param name="Digest">SHA-256 of the content.</param>
/// <param name="Racy">True if the content may have changed since without the stat showing it: the memo proves nothing.</param>
public readonly record struct FileMemo(FileStat Stat, Digest Digest, bool Racy);
