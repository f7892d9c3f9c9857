using System.Runtime.InteropServices;
using System.Text;
using TaskGraph.Model;

namespace TaskGraph.Execution.Storage;

/// <summary>Which records of which nodes count; the one place where Started, Ended and Removed have their meaning, at load and while a build runs.</summary>
internal sealed class NodeIndex(LoadedJournal loaded)
{
    /// <summary>How many records of different definitions a name keeps.</summary>
    public const int RecordsPerName = 8;

    private const int None = -1;

    private readonly Dictionary<string, int> _slotOf = new(StringComparer.Ordinal);
    private readonly List<Slot> _slots = [];
    private readonly List<Entry> _entries = [];
    private char[] _name = new char[256];
    private int _restartedAt;
    private int _losses;

    /// <summary>Bytes in the file of records that count no more.</summary>
    public long Garbage { get; private set; }

    /// <summary>Names that were ever seen, in order of first appearance; numbers run from 0 to this less one.</summary>
    public int Count => _slots.Count;

    /// <summary>The machine was started anew between the records before this place of the loaded file and those behind it.</summary>
    public void RestartedAt(int start) => _restartedAt = start;

    /// <summary>That nodes started, or were forgotten, may have been lost after all that was taken in so far: it is in doubt.</summary>
    public void RunsWereLost() => _losses++;

    /// <summary>All that was taken in of a name so far is in doubt.</summary>
    public void Doubt(int slot, Doubts doubts)
    {
        for (int at = _slots[slot].Newest; at != None; at = _entries[at].Older)
            Entries[at].Doubts |= doubts;
        if (doubts.HasFlag(Doubts.Loss))
            Slots[slot].Losses = None;
    }

    /// <summary>True if a run of the name may have been lost after all that is known of it.</summary>
    public bool IsInDoubt(int slot) => _slots[slot].Losses != _losses;

    /// <summary>Why a record proves less than it did.</summary>
    public Doubts DoubtsOf(int entry)
    {
        ref Entry one = ref Entries[entry];
        Doubts doubts = one.Doubts;
        if (one.Losses != _losses)
            doubts |= Doubts.Loss;
        if (one.Length > 0 && one.Start < _restartedAt)
            doubts |= Doubts.Restart;
        return doubts;
    }

    /// <summary>Makes room for so many records in one step.</summary>
    public void EnsureCapacity(int records)
    {
        _slotOf.EnsureCapacity(records);
        _slots.EnsureCapacity(records);
        _entries.EnsureCapacity(records);
    }

    /// <summary>The number of a name, or -1 if it was never seen.</summary>
    public int Find(string name) => _slotOf.TryGetValue(name, out int slot) ? slot : None;

    /// <summary>The number of a name, given out now if it is new.</summary>
    public int FindOrAdd(string name)
    {
        ref int slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_slotOf, name, out bool known);
        if (!known)
        {
            slot = _slots.Count;
            _slots.Add(new Slot { Name = name, Newest = None, Losses = _losses });
        }

