using TaskGraph.Model;

namespace TaskGraph.Execution.Storage;

/// <summary>
/// What is remembered between builds: nodes' last successes and files' contents, in one append-only file. It is read once, whole; what is
/// appended is collected and written by <see cref="Flush"/> or 64 KB at a time. Nothing is opened for writing before the first write, so that a build
/// that learns nothing writes nothing. Content of the file, however damaged, raises no exception: what cannot be relied on is forgotten or in doubt
/// (<see cref="IsInDoubt"/>), and <see cref="Notice"/> tells. One build at a time may have it open (<see cref="StateLock"/>). Not thread-safe.
/// </summary>
public sealed class Journal : IDisposable
{
    private const int FlushAt = 64 * 1024;
    private const long GarbageWorthRewriting = 1 << 20;

    private readonly IStateFiles _files;
    private readonly string _path;
    private readonly PathTable _paths;
    private readonly string _bootId;
    private readonly NodeIndex _nodes;
    private readonly MemoIndex _memos;
    private readonly JournalFile _file;
    private RecordWriter _writer;
    private JournalEncoder _encoder;
    private bool _needsSession;
    private bool _mustRewrite;
    private long _garbage;

    private Journal(IStateFiles files, string path, PathTable paths, byte[] content, string bootId)
    {
        (_files, _path, _paths, _bootId) = (files, path, paths, bootId);
        var loaded = new LoadedJournal { Content = content };
        (_nodes, _memos) = (new NodeIndex(loaded), new MemoIndex(loaded));
        var loader = new JournalLoader(paths, loaded, _nodes, _memos);
        if (content.Length > 0)
            loader.Load();
        Notice = loader.Notice;
        if (loader.Unusable)
        {
            loaded = new LoadedJournal();
            (_nodes, _memos) = (new NodeIndex(loaded), new MemoIndex(loaded));
        }

        int keep = loader.Unusable ? 0 : loader.End;
        _file = new JournalFile(files, path, keep);
        _writer = new RecordWriter(keep, keep == 0 ? JournalFormat.NewId() : loader.Id);
        _encoder = new JournalEncoder(_writer, paths);
        for (int number = 0; number < loaded.Paths.Length; number++)
        {
            if (loaded.Paths[number] >= 0)
                _encoder.Know(loaded.Paths[number], number);
        }

        _mustRewrite = loader.Damaged && keep > 0;
        _garbage = loader.Garbage;
        _needsSession = keep == 0 ? bootId.Length > 0 : loader.BootId != bootId;
        MemosTrusted = keep == 0 || !_needsSession;
        if (_needsSession)
        {
            _memos.DistrustBefore(int.MaxValue);
            _nodes.RestartedAt(int.MaxValue);
        }

        Traces = new TraceFile(files, TracePath, loader.TraceEnd);
    }

    /// <summary>What is wrong with the file, in one sentence for the user; null if nothing is.</summary>
    public string? Notice { get; private set; }

    /// <summary>
    /// False if the machine was started anew since the journal was last written: a power cut may have lost content that memos vouch for, so that
    /// all of them count as racy (<see cref="Memo"/> says so).
    /// </summary>
    public bool MemosTrusted { get; }

    /// <summary>The bytes behind records' fingerprints, in the file <c>traces</c> beside the journal.</summary>
    public TraceFile Traces { get; private set; }

    /// <summary>All records that count, by name in order of first appearance, newest first.</summary>
    public IEnumerable<NodeRecord> Records
    {
        get
        {
            for (int slot = 0; slot < _nodes.Count; slot++)
            {
                if (_nodes.IsRunning(slot))
                    continue;
                for (int entry = _nodes.NewestOf(slot); entry >= 0; entry = _nodes.OlderThan(entry))
                    yield return _nodes.Read(slot, entry);
            }
        }
    }

    /// <summary>Reads a journal; a file that is not there, or cannot be read, is an empty one (the latter with a <see cref="Notice"/>).</summary>
    /// <param name="file">Absolute path.</param>
    /// <param name="paths">Takes in the journal's paths.</param>
    /// <param name="bootId">What <see cref="BootId.Read"/> returns, if null.</param>
    /// <param name="files">The real disk's, if null.</param>
    public static Journal Open(string file, PathTable paths, string? bootId = null, IStateFiles? files = null)
    {
        files ??= DiskStateFiles.Instance;
        bootId ??= BootId.Read();
        try
        {
            return new Journal(files, file, paths, files.Read(file) ?? [], bootId);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Journal(files, file, paths, [], bootId)
            {
                Notice = $"The journal cannot be read: {e.Message} It is set aside, and all nodes count as never run.",
            };
        }
    }

    /// <summary>The records of a name that count, newest first: at most eight, each of another definition. Empty while the node runs.</summary>
    public IReadOnlyList<NodeRecord> Find(string name)
    {
        List<NodeRecord> found = [];
        int slot = SlotOfTrusted(name);
        for (int entry = slot < 0 ? -1 : _nodes.NewestOf(slot); entry >= 0; entry = _nodes.OlderThan(entry))
            found.Add(_nodes.Read(slot, entry));
        return found;
    }

