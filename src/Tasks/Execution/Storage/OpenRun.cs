using TaskGraph.Model;

namespace TaskGraph.Execution.Storage;

/// <summary>A run that was started and has not been seen to succeed.</summary>
/// <param name="Definition">Digest of the declaration it ran by.</param>
/// <param name="Declared">Its declared outputs, files, folders and globs, as numbers in the <see cref="PathTable"/>.</param>
/// <param name="Found">Files that were at its outputs already and that no run of the node had made: somebody's own, never deleted.</param>
public sealed record OpenRun(Digest Definition, int[] Declared, int[] Found)
{
    /// <summary>What it left at its outputs when it was seen to end; null if it was not seen: then it is all that is there and was not before.</summary>
    public int[]? Left { get; init; }

    /// <summary>The success of the same definition that it made void, by its number in the index; -1 if there was none.</summary>
    internal int Voided { get; init; } = -1;

    /// <summary>True if the run left a file, or may have.</summary>
    /// <param name="declared">The declared output that the file is at.</param>
    /// <param name="path">The file.</param>
    public bool MayHaveLeft(int declared, int path) =>
        Array.IndexOf(Declared, declared) >= 0 && (Left is null ? Array.IndexOf(Found, path) < 0 : Array.IndexOf(Left, path) >= 0);
}
