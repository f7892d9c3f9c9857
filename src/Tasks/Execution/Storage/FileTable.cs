using TaskGraph.Model;

namespace TaskGraph.Execution.Storage;

/// <summary>
/// What this build knows of files, by number in the path table: each is examined once, until <see cref="Forget"/> or until an answer must be younger
/// (<see cref="Required"/>), and read only if the journal does not vouch for its content. Not thread-safe; <see cref="Prefetch"/> uses threads inside and returns when they are done.
/// </summary>
public sealed class FileTable
{
    /// <summary>What stamps of files may be ahead of the clock that is read for them (<see cref="Now"/>), and more, ns: a file that was there already is not to be taken for a new one, nor one made just now for one from the future.</summary>
    internal const long ClockTick = 10_000_000;

    private const int WorthThreads = 500;
    private const int HashAttempts = 3;
    private const long Second = 1_000_000_000;

    // What a device or a pipe counts as: nothing can be said of its content, and reading it may never end.
    private static readonly Digest OtherDigest = Digest.Of("other"u8);

    private static readonly Digest EmptyDigest = Digest.Of([]);

    private readonly IFileSystem _disk;
    private readonly PathTable _paths;
    private readonly Journal _journal;
    private readonly FolderDigests _folders;
    private FileStat[] _stats = [];
    private Digest[] _digests = [];
    private Known[] _known = [];
    private int[] _examined = [];
    private readonly bool _remember;
    private bool _changed;

    /// <summary>Creates it for a build.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="paths">The build's paths.</param>
    /// <param name="journal">What is remembered of contents; takes in what is learnt.</param>
    /// <param name="remember">False to leave the journal as it is: what is learnt is for this build alone.</param>
    public FileTable(IFileSystem disk, PathTable paths, Journal journal, bool remember = true)
    {
        _remember = remember;
        (_disk, _paths, _journal) = (disk, paths, journal);
        _folders = new FolderDigests(disk, paths);
    }

    [Flags]
    private enum Known : byte
    {
        Nothing = 0,
        Stat = 1,
        Digest = 2,

        // The file may have changed since it was read without its stat showing it.
        Racy = 4,
    }

    /// <summary>How many processes have ended in this build: what is examined now is as it was after so many.</summary>
    public int Moment { get; private set; }

    /// <summary>
    /// How old an answer may be: what was examined before this <see cref="Moment"/> is examined again when next asked for, and what is known of its content stays known
    /// only if its stat is the same and proves it.
    /// </summary>
    public int Required { get; set; }

    /// <summary>False if this build is to change nothing of what is remembered.</summary>
    public bool Remembers => _remember;

    /// <summary>True if nothing was found to be another than before, and no file may have changed since it was read without its stat showing it.</summary>
    public bool IsSteady => !_changed && !Array.Exists(_known, known => (known & Known.Racy) != 0);

    /// <summary>The paths that were examined, and what they are.</summary>
    public List<KeyValuePair<string, FileStat>> Examined()
    {
        var examined = new List<KeyValuePair<string, FileStat>>(_known.Length);
        for (int path = 0; path < _known.Length; path++)
        {
            if ((_known[path] & Known.Stat) != 0)
                examined.Add(new(_paths[path], _stats[path]));
        }

        return examined;
    }

    /// <summary>The time that the disk would stamp on a file written now, ns since 1970.</summary>
    public long Now => _disk.CoarseNow;

    /// <summary>The stat of a path, as it was at or after the moment that is <see cref="Required"/>.</summary>
    /// <exception cref="IOException">The path cannot be examined.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public FileStat StatOf(int path)
    {
        Grow(path);
        if ((_known[path] & Known.Stat) == 0)
            SetStat(path, _disk.Stat(_paths[path]));
        else if (_examined[path] < Required)
            ExamineAgain(path);
        return _stats[path];
    }

    /// <summary>Says that a process has ended, which may have written anything; returns the moment from which on all that it wrote is seen.</summary>
    public int Advance() => ++Moment;

    /// <summary>Says that something may have written this path and nothing else: it is examined again when next asked for.</summary>
    public void ForgetOne(int path)
    {
        if (path >= 0 && path < _known.Length)
            _known[path] = Known.Nothing;
    }