    /// <summary>The record of a name with this definition, or null.</summary>
    public NodeRecord? Find(string name, Digest definition)
    {
        int slot = SlotOfTrusted(name);
        for (int entry = slot < 0 ? -1 : _nodes.NewestOf(slot); entry >= 0; entry = _nodes.OlderThan(entry))
        {
            if (_nodes.DefinitionOf(entry) == definition)
                return _nodes.Read(slot, entry);
        }

        return null;
    }

    /// <summary>The newest record of a name, or null.</summary>
    public NodeRecord? Latest(string name)
    {
        int slot = SlotOfTrusted(name);
        int entry = slot < 0 ? -1 : _nodes.NewestOf(slot);
        return entry < 0 ? null : _nodes.Read(slot, entry);
    }

    /// <summary>The newest record of a name that was written of a variant of the project; null if there is none.</summary>
    public NodeRecord? Latest(string name, string variant) => Find(name).FirstOrDefault(record => record.Variant == variant);

    /// <summary>True if the last thing known of a name is that it started; asked before the build starts it, this means that an earlier build died while it ran.</summary>
    public bool WasRunning(string name)
    {
        int slot = _nodes.Find(name);
        return slot >= 0 && _nodes.IsRunning(slot);
    }

    /// <summary>True if the last run that is known of a name did not succeed, or was not seen to end: what it left may be anything.</summary>
    public bool IsUntidy(string name)
    {
        int slot = _nodes.Find(name);
        return slot >= 0 && _nodes.IsUntidy(slot);
    }

    /// <summary>True if runs of a name may have been lost with a damaged stretch after all that is known of it; false of a name that is not known.</summary>
    public bool IsInDoubt(string name)
    {
        int slot = _nodes.Find(name);
        return slot >= 0 && _nodes.IsInDoubt(slot);
    }

    /// <summary>Runs of a name of which it is not known that they succeeded and whose outputs no later run has cleared away, oldest first.</summary>
    public IReadOnlyList<OpenRun> OpenRuns(string name)
    {
        int slot = _nodes.Find(name);
        return slot < 0 ? [] : _nodes.OpenRuns(slot);
    }

    /// <summary>What a node had added when it last succeeded by this definition, also if a run that began since has made that success void.</summary>
    public IReadOnlyList<RecordedChild> LastChildren(string name, Digest definition)
    {
        int slot = _nodes.Find(name);
        if (slot < 0)
            return [];
        for (int entry = _nodes.NewestOf(slot); entry >= 0; entry = _nodes.OlderThan(entry))
        {
            if (_nodes.DefinitionOf(entry) == definition)
                return _nodes.Read(slot, entry).Children;
        }

        OpenRun? open = _nodes.OpenRuns(slot).FirstOrDefault(run => run.Definition == definition);
        return open is { Voided: >= 0 } ? _nodes.Read(slot, open.Voided).Children : [];
    }

    /// <summary>Children that runs of a node added which are not known to have succeeded, and those that its records had before these runs, each as it was told (<see cref="Grew"/>).</summary>
    public IReadOnlyCollection<string> LooseChildren(string name)
    {
        int slot = _nodes.Find(name);
        return slot < 0 ? [] : _nodes.LooseChildren(slot);
    }

    /// <summary>Names of which there are <see cref="OpenRuns"/>.</summary>
    public IEnumerable<string> NamesWithOpenRuns
    {
        get
        {
            for (int slot = 0; slot < _nodes.Count; slot++)
            {
                if (_nodes.OpenRuns(slot).Count > 0)
                    yield return _nodes.NameOf(slot);
            }
        }
    }

    /// <summary>What is remembered of a file, by its number in the path table; null if nothing is.</summary>
    public FileMemo? Memo(int path) => _memos.Find(path);

    /// <summary>
    /// A node is about to start. Until it succeeds or ends, no record of its name counts; the one of this definition never again.
    /// <see cref="Flush"/>, or <see cref="Sync"/>, must follow before the process starts.
    /// </summary>
    public void WillStart(string name, OpenRun run)
    {
        _garbage += Appending().Started(name, run);
        _nodes.Start(_nodes.FindOrAdd(name), run);
        FlushIfFull();
    }

    /// <summary>A node succeeded; its record takes the place of the one with the same definition.</summary>
    public void Add(NodeRecord record)
    {
        _nodes.Add(record, Appending().Node(record));
        FlushIfFull();
    }

    /// <summary>A started node ended without success: the build did not die with it, and records of other definitions count again.</summary>
    /// <param name="name">The node's name.</param>
    /// <param name="left">What it left at its outputs, as numbers in the path table.</param>
    public void Ended(string name, int[] left)
    {
        _garbage += Appending().Ended(name, left);
        _nodes.End(_nodes.FindOrAdd(name), left);
        FlushIfFull();
    }