        return slot;
    }

    /// <summary>The same for a name in UTF-8; no string is made for one that is known.</summary>
    public int FindOrAdd(ReadOnlySpan<byte> utf8)
    {
        if (_name.Length < utf8.Length)
            _name = new char[utf8.Length * 2];
        ReadOnlySpan<char> name = _name.AsSpan(0, Encoding.UTF8.GetChars(utf8, _name));
        return _slotOf.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out int slot) ? slot : FindOrAdd(name.ToString());
    }

    /// <summary>The name of a number.</summary>
    public string NameOf(int slot) => _slots[slot].Name;

    /// <summary>True from Started until a success, a failure or the removal of the name.</summary>
    public bool IsRunning(int slot) => _slots[slot].Running;

    /// <summary>True from Started until a success or the removal of the name: what the node left may be anything.</summary>
    public bool IsUntidy(int slot) => _slots[slot].Untidy;

    /// <summary>Runs that are not known to have succeeded and whose outputs no later run cleared away, oldest first; the last is there as long as the name is untidy.</summary>
    public IReadOnlyList<OpenRun> OpenRuns(int slot) => _slots[slot].Open ?? [];

    /// <summary>Children of runs that are not known to have succeeded, and of the successes that these made void.</summary>
    public IReadOnlyCollection<string> LooseChildren(int slot) => _slots[slot].LooseChildren ?? [];

    /// <summary>Takes in a success that lies in the loaded file.</summary>
    public void AddLoaded(int start, int length)
    {
        ReadOnlySpan<byte> payload = loaded.Content.AsSpan(start, length);
        Add(FindOrAdd(NodePayload.ReadName(payload)), new Entry
        {
            Definition = NodePayload.ReadDefinition(payload),
            Start = start,
            Length = length,
            Bytes = length + JournalFormat.RecordHead,
        });
    }

    /// <summary>Takes in a success of this build, which takes so many bytes in the file.</summary>
    public void Add(NodeRecord record, int bytes) =>
        Add(FindOrAdd(record.Name), new Entry { Definition = record.Definition, Record = record, Bytes = bytes });

    /// <summary>The name's node is about to start; what earlier runs left at the same outputs is cleared away before it does.</summary>
    public void Start(int slot, OpenRun run)
    {
        int voided = Drop(slot, run.Definition);
        ref Slot name = ref Slots[slot];
        name.Running = true;
        name.Untidy = true;
        name.Losses = _losses;
        // A run that dies, and dies again, must not lose what the last success was.
        if (voided == None && Array.Find(name.Open ?? [], other => other.Definition == run.Definition) is { } before)
            voided = before.Voided;
        name.Open = [.. Without(name.Open, run.Declared, run.Definition), run with { Voided = voided }];
        if (name.Open.Length > RecordsPerName)
            name.Open = name.Open[1..];
    }

    /// <summary>The name's node ended without success.</summary>
    public void End(int slot, int[] left)
    {
        ref Slot name = ref Slots[slot];
        // What ended after a loss need not be what started before it.
        if (name.Running && !IsInDoubt(slot) && name.Open is { Length: > 0 })
            name.Open = [.. name.Open[..^1], name.Open[^1] with { Left = left }];
        name.Running = false;
    }

    /// <summary>The name's node has, or had, these children.</summary>
    public void Grow(int slot, IReadOnlyCollection<string> children) => (Slots[slot].LooseChildren ??= new(StringComparer.Ordinal)).UnionWith(children);

    /// <summary>Nothing of the name counts any more.</summary>
    public void Remove(int slot)
    {
        ref Slot name = ref Slots[slot];
        for (int at = name.Newest; at != None; at = _entries[at].Older)
            Garbage += _entries[at].Bytes;
        name.Newest = None;
        name.Running = false;
        name.Untidy = false;
        name.Losses = _losses;
        name.LooseChildren = null;
        name.Open = null;
    }

    /// <summary>The newest record kept of a name (running or not), or -1; to be followed by <see cref="OlderThan"/>.</summary>
    public int NewestOf(int slot) => _slots[slot].Newest;

    /// <summary>The next older record of the same name, or -1.</summary>
    public int OlderThan(int entry) => _entries[entry].Older;

    /// <summary>Of which definition a record is.</summary>
    public Digest DefinitionOf(int entry) => _entries[entry].Definition;

    /// <summary>Where the trace of a record is and how many bytes, without decoding the rest.</summary>
    public (long Offset, int Length) TraceOf(int entry)
    {
        ref Entry one = ref Entries[entry];
        return one.Record is { } record
            ? (record.TraceOffset, record.TraceLength)
            : NodePayload.ReadTrace(loaded.Content.AsSpan(one.Start, one.Length));
    }

    /// <summary>A record, decoded the first time it is asked for.</summary>
    public NodeRecord Read(int slot, int entry)
    {
        ref Entry one = ref Entries[entry];
        if (one.Record is not null)
            return one.Record;
        Doubts doubts = DoubtsOf(entry);
        NodeRecord record = NodePayload.Read(loaded.Content.AsSpan(one.Start, one.Length), loaded.Paths, _slots[slot].Name);
        return one.Record = record with { BeforeRestart = doubts.HasFlag(Doubts.Restart), BeforeLoss = doubts.HasFlag(Doubts.Loss) };
    }

    private Span<Slot> Slots => CollectionsMarshal.AsSpan(_slots);

    private Span<Entry> Entries => CollectionsMarshal.AsSpan(_entries);

    private void Add(int slot, Entry entry)
    {
        Drop(slot, entry.Definition);
        entry.Older = _slots[slot].Newest;
        entry.Losses = _losses;
        _entries.Add(entry);
        ref Slot name = ref Slots[slot];
        name.Newest = _entries.Count - 1;
        name.Running = false;
        name.Untidy = false;
        name.Losses = _losses;
        name.LooseChildren = null;
        if (name.Open is not null)
            name.Open = [.. Without(name.Open, [], entry.Definition)];
        DropBeyondLimit(name.Newest);
    }

    private static IEnumerable<OpenRun> Without(OpenRun[]? open, int[] declared, Digest definition)
    {
        foreach (OpenRun run in open ?? [])
        {
            if (run.Definition == definition)
                continue;
            int[] rest = declared.Length == 0 ? run.Declared : [.. run.Declared.Except(declared)];
            if (rest.Length > 0)
                yield return run with { Declared = rest };
        }
    }

    private int Drop(int slot, Digest definition)
    {
        Span<Entry> entries = Entries;
        ref int link = ref Slots[slot].Newest;
        for (; link != None; link = ref entries[link].Older)
        {
            if (entries[link].Definition != definition)
                continue;
            Garbage += entries[link].Bytes;
            int dropped = link;
            link = entries[link].Older;
            return dropped;
        }

        return None;
    }

    private void DropBeyondLimit(int newest)
    {
        Span<Entry> entries = Entries;
        int at = newest;
        for (int kept = 1; kept < RecordsPerName && at != None; kept++)
            at = entries[at].Older;
        if (at == None || entries[at].Older == None)
            return;
        Garbage += entries[entries[at].Older].Bytes;
        entries[at].Older = None;
    }

    private struct Slot
    {
        public string Name;
        public int Newest;
        public bool Running;
        public bool Untidy;

        // How many losses there were before what was last said of its runs; below 0 if that is in doubt already.
        public int Losses;
        public OpenRun[]? Open;
        public HashSet<string>? LooseChildren;
    }

    private struct Entry
    {
        public Digest Definition;
        public NodeRecord? Record;
        public int Start;
        public int Length;
        public int Bytes;
        public int Older;
        public int Losses;
        public Doubts Doubts;
    }
}
