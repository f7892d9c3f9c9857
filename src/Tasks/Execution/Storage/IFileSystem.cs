using TaskGraph.Model;

namespace TaskGraph.Execution.Storage;

/// <summary>
/// The disk, as the engine needs it. Paths are canonical (see <see cref="PathTable"/>) and are resolved against the project's folder,
/// never against the process's. The portable implementation uses .NET alone; tests use one in memory.
/// All members may be called from any thread. Failures are <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.
/// </summary>
public interface IFileSystem
{
    /// <summary>
    /// The time that the file system would stamp on a file written now, ns since 1970. A file whose <see cref="FileStat.Changed"/> is not
    /// before the time read just ahead of hashing it may change again without its stat changing ("racily clean" in git's words,
    /// https://git-scm.com/docs/racy-git).
    /// </summary>
    long CoarseNow { get; }

    /// <summary>The stat of a path, links followed; <see cref="FileStat.Missing"/> if nothing is there (or a link leads nowhere).</summary>
    FileStat Stat(string path);

    /// <summary>The same of a path in UTF-8.</summary>
    FileStat Stat(ReadOnlySpan<byte> path) => Stat(System.Text.Encoding.UTF8.GetString(path));

    /// <summary>True if a path is a link, wherever it leads.</summary>
    bool IsLink(string path);

    /// <summary>SHA-256 of a file's bytes.</summary>
    Digest Hash(string path);

    /// <summary>All files below a folder, at any depth, as canonical paths below <paramref name="folder"/>, unsorted; empty folders as a path that ends in '/'. Links to folders are not followed: such a link counts as a file whose content is its target's path.</summary>
    IEnumerable<string> EnumerateTree(string folder);

    /// <summary>The names directly in a folder (a folder's with '/' behind), unsorted; empty if there is no such folder.</summary>
    IEnumerable<string> EnumerateNames(string folder);

    /// <summary>A file's bytes. One that has more than <paramref name="most"/>, or is no regular file, cannot be read.</summary>
    byte[] ReadBytes(string path, int most);

    /// <summary>A file's text, UTF-8 with invalid bytes replaced; likewise.</summary>
    string ReadText(string path, int most);

    /// <summary>Deletes a file or a link (not what it points to); nothing happens if it is not there.</summary>
    void DeleteFile(string path);

    /// <summary>Deletes a folder if it is empty and not a link; says whether it is gone.</summary>
    bool DeleteEmptyFolder(string path);

    /// <summary>Makes a folder and those above it.</summary>
    void CreateFolder(string path);

    /// <summary>Moves a file to a path, in the place of a file or link that is there; in one step, if both are on one disk.</summary>
    void Replace(string file, string path);

    /// <summary>Makes a link that leads where it says.</summary>
    void CreateLink(string path, string target);

    /// <summary>Opens a file for reading.</summary>
    Stream OpenRead(string path);

    /// <summary>Sets a file's time of last modification, ns since 1970.</summary>
    void SetModified(string path, long modified);
}
