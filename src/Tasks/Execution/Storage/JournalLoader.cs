using System.Buffers.Binary;
using System.Text;
using TaskGraph.Model;

namespace TaskGraph.Execution.Storage;

/// <summary>Takes in a journal's bytes, record by record.</summary>
internal sealed class JournalLoader(PathTable paths, LoadedJournal loaded, NodeIndex nodes, MemoIndex memos)
{
    private char[] _path = new char[256];

    /// <summary>Why the file is not to be used at all, or is used in part; null if all is well.</summary>
    public string? Notice { get; private set; }

    /// <summary>True if nothing of the file can be used.</summary>
    public bool Unusable { get; private set; }

    /// <summary>True if the file must be rewritten before anything is appended, so that what was concluded from the damage stays.</summary>
    public bool Damaged { get; private set; }

    /// <summary>The file's id.</summary>
    public ulong Id { get; private set; }

    /// <summary>Bytes of the file that are to stay.</summary>
    public int End { get; private set; }

    /// <summary>Bytes of records whose only use was to be read once.</summary>
    public long Garbage { get; private set; }

    /// <summary>The boot id of the last session; empty if there is none.</summary>
    public string BootId { get; private set; } = "";

    /// <summary>One past the last byte of the trace file that any record, void or not, refers to.</summary>
    public long TraceEnd { get; private set; }

    /// <summary>Reads all of the loaded content.</summary>
    public void Load()
    {
        if (!JournalFormat.TryReadFileHead(loaded.Content, out ulong id))
        {
            Refuse("it is not a journal of this version");
            return;
        }

        Id = id;
        Reserve();
        var reader = new JournalReader(loaded.Content, id);
        while (reader.Next())
        {
            if (reader.Doubt)
                DoubtBefore(reader.Start);
            if (!Take(reader.Kind, reader.Start, reader.Length))
            {
                Refuse("it contradicts itself");
                return;
            }
        }

        if (reader.Doubt)
            DoubtBefore(reader.End);
        End = reader.End;
        Damaged = reader.Damaged > 0;
        if (Damaged)
            Notice = $"The journal is damaged ({reader.Damaged} bytes); what cannot be relied on is looked at anew, or runs again.";
    }

    // A disk that has lost bytes here may have lost some elsewhere: files are read once more.
    private void DoubtBefore(int start)
    {
        nodes.RunsWereLost();
        memos.DistrustBefore(start);
    }

    private int InternPath(ReadOnlySpan<byte> utf8)
    {
        if (_path.Length < utf8.Length)
            _path = new char[utf8.Length * 2];
        return paths.Intern(_path.AsSpan(0, Encoding.UTF8.GetChars(utf8, _path)));
    }

    private void Refuse(string reason)
    {
        Unusable = true;
        Notice = $"The journal cannot be used: {reason}. It is set aside, and all nodes count as never run.";
    }

    // The heads alone, unchecked, tell how much room is needed: growing step by step costs more than this walk.
    private void Reserve()
    {
        ReadOnlySpan<byte> content = loaded.Content;
        int pathCount = 0, nodeCount = 0;
        for (int at = JournalFormat.FileHead; content.Length - at >= JournalFormat.RecordHead;)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(content[at..]);
            var kind = (RecordKind)(word >> 28);
            pathCount += kind == RecordKind.Path ? 1 : 0;
            nodeCount += kind == RecordKind.Node ? 1 : 0;
            long next = (long)at + JournalFormat.RecordHead + (word & JournalFormat.MaxPayload);
            at = (int)Math.Min(next, content.Length);
        }

        paths.EnsureCapacity(paths.Count + pathCount);
        loaded.EnsureCapacity(pathCount);
        memos.EnsureCapacity(paths.Count + pathCount);
        nodes.EnsureCapacity(nodeCount);
    }

    // False only if the file contradicts itself; a record that does not make sense alone is left out.
    private bool Take(RecordKind kind, int start, int length)
    {
        ReadOnlySpan<byte> payload = loaded.Content.AsSpan(start, length);
        switch (kind)
        {
            case RecordKind.Path when length >= sizeof(int):
                int number = BinaryPrimitives.ReadInt32LittleEndian(payload);
                return loaded.TryExplain(number, InternPath(payload[sizeof(int)..]));
            case RecordKind.Memo when length == MemoPayload.Length:
                int of = MemoPayload.ReadNumber(payload);
                if ((uint)of < (uint)loaded.Paths.Length && loaded.Paths[of] >= 0)
                    memos.AddLoaded(loaded.Paths[of], start);
                return true;
            case RecordKind.Node when NodePayload.IsSound(payload, loaded.Paths):
                (long offset, int bytes) = NodePayload.ReadTrace(payload);
                TraceEnd = Math.Max(TraceEnd, TraceFile.EndOf(offset, bytes));
                nodes.AddLoaded(start, length);
                return true;
            case RecordKind.Started when OpenRunPayload.IsSound(payload):
                nodes.Start(nodes.FindOrAdd(OpenRunPayload.ReadName(payload)), OpenRunPayload.Read(payload, loaded.Paths));
                break;
            case RecordKind.Ended when EndedPayload.IsSound(payload):
                nodes.End(nodes.FindOrAdd(EndedPayload.ReadName(payload)), EndedPayload.Read(payload, loaded.Paths));
                break;
            case RecordKind.Grew when GrewPayload.IsSound(payload):
                nodes.Grow(nodes.FindOrAdd(GrewPayload.ReadName(payload)), GrewPayload.Read(payload));
                break;
            case RecordKind.Removed:
                nodes.Remove(nodes.FindOrAdd(payload));
                break;
            case RecordKind.Doubted when length >= DoubtPayload.Fixed:
                nodes.Doubt(nodes.FindOrAdd(DoubtPayload.ReadName(payload)), DoubtPayload.Read(payload));
                return true;
            case RecordKind.Session:
                string boot = Encoding.UTF8.GetString(payload);
                if (boot != BootId)
                {
                    memos.DistrustBefore(start);
                    nodes.RestartedAt(start);
                }

                BootId = boot;
                break;
            default:
                break;
        }

        Garbage += JournalFormat.RecordHead + length;
        return true;
    }
}
