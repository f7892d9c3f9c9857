using System.Text;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Testing;

/// <summary>
/// A disk in memory whose clock stands still until the test moves it. Times, inodes and links behave as on a Linux disk: writing in place keeps the
/// inode, every change sets the time of change, and stamps are as coarse as <see cref="Tick"/>.
/// </summary>
public sealed class MemoryFileSystem : IFileSystem
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Entry> _entries;
    private readonly StringComparison _comparison;
    private ulong _inodes = 100;
    private long _now = 1_700_000_000_123_456_789;

    /// <summary>Creates an empty disk; with <paramref name="ignoreCase"/> it finds a name in any case and keeps the first, as Windows and macOS do.</summary>
    public MemoryFileSystem(bool ignoreCase = false)
    {
        _entries = new(ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        _comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
    }

    /// <summary>How coarse stamps are, ns.</summary>
    public long Tick { get; set; } = 4_000_000;

    /// <summary>How many files were read for their digest.</summary>
    public int Hashes { get; private set; }

    /// <summary>How often a path was examined.</summary>
    public int Stats { get; private set; }

    /// <summary>Called with a file's path just after its bytes were read for a digest: the place for a test to change it meanwhile.</summary>
    public Action<string>? Hashed { get; set; }

    /// <summary>Called with a file's path and its new content, null if it is deleted.</summary>
    public Action<string, byte[]?>? Changed { get; set; }

    public long CoarseNow
    {
        get
        {
            lock (_lock)
                return _now - (_now % Tick);
        }
    }

    /// <summary>Moves the clock by so many ns; by default to the next tick.</summary>
    public void Advance(long nanoseconds = 0)
    {
        lock (_lock)
            _now += nanoseconds == 0 ? Tick : nanoseconds;
    }

    /// <summary>Writes a file in place, with the folders above it.</summary>
    public void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file in place, with the folders above it.</summary>
    public void Write(string path, byte[] content)
    {
        lock (_lock)
        {
            path = Resolve(path) ?? throw new IOException($"'{path}' cannot be written.");
            if (!_entries.TryGetValue(path, out Entry? file))
                file = Add(path, FileKind.File);
            if (file.Kind != FileKind.File)
                throw new IOException($"'{path}' is no file.");
            file.Content = content;
            file.Modified = file.Changed = CoarseNow;
            Changed?.Invoke(path, content);
        }
    }

    /// <summary>Sets a file's times to now; its content stays.</summary>
    public void Touch(string path)
    {
        lock (_lock)
        {
            Entry entry = Get(path);
            entry.Modified = entry.Changed = CoarseNow;
        }
    }

    /// <summary>After a power cut a file has this content, or is gone, and no stamp tells of it.</summary>
    public void Lose(string path, byte[]? content)
    {
        lock (_lock)
        {
            if (content is null)
                _entries.Remove(path);
            else
                (_entries.TryGetValue(path, out Entry? file) ? file : Add(path, FileKind.File)).Content = content;
        }
    }

    /// <summary>Makes a device.</summary>
    public void AddDevice(string path)
    {
        lock (_lock)
            Add(path, FileKind.Other);
    }

    /// <summary>Makes a link; <paramref name="target"/> is relative to the link's folder.</summary>
    public void AddLink(string path, string target)
    {
        lock (_lock)
            Add(path, FileKind.File).Target = target;
    }

    public FileStat Stat(string path)
    {
        lock (_lock)
        {
            Stats++;
            if (path is "./" or ".")
                return new FileStat(FileKind.Folder, 0, 1, 1, 1);
            if (Resolve(path) is not { } real || !_entries.TryGetValue(real, out Entry? entry))
                return FileStat.Missing;
            if (path.EndsWith('/') && entry.Kind != FileKind.Folder)
                return FileStat.Missing;
            return new FileStat(entry.Kind, entry.Content.Length, entry.Modified, entry.Changed, entry.Inode);
        }
    }

    public bool IsLink(string path)
    {
        lock (_lock)
            return _entries.TryGetValue(path.TrimEnd('/'), out Entry? entry) && entry.Target is not null;
    }

    public Digest Hash(string path)
    {
        Digest digest;
        lock (_lock)
        {
            Hashes++;
            if (Resolve(path) is { } real && _entries.TryGetValue(real, out Entry? entry) && entry.Kind == FileKind.File)
                digest = Digest.Of(entry.Content);
            else if (_entries.TryGetValue(path, out Entry? link) && link.Target is not null)
                digest = Digest.Of(Encoding.UTF8.GetBytes(link.Target));
            else
                throw Resolve(path) is { } other && _entries.ContainsKey(other) ? new UnauthorizedAccessException(path) : new FileNotFoundException(path);
        }

        Hashed?.Invoke(path);
        return digest;
    }

    public IEnumerable<string> EnumerateTree(string folder)
    {
        string prefix = folder is "./" or "." ? "" : folder.TrimEnd('/') + "/";
        lock (_lock)
        {
            string below = Below(prefix);
            var found = new List<string>();
            foreach ((string path, Entry entry) in _entries)
            {
                if (!path.StartsWith(below, _comparison) || path.Length == below.Length)
                    continue;
                if (entry.Kind != FileKind.Folder)
                    found.Add(prefix + path[below.Length..]);
                else if (IsEmpty(path))
                    found.Add(prefix + path[below.Length..] + "/");
            }

            return found;
        }
    }

    public IEnumerable<string> EnumerateNames(string folder)
    {
        lock (_lock)
        {
            string below = Below(folder is "./" or "." ? "" : folder.TrimEnd('/') + "/");
            var found = new List<string>();
            foreach ((string path, Entry entry) in _entries)
            {
                if (path.StartsWith(below, _comparison) && !path[below.Length..].Contains('/', StringComparison.Ordinal))
                    found.Add(path[below.Length..] + (entry.Kind == FileKind.Folder ? "/" : ""));
            }

            return found;
        }
    }

    public byte[] ReadBytes(string path, int most) => Encoding.UTF8.GetBytes(ReadText(path, most));

    public string ReadText(string path, int most = int.MaxValue)
    {
        lock (_lock)
        {
            ReadOnlySpan<byte> text = Get(path).Content;
            if (text.Length > most)
                throw new IOException("The file has more.");
            return Encoding.UTF8.GetString(text.StartsWith(Encoding.UTF8.Preamble) ? text[3..] : text);
        }
    }

    public void DeleteFile(string path)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(path, out Entry? entry) && entry.Kind == FileKind.Folder)
                throw new UnauthorizedAccessException($"'{path}' is a folder.");
            if (_entries.Remove(path))
                Changed?.Invoke(path, null);
        }
    }

    public bool DeleteEmptyFolder(string path)
    {
        lock (_lock)
        {
            path = path.TrimEnd('/');
            if (!_entries.TryGetValue(path, out Entry? entry))
                return true;
            if (entry.Kind != FileKind.Folder || !IsEmpty(path))
                return false;
            return _entries.Remove(path);
        }
    }

    public void CreateFolder(string path)
    {
        lock (_lock)
        {
            path = path.TrimEnd('/');
            if (path.Length > 0 && path != "." && !_entries.ContainsKey(path))
                Add(path, FileKind.Folder);
        }
    }

    public void Replace(string file, string path)
    {
        lock (_lock)
        {
            byte[] content = Get(file).Content;
            if (_entries.TryGetValue(path, out Entry? there) && there.Kind == FileKind.Folder)
                throw new IOException($"'{path}' is a folder.");
            _entries.Remove(file);
            _entries.Remove(path);
            Write(path, content);
        }
    }

    public void CreateLink(string path, string target) => AddLink(path, target);

    public Stream OpenRead(string path)
    {
        lock (_lock)
            return new MemoryStream(Get(path).Content);
    }

    public void SetModified(string path, long modified)
    {
        lock (_lock)
        {
            Entry entry = Get(path);
            entry.Modified = modified;
            entry.Changed = CoarseNow;
        }
    }

    private Entry Add(string path, FileKind kind)
    {
        if (path.LastIndexOf('/') is > 0 and int end)
        {
            CreateFolder(path[..end]);
            if (_entries[path[..end]].Kind != FileKind.Folder)
                throw new IOException($"'{path[..end]}' is no folder.");
        }

        var entry = new Entry { Kind = kind, Inode = ++_inodes, Modified = CoarseNow, Changed = CoarseNow };
        _entries.Add(path, entry);
        return entry;
    }

    private Entry Get(string path) =>
        Resolve(path) is { } real && _entries.TryGetValue(real, out Entry? entry) ? entry : throw new FileNotFoundException(path);

    private bool IsEmpty(string folder)
    {
        foreach (string path in _entries.Keys)
        {
            if (path.StartsWith(folder + "/", _comparison))
                return false;
        }

        return true;
    }

    // A prefix that no path has, for what is no folder.
    private string Below(string prefix)
    {
        if (prefix.Length == 0)
            return "";
        return Resolve(prefix) is { } real && _entries.TryGetValue(real, out Entry? entry) && entry.Kind == FileKind.Folder ? real + "/" : "\0";
    }

    // The path with links followed, in any of its segments; null for a circle.
    private string? Resolve(string path)
    {
        path = path.TrimEnd('/');
        for (int hops = 0; hops < 40; hops++)
        {
            string next = FollowFirst(path);
            if (next == path)
                return path;
            path = next;
        }

        return null;
    }

    private string FollowFirst(string path)
    {
        for (int end = path.IndexOf('/', StringComparison.Ordinal); ; end = path.IndexOf('/', end + 1))
        {
            string part = end < 0 ? path : path[..end];
            if (_entries.TryGetValue(part, out Entry? entry) && entry.Target is { } target)
            {
                string folder = part[..(part.LastIndexOf('/') + 1)];
                string rest = end < 0 ? "" : path[end..];
                return CanonicalPath.Of(folder + target + rest, "/", backslashSeparates: false, StringComparison.Ordinal).TrimEnd('/');
            }

            if (end < 0)
                return path;
        }
    }

    private sealed class Entry
    {
        public FileKind Kind { get; init; }

        public ulong Inode { get; init; }

        public byte[] Content { get; set; } = [];

        public string? Target { get; set; }

        public long Modified { get; set; }

        public long Changed { get; set; }
    }
}
