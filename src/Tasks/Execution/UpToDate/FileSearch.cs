using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>Finds files before a build begins: what the globs in a map's list mean.</summary>
public sealed class FileSearch
{
    private readonly GlobWalk _globs;

    /// <summary>Creates it for a project.</summary>
    public FileSearch(IFileSystem disk, PathTable paths, Journal journal, RebuildSettings settings) =>
        _globs = new GlobWalk(disk, new FileTable(disk, paths, journal, remember: false), settings);

    /// <summary>The files that a glob matches, canonical, in ordinal order.</summary>
    public IEnumerable<string> Find(string glob) => _globs.Find(glob);
}
