using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>Finds the record that says a node is up to date, or what it lacks of that.</summary>
internal sealed class RecordSearch
{
    private readonly Graph _graph;
    private readonly Journal _journal;
    private readonly FileTable _files;
    private readonly RecordCheck _records;
    private readonly RecordedTraces _traces;
    private readonly ChildRecords _children;

    public RecordSearch(Graph graph, Journal journal, FileTable files, RecordCheck records, ChildRecords children)
    {
        (_graph, _journal, _files, _children) = (graph, journal, files, children);
        _records = records;
        _traces = new RecordedTraces(journal);
    }

    /// <summary>The record that fits; null if there is none.</summary>
    /// <param name="node">The node.</param>
    /// <param name="writer">Its fingerprint; what a record discovered is added while it is compared, and stays added if it fits.</param>
    /// <param name="definitionLength">How many bytes of that are its declaration's.</param>
    /// <param name="read">The paths that it reads, declared and from others.</param>
    /// <param name="reason">Why it is stale, if none fits.</param>
    public NodeRecord? Find(int node, FingerprintWriter writer, int definitionLength, ReadOnlySpan<int> read, out StaleReason? reason)
    {
        Node declared = _graph[node];
        IReadOnlyList<NodeRecord> records = _journal.Find(declared.Name);
        reason = records.Count == 0 ? StaleReason.Of(WithoutRecord(declared.Name)) : null;
        int length = writer.Length;
        for (int i = 0; i < records.Count; i++)
        {
            NodeRecord record = records[i];
            writer.CutTo(length);
            StaleReason? stale = Compare(node, writer, definitionLength, read, record) ?? Overtaken(declared, records, i);
            if (stale is null && _children.FirstChanged(record, withChildren: false) is { } changed)
                stale = StaleReason.Of(StaleKind.ChildrenChanged, changed);
            if (stale is null)
            {
                reason = null;
                return record;
            }

            // Of several records, the one that is nearest to right says best what is wrong.
            if (reason is null || (reason.Kind == StaleKind.Changed && stale.Kind != StaleKind.Changed))
                reason = stale;
        }

        writer.CutTo(length);
        return null;
    }

    // Where the content of outputs does not prove it, a success counts only if no later run of the node, of another declaration, a failed or a lost one, may have undone it.
    private StaleReason? Overtaken(Node declared, IReadOnlyList<NodeRecord> records, int index)
    {
        bool proves = declared.Outputs.Length > 0 && declared.UpToDateCheck == UpToDateCheck.Content;
        if (proves || (index == 0 && !_journal.IsUntidy(declared.Name) && !records[index].BeforeLoss))
            return null;
        bool none = declared.Outputs.Length == 0;
        if (none && records[index].BeforeLoss)
            return StaleReason.Of(StaleKind.InDoubt);
        var own = records[index].Outputs.Select(output => output.Path).ToHashSet();
        if (_journal.IsUntidy(declared.Name) && (none || _journal.OpenRuns(declared.Name).Any(run => run.Declared.Any(path => declared.Outputs.Contains(_graph.Paths[path])))))
            return StaleReason.Of(StaleKind.LastRunFailed);
        for (int later = 0; later < index; later++)
        {
            if (none || records[later].Outputs.Any(output => own.Contains(output.Path)))
                return StaleReason.Of(StaleKind.Changed);
        }

        return null;
    }

    private StaleKind WithoutRecord(string name)
    {
        if (_journal.WasRunning(name))
            return StaleKind.Interrupted;
        return _journal.IsUntidy(name) ? StaleKind.LastRunFailed : StaleKind.NeverSucceeded;
    }

    private StaleReason? Compare(int node, FingerprintWriter writer, int definitionLength, ReadOnlySpan<int> read, NodeRecord record)
    {
        Node declared = _graph[node];
        if (declared.DepFile is not null && Array.IndexOf(record.Discovered, _graph.Paths.Intern(declared.DepFile)) >= 0)
            return StaleReason.Of(StaleKind.DepFileMissing, declared.DepFile);
        if (declared.UpToDateCheck == UpToDateCheck.Timestamp)
        {
            bool same = Digest.Of(writer.Bytes[..definitionLength]) == record.Definition;
            Settlement.AddDiscovered(writer, _graph.Paths, _files, record.Discovered);
            if (!same || !_traces.SameInputs(record, writer, IsFolder))
                return _traces.Differences(record, writer);
            if (_records.CheckClocks(node, read, record) is { } newer)
                return newer;
            // A half-written output looks as new as a whole one, and so does one that another declaration made of other inputs.
            return record.BeforeLoss ? CompareContent(node, writer, record) : record.BeforeRestart ? _records.Check(node, record) : null;
        }

        Settlement.AddDiscovered(writer, _graph.Paths, _files, record.Discovered);
        return CompareContent(node, writer, record);
    }

    private StaleReason? CompareContent(int node, FingerprintWriter writer, NodeRecord record) =>
        writer.Digest() != record.Fingerprint ? _traces.Differences(record, writer) : _records.Check(node, record);

    private bool IsFolder(string path) => _graph.Paths.Find(path) is >= 0 and int known && _files.StatOf(known).Kind == FileKind.Folder;
}
