using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.Sealing;

/// <summary>
/// The disk, with a note of what it was asked and what it answered: what a <see cref="Seal"/> asks again. Stats are not noted here, since <see cref="FileTable"/> has them all (<see cref="FileTable.Examined"/>). Once
/// something is changed through it, nothing is noted any more.
/// </summary>
public sealed class ObservedDisk : IFileSystem
{
    private readonly IFileSystem _disk;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FileStat> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Folder, bool Deep), string[]> _listings = [];
    private volatile bool _steady = true;

    /// <summary>Watches a disk.</summary>
    public ObservedDisk(IFileSystem disk) => _disk = disk;

    /// <summary>True if the answers can be asked for again: nothing was changed, and whatever was asked twice was the same both times.</summary>
    public bool IsSteady => _steady;

    /// <summary>Files that were read whole, and what they were.</summary>
    public IReadOnlyCollection<KeyValuePair<string, FileStat>> Read => _read;

    /// <summary>The folders that were listed (with all that is below them, or the names in them alone), and what was there, in ordinal order.</summary>
    public IReadOnlyCollection<KeyValuePair<(string Folder, bool Deep), string[]>> Listings => _listings;

    /// <inheritdoc/>
    public long CoarseNow => _disk.CoarseNow;

    /// <summary>What of a stat says what a build may have concluded from it. A folder's times change whenever something comes or goes in it; what is in it is asked for by its listing.</summary>
    public static FileStat Essence(in FileStat stat) => stat.Kind == FileKind.Folder ? new FileStat(FileKind.Folder, 0, 0, 0, 0) : stat;

    /// <summary>Notes nothing any more: what this build does cannot be told by what it sees.</summary>
    public void StopNoting()
    {
        if (!_steady)
            return;
        _steady = false;
        lock (_lock)
        {
            _read.Clear();
            _listings.Clear();
        }
    }

    /// <inheritdoc/>
    public FileStat Stat(string path) => _disk.Stat(path);

    /// <inheritdoc/>
    public FileStat Stat(ReadOnlySpan<byte> path) => _disk.Stat(path);

    /// <inheritdoc/>
    public bool IsLink(string path)
    {
        StopNoting();
        return _disk.IsLink(path);
    }

    /// <inheritdoc/>
    public Digest Hash(string path)
    {
        // Of a file its stat tells whether it is the same the next time; of a link to a folder, or to nothing, nothing does.
        if (_steady && _disk.Stat(path).Kind != FileKind.File)
            StopNoting();
        return _disk.Hash(path);
    }

    /// <inheritdoc/>
    public IEnumerable<string> EnumerateTree(string folder) => Noted(folder, deep: true, _disk.EnumerateTree);

    /// <inheritdoc/>
    public IEnumerable<string> EnumerateNames(string folder) => Noted(folder, deep: false, _disk.EnumerateNames);

    /// <inheritdoc/>
    public byte[] ReadBytes(string path, int most)
    {
        if (!_steady)
            return _disk.ReadBytes(path, most);
        long now = _disk.CoarseNow;
        FileStat before = _disk.Stat(path);
        byte[] bytes = _disk.ReadBytes(path, most);
        bool same;
        lock (_lock)
            same = _read.TryAdd(path, before) || _read[path] == before;
        if (!same || before.Kind != FileKind.File || FileTable.IsRacy(before, now) || _disk.Stat(path) != before)
            StopNoting();
        return bytes;
    }

    /// <inheritdoc/>
    public string ReadText(string path, int most)
    {
        StopNoting();
        return _disk.ReadText(path, most);
    }

    /// <inheritdoc/>
    public void DeleteFile(string path)
    {
        StopNoting();
        _disk.DeleteFile(path);
    }

    /// <inheritdoc/>
    public bool DeleteEmptyFolder(string path)
    {
        StopNoting();
        return _disk.DeleteEmptyFolder(path);
    }

    /// <inheritdoc/>
    public void CreateFolder(string path)
    {
        StopNoting();
        _disk.CreateFolder(path);
    }

    /// <inheritdoc/>
    public void Replace(string file, string path)
    {
        StopNoting();
        _disk.Replace(file, path);
    }

    /// <inheritdoc/>
    public void CreateLink(string path, string target)
    {
        StopNoting();
        _disk.CreateLink(path, target);
    }

    /// <inheritdoc/>
    public Stream OpenRead(string path)
    {
        StopNoting();
        return _disk.OpenRead(path);
    }

    /// <inheritdoc/>
    public void SetModified(string path, long modified)
    {
        StopNoting();
        _disk.SetModified(path, modified);
    }

    private IEnumerable<string> Noted(string folder, bool deep, Func<string, IEnumerable<string>> list)
    {
        if (!_steady)
            return list(folder);
        string[] found = [.. list(folder)];
        Array.Sort(found, StringComparer.Ordinal);
        bool same;
        lock (_lock)
            same = _listings.TryAdd((folder, deep), found) || _listings[(folder, deep)].AsSpan().SequenceEqual(found);
        if (!same)
            StopNoting();
        return found;
    }
}
