namespace TaskGraph.Execution.Storage;

/// <summary>Writes all that still counts of a journal, and with it of its traces, into new files.</summary>
internal sealed class JournalRewrite(NodeIndex nodes, MemoIndex memos, string bootId)
{
    private const int WriteAt = 1 << 20;

    /// <summary>Writes the journal into an open, empty file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="writer">A writer at the file's beginning, which afterwards is at its end.</param>
    /// <param name="encoder">An encoder on that writer.</param>
    /// <param name="oldTraces">Where traces are copied from; null if records keep referring to where they are.</param>
    /// <param name="newTraces">Where traces are copied to.</param>
    public void Write(IStateFile file, RecordWriter writer, JournalEncoder encoder, TraceFile? oldTraces, TraceFile? newTraces)
    {
        encoder.Session(bootId);
        Span<int> kept = stackalloc int[NodeIndex.RecordsPerName];
        for (int slot = 0; slot < nodes.Count; slot++)
        {
            int count = 0;
            for (int entry = nodes.NewestOf(slot); entry >= 0; entry = nodes.OlderThan(entry))
                kept[count++] = entry;
            foreach (OpenRun run in nodes.OpenRuns(slot))
            {
                // What it added is still to be known, and it is void again by what follows.
                if (run.Voided >= 0)
                    encoder.Node(nodes.Read(slot, run.Voided) with { TraceOffset = -1, TraceLength = 0 });
                Open(encoder, nodes.NameOf(slot), run);
            }

            while (count > 0)
            {
                int entry = kept[--count];
                encoder.Node(Move(nodes.Read(slot, entry), oldTraces, newTraces));
                // It is of all that stands before it: what comes next has it from there, or not at all.
                Doubts ends = nodes.DoubtsOf(entry) & ~(count > 0 ? nodes.DoubtsOf(kept[count - 1]) : Doubts.None);
                if (ends != Doubts.None)
                    encoder.Doubted(nodes.NameOf(slot), ends);
            }

            // A success of another definition between them would say that the last run was one.
            if (nodes.IsUntidy(slot))
                Open(encoder, nodes.NameOf(slot), nodes.OpenRuns(slot)[^1]);
            if (nodes.IsInDoubt(slot))
                encoder.Doubted(nodes.NameOf(slot), Doubts.Loss);
            if (nodes.LooseChildren(slot) is { Count: > 0 } children)
                encoder.Grew(nodes.NameOf(slot), children);
            WriteOut(file, writer, WriteAt);
        }

        for (int path = 0; path < memos.Limit; path++)
        {
            if (memos.Find(path) is { Racy: false } memo)
                encoder.Memo(path, memo);
            WriteOut(file, writer, WriteAt);
        }

        WriteOut(file, writer, 1);
    }

    private static void Open(JournalEncoder encoder, string name, OpenRun run)
    {
        encoder.Started(name, run);
        if (run.Left is { } left)
            encoder.Ended(name, left);
    }

    private static NodeRecord Move(NodeRecord record, TraceFile? from, TraceFile? to)
    {
        if (from is null || to is null || record.TraceOffset < 0)
            return record;
        return from.TryRead(record.TraceOffset, record.TraceLength, out byte[] trace)
            ? record with { TraceOffset = to.Append(trace) }
            : record with { TraceOffset = -1, TraceLength = 0 };
    }

    private static void WriteOut(IStateFile file, RecordWriter writer, int from)
    {
        if (writer.Pending.Length < from)
            return;
        file.Write(writer.Offset, writer.Pending);
        writer.Written();
    }
}
