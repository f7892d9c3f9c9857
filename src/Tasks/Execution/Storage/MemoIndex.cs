namespace TaskGraph.Execution.Storage;

/// <summary>The newest memo of each file, by number in the path table. One that was loaded stays where it was read; only where it lies is kept.</summary>
internal sealed class MemoIndex(LoadedJournal loaded)
{
    private const int None = -1;
    private const int RecordBytes = JournalFormat.RecordHead + MemoPayload.Length;

    // None, or where the payload lies in the loaded file, or below None: a memo of this build, counted down from -2.
    private int[] _at = [];
    private readonly List<FileMemo> _new = [];
    private int _trustedFrom;

    /// <summary>Bytes in the file of memos that count no more.</summary>
    public long Garbage { get; private set; }

    /// <summary>One more than the largest path number that may have a memo.</summary>
    public int Limit => _at.Length;

    /// <summary>Makes room for the paths below this number.</summary>
    public void EnsureCapacity(int paths)
    {
        int old = _at.Length;
        if (paths <= old)
            return;
        Array.Resize(ref _at, paths);
        _at.AsSpan(old).Fill(None);
    }

    /// <summary>Memos of the loaded file before this place prove nothing.</summary>
    public void DistrustBefore(int start) => _trustedFrom = start;

    /// <summary>Takes in a memo that lies in the loaded file.</summary>
    public void AddLoaded(int path, int start)
    {
        bool gone = MemoPayload.IsVoid(loaded.Content.AsSpan(start, MemoPayload.Length));
        Set(path, gone ? None : start);
        if (gone)
            Garbage += RecordBytes;
    }

    /// <summary>Takes in a memo of this build; a missing file's voids the one before.</summary>
    public void Add(int path, in FileMemo memo)
    {
        if (memo.Stat.Kind == FileKind.Missing)
        {
            Set(path, None);
            Garbage += RecordBytes;
            return;
        }

        _new.Add(memo);
        Set(path, -1 - _new.Count);
    }

    /// <summary>The memo of a path, or null.</summary>
    public FileMemo? Find(int path)
    {
        int at = path < _at.Length ? _at[path] : None;
        if (at == None)
            return null;
        if (at < None)
            return _new[-2 - at];
        FileMemo memo = MemoPayload.Read(loaded.Content.AsSpan(at, MemoPayload.Length));
        return at < _trustedFrom ? memo with { Racy = true } : memo;
    }

    private void Set(int path, int at)
    {
        if (path >= _at.Length)
            EnsureCapacity(Math.Max(path + 1, _at.Length * 2));
        if (_at[path] != None)
            Garbage += RecordBytes;
        _at[path] = at;
    }
}