    /// <summary>Says that something may have written a path: it is examined again when next asked for. Of a folder, all that is in it (this looks at every known path). What is known of folders' content as a whole is forgotten as well.</summary>
    public void Forget(int path)
    {
        _folders.Forget();
        string name = _paths[path];
        ForgetAbove(name);
        bool folder = name.EndsWith('/') || (IsKnown(path, Known.Stat) && _stats[path].Kind == FileKind.Folder);
        if (path < _known.Length)
            _known[path] = Known.Nothing;
        if (folder)
            ForgetBelow(name);
    }

    /// <summary>
    /// The digest of a path's content; false if nothing is there. Of a folder: over its members' paths and digests, empty folders
    /// included. Of a device or pipe: one for all, without opening it.
    /// </summary>
    /// <exception cref="IOException">The path cannot be examined or read.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public bool TryDigest(int path, out Digest digest)
    {
        FileStat stat = StatOf(path);
        switch (stat.Kind)
        {
            case FileKind.File:
                if (!IsKnown(path, Known.Digest) && !TryRemembered(path, stat) && !TryHash(path))
                    return TryDigest(path, out digest);
                digest = _digests[path];
                return true;
            case FileKind.Folder:
                digest = _folders.DigestOf(path, this);
                return true;
            case FileKind.Other:
                digest = OtherDigest;
                return true;
            case FileKind.Missing:
            default:
                // So that the journal does not grow by files that come and go under ever new names.
                if (_remember && _journal.Memo(path) is not null)
                    _journal.AddMemo(path, FileStat.Missing, default, racy: false);
                digest = default;
                return false;
        }
    }

    /// <summary>How many bytes <see cref="TryDigest"/> would read: the file's size if its content is not known, else 0. Of a folder, the sum.</summary>
    /// <exception cref="IOException">The path cannot be examined.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public long BytesToHash(int path)
    {
        FileStat stat = StatOf(path);
        if (stat.Kind == FileKind.File)
            return IsKnown(path, Known.Digest) || TryRemembered(path, stat) ? 0 : stat.Size;
        if (stat.Kind != FileKind.Folder)
            return 0;
        long sum = 0;
        foreach (int member in _folders.MembersOf(path, this))
            sum += StatOf(member).Kind == FileKind.File ? BytesToHash(member) : 0;
        return sum;
    }

    /// <summary>Says what a file's content is that has just been put there: it is looked at, and not read. For this build alone: the next one reads it, unless its stat proves that nobody can have written it since.</summary>
    /// <exception cref="IOException">The path cannot be examined.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Learn(int path, Digest content)
    {
        Grow(path);
        long now = _disk.CoarseNow;
        FileStat stat = _disk.Stat(_paths[path]);
        SetStat(path, stat);
        if (stat.Kind != FileKind.File)
            return;
        _changed = true;
        bool racy = IsRacy(stat, now);
        if (_remember)
            _journal.AddMemo(path, stat, content, racy);
        SetDigest(path, content);
        if (racy)
            _known[path] |= Known.Racy;
    }

    /// <summary>
    /// Examines many paths, on several threads if there are over 500 that are not known. A path that cannot be examined stays unknown, so that
    /// <see cref="StatOf"/> tells why.
    /// </summary>
    /// <param name="paths">Numbers in the path table.</param>
    /// <param name="threads">How many threads at most, the calling one included.</param>
    public void Prefetch(ReadOnlySpan<int> paths, int threads)
    {
        int[] unknown = new int[paths.Length];
        int count = 0;
        foreach (int path in paths)
        {
            Grow(path);
            if ((_known[path] & Known.Stat) == 0)
            {
                unknown[count++] = path;
                _examined[path] = Moment;
            }
        }

        if (count <= WorthThreads)
            threads = 1;
        // The same path twice would be written by two threads; that both write the same is luck, not a rule.
        Array.Sort(unknown, 0, count);
        count = Distinct(unknown.AsSpan(0, count));
        new StatSweep(_disk, _paths, unknown.AsMemory(0, count), _stats, found => _known[found] = Known.Stat).Run(threads);
    }