    /// <summary>A node that is about to start had these children, or one that runs adds them: until it succeeds, they are its <see cref="LooseChildren"/>.</summary>
    public void Grew(string name, IEnumerable<string> children)
    {
        IReadOnlyCollection<string> known = LooseChildren(name);
        string[] more = [.. children.Where(child => !known.Contains(child))];
        if (more.Length == 0)
            return;
        _garbage += Appending().Grew(name, more);
        _nodes.Grow(_nodes.FindOrAdd(name), more);
        FlushIfFull();
    }

    /// <summary>Forgets all records of a name.</summary>
    public void Remove(string name)
    {
        _garbage += Appending().Removed(name);
        _nodes.Remove(_nodes.FindOrAdd(name));
        FlushIfFull();
    }

    /// <summary>A file was read: with this stat it has this content. With the stat of a missing file, what is remembered of the path is forgotten.</summary>
    /// <param name="path">Number in the path table.</param>
    /// <param name="stat">The stat just before and just after the content was read.</param>
    /// <param name="digest">SHA-256 of the content.</param>
    /// <param name="racy">True if the stat may not show a later change.</param>
    public void AddMemo(int path, in FileStat stat, Digest digest, bool racy)
    {
        var memo = new FileMemo(stat, digest, racy);
        Appending().Memo(path, memo);
        _memos.Add(path, memo);
        FlushIfFull();
    }

    /// <summary>Hands what was appended to the operating system, in one write.</summary>
    /// <exception cref="IOException">The file cannot be written; what was appended is kept for the next attempt.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Flush()
    {
        if (_writer.IsEmpty)
            return;
        // What was concluded from damage must outlive it: appended to the damaged file, a later load might conclude otherwise.
        if (_mustRewrite)
        {
            Rewrite(withTraces: false);
            return;
        }

        _file.Write(_writer.Offset, _writer.Pending);
        _writer.Written();
    }

    /// <summary>The same, and returns when it is on the disk: no power cut takes it any more, nor the names of files that came or went before.</summary>
    /// <exception cref="IOException">See <see cref="Flush"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Sync()
    {
        Flush();
        _file.Sync();
    }

    /// <summary>
    /// Writes what was appended, rewrites the file if over half of it (and over 1 MB) counts no more, and closes it. What fails is told by
    /// <see cref="Notice"/>; who must know calls <see cref="Flush"/> before.
    /// </summary>
    public void Dispose()
    {
        try
        {
            Flush();
            if (_file.Opened && IsWorthRewriting())
                Rewrite(withTraces: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Notice = $"The journal cannot be written: {e.Message}";
        }

        Traces.Dispose();
        _file.Dispose();
    }

    private string TracePath => Path.Combine(Path.GetDirectoryName(_path)!, "traces");

    private long Garbage => _garbage + _nodes.Garbage + _memos.Garbage;

    private int SlotOfTrusted(string name)
    {
        int slot = _nodes.Find(name);
        return slot >= 0 && _nodes.IsRunning(slot) ? -1 : slot;
    }

    private JournalEncoder Appending()
    {
        if (_needsSession)
            _encoder.Session(_bootId);
        _needsSession = false;
        return _encoder;
    }

    private void FlushIfFull()
    {
        if (_writer.Pending.Length >= FlushAt)
            Flush();
    }

    private bool IsWorthRewriting()
    {
        if (Garbage > GarbageWorthRewriting && Garbage > _writer.Offset / 2)
            return true;
        if (!Traces.Appended || Traces.Length < GarbageWorthRewriting)
            return false;
        long live = 0;
        for (int slot = 0; slot < _nodes.Count; slot++)
        {
            for (int entry = _nodes.NewestOf(slot); entry >= 0; entry = _nodes.OlderThan(entry))
                live += _nodes.TraceOf(entry).Length;
        }

        return Traces.Length - live > Math.Max(GarbageWorthRewriting, Traces.Length / 2);
    }

    private void Rewrite(bool withTraces)
    {
        string temporary = _path + ".new";
        string temporaryTraces = TracePath + ".new";
        var writer = new RecordWriter(0, JournalFormat.NewId());
        var encoder = new JournalEncoder(writer, _paths);
        _files.Delete(temporary);
        using (IStateFile file = _files.Open(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            if (withTraces)
                _files.Delete(temporaryTraces);
            using TraceFile? traces = withTraces ? new TraceFile(_files, temporaryTraces) : null;
            new JournalRewrite(_nodes, _memos, _bootId).Write(file, writer, encoder, withTraces ? Traces : null, traces);
            if (traces is not null)
                ReplaceTraces(traces, temporaryTraces);
            _file.Replace(file, temporary);
        }

        (_writer, _encoder) = (writer, encoder);
        _mustRewrite = false;
        _garbage = -(_nodes.Garbage + _memos.Garbage);
    }

    // Until the journal takes its place, the old one refers into the new traces: an entry is bound to its place, so that none is mistaken.
    private void ReplaceTraces(TraceFile traces, string temporary)
    {
        bool any = traces.Appended;
        traces.Flush();
        traces.Dispose();
        Traces.Dispose();
        if (any)
            _files.Move(temporary, TracePath);
        else
            _files.Delete(TracePath);
        Traces = new TraceFile(_files, TracePath);
    }
}
