using TaskGraph.Execution.Storage;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.PowerCuts;

/// <summary>
/// A disk that forgets: it holds the files of the state itself, follows what is written to a <see cref="MemoryFileSystem"/>, and can lose of both what a power cut may take (<see cref="PowerCut"/>).
/// </summary>
internal sealed class FragileDisk : IStateFiles
{
    private readonly List<DiskChange> _changes = [];
    private Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private Dictionary<int, byte[]> _contents = [];
    private Dictionary<string, int> _durableNames = new(StringComparer.Ordinal);
    private Dictionary<int, byte[]> _durable = [];
    private int _files;

    public FragileDisk() => Work.Changed = OnWork;

    /// <summary>The project's files.</summary>
    public MemoryFileSystem Work { get; } = new();

    /// <summary>How many changes there were since the last power cut.</summary>
    public int Changes => _changes.Count;

    /// <summary>How often somebody waited for the disk, since the last power cut.</summary>
    public int Syncs => _changes.Count(change => change is DiskChange.Synced);

    /// <summary>The power was cut after so many changes; what came to the disk is drawn at random. Returns it in words.</summary>
    public string Cut(int after, Random random)
    {
        var cut = new PowerCut(_durableNames, _durable, _changes[..after], random);
        // In place of what the programs saw there is what the disk has.
        string[] before = [.. _names.Keys];
        (_names, _contents) = (cut.Names, cut.Contents);
        (_durableNames, _durable) = (new(_names, StringComparer.Ordinal), new(_contents));
        _changes.Clear();
        foreach (string path in before.Union(_names.Keys).Where(path => !path.StartsWith('/')))
            Work.Lose(path, Read(path));
        return cut.ToString();
    }

    public byte[]? Read(string path) => _names.TryGetValue(path, out int file) ? _contents[file] : null;

    public bool Exists(string path) => _names.ContainsKey(path);

    public long LengthOf(string path) => Read(path)?.Length ?? 0;

    public IStateFile Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        if (mode == FileMode.CreateNew && Exists(path))
            throw new IOException($"'{path}' is there.");
        if (mode == FileMode.Open && !Exists(path))
            throw new FileNotFoundException(path);
        int file = FileAt(path);
        if (mode == FileMode.Create)
            Truncate(file, 0);
        return new OpenFile(this, file, (access & FileAccess.Write) != 0);
    }

    public void Move(string from, string to)
    {
        Log(new DiskChange.Renamed(from, to));
        _names[to] = _names[from];
        _names.Remove(from);
    }

    public void Delete(string path)
    {
        if (_names.Remove(path))
            Log(new DiskChange.Deleted(path));
    }

    private void OnWork(string path, byte[]? content)
    {
        if (content is null)
        {
            Delete(path);
            return;
        }

        int file = FileAt(path);
        Truncate(file, 0);
        Write(file, 0, content);
    }

    private int FileAt(string path)
    {
        if (_names.TryGetValue(path, out int file))
            return file;
        _names.Add(path, file = ++_files);
        _contents.Add(file, []);
        Log(new DiskChange.Created(path, file));
        return file;
    }

    private void Truncate(int file, long length)
    {
        if (_contents[file].Length == length)
            return;
        _contents[file] = [.. _contents[file].Take((int)length)];
        Log(new DiskChange.Truncated(file, length));
    }

    private void Write(int file, long offset, ReadOnlySpan<byte> bytes)
    {
        _contents[file] = PowerCut.Overwrite(_contents[file], offset, bytes);
        Log(new DiskChange.Wrote(file, offset, bytes.ToArray()));
    }

    private void Log(DiskChange change) => _changes.Add(change);

    private sealed class OpenFile(FragileDisk disk, int file, bool canWrite) : IStateFile
    {
        public long Length
        {
            get => disk._contents[file].Length;
            set => disk.Truncate(file, value);
        }

        public bool CanWrite => canWrite;

        public int Read(long offset, Span<byte> destination)
        {
            ReadOnlySpan<byte> rest = disk._contents[file].AsSpan((int)Math.Min(offset, Length));
            rest = rest[..Math.Min(rest.Length, destination.Length)];
            rest.CopyTo(destination);
            return rest.Length;
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes) => disk.Write(file, offset, bytes);

        public void Sync() => disk.Log(new DiskChange.Synced(file));

        public void Dispose()
        {
        }
    }
}