    /// <summary>What a member of a folder counts as: a link to a folder, or to nothing, counts as where it leads.</summary>
    internal Digest DigestOfMember(int member)
    {
        if (StatOf(member).Kind is not (FileKind.Folder or FileKind.Missing))
            return TryDigest(member, out Digest digest) ? digest : default;
        try
        {
            return _disk.Hash(_paths[member]);
        }
        catch (FileNotFoundException)
        {
            return default;
        }
    }

    // A folder may have come or gone with what is in it, whether it is known with a '/' at the end or without.
    private void ForgetAbove(string name)
    {
        for (int end = name.LastIndexOf('/'); end > 0; end = name.LastIndexOf('/', end - 1))
        {
            ForgetOne(_paths.Find(name[..(end + 1)]));
            ForgetOne(_paths.Find(name[..end]));
        }

        ForgetOne(_paths.Find("./"));
    }

    // Without regard to case: on some disks it makes no difference, and to forget too much is harmless.
    private void ForgetBelow(string folder)
    {
        if (folder is "./" or ".")
            folder = "";
        else if (!folder.EndsWith('/'))
            folder += "/";
        int count = Math.Min(_known.Length, _paths.Count);
        for (int path = 0; path < count; path++)
        {
            if (_known[path] != Known.Nothing && _paths[path].StartsWith(folder, StringComparison.OrdinalIgnoreCase))
                _known[path] = Known.Nothing;
        }
    }

    private bool IsKnown(int path, Known what) => path < _known.Length && (_known[path] & what) != 0;

    private static int Distinct(Span<int> sorted)
    {
        int kept = 0;
        foreach (int one in sorted)
        {
            if (kept == 0 || sorted[kept - 1] != one)
                sorted[kept++] = one;
        }

        return kept;
    }

    private bool TryRemembered(int path, in FileStat stat)
    {
        if (_journal.Memo(path) is not { Racy: false } memo || memo.Stat != stat)
            return false;
        SetDigest(path, memo.Digest);
        return true;
    }

    // False if what is there is no file any more.
    private bool TryHash(int path)
    {
        for (int attempt = 1; ; attempt++)
        {
            FileStat before = _stats[path];
            long now = _disk.CoarseNow;
            Digest digest = default;
            bool found = true;
            try
            {
                digest = _disk.Hash(_paths[path]);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                found = false;
            }

            FileStat after = _disk.Stat(_paths[path]);
            SetStat(path, after);
            _changed |= after.Kind != FileKind.File;
            if (after.Kind != FileKind.File)
                return false;
            bool steady = found && after == before;
            _changed |= !steady;
            if (!steady && attempt < HashAttempts)
                continue;
            if (!found)
                throw new IOException($"'{_paths[path]}' comes and goes while it is read.");
            // What the system makes up as it is read (/proc) says that it is empty, whatever is in it.
            bool racy = !steady || IsRacy(after, now) || (after.Size == 0 && digest != EmptyDigest);
            if (_remember)
                _journal.AddMemo(path, after, digest, racy);
            SetDigest(path, digest);
            if (racy)
                _known[path] |= Known.Racy;
            return true;
        }
    }

    // A whole second is taken for the stamp of a file system that has no finer ones (or only every second one).
    internal static bool IsRacy(in FileStat stat, long now)
    {
        long stamp = stat.Changed != 0 ? stat.Changed : stat.Modified;
        long coarseness = stamp % Second == 0 ? 2 * Second : 0;
        return stamp >= now - coarseness;
    }

    private void ExamineAgain(int path)
    {
        FileStat stat = _disk.Stat(_paths[path]);
        _changed |= stat != _stats[path];
        if (stat != _stats[path] || (_known[path] & Known.Racy) != 0)
            SetStat(path, stat);
        _examined[path] = Moment;
    }

    private void SetStat(int path, in FileStat stat)
    {
        _examined[path] = Moment;
        _stats[path] = stat;
        _known[path] = Known.Stat;
    }

    private void SetDigest(int path, Digest digest)
    {
        _digests[path] = digest;
        _known[path] |= Known.Digest;
    }

    private void Grow(int path)
    {
        if (path < _known.Length)
            return;
        int length = Math.Max(_paths.Count, Math.Max(path + 1, _known.Length * 2));
        Array.Resize(ref _stats, length);
        Array.Resize(ref _digests, length);
        Array.Resize(ref _known, length);
        Array.Resize(ref _examined, length);
    }
}
