using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>Compares what a fingerprint is made of now with what it was made of when a record was written.</summary>
internal sealed class RecordedTraces
{
    private readonly Journal _journal;

    public RecordedTraces(Journal journal) => _journal = journal;

    /// <summary>What differs, as the reason of a run.</summary>
    public StaleReason Differences(NodeRecord record, FingerprintWriter writer)
    {
        if (!TryRead(record, writer, out List<TraceEntry> old, out List<TraceEntry> current))
            return StaleReason.Of(StaleKind.Changed);
        return new StaleReason(StaleKind.Changed, "", FingerprintTrace.Compare(old, current));
    }

    /// <summary>
    /// True if the set of inputs is the same, with what is in folders, and what was discovered is there or not as it was: the clock says what changed, but not that.
    /// </summary>
    public bool SameInputs(NodeRecord record, FingerprintWriter writer, Func<string, bool> isFolder)
    {
        if (!TryRead(record, writer, out List<TraceEntry> old, out List<TraceEntry> current))
            return false;
        static string[] Keys(List<TraceEntry> entries, Component component) => [.. entries.Where(e => e.Component == component).Select(e => e.Key)];
        return Keys(old, Component.Input).AsSpan().SequenceEqual(Keys(current, Component.Input))
            && Keys(old, Component.DependencyOutput).AsSpan().SequenceEqual(Keys(current, Component.DependencyOutput))
            && Keys(Missing(old), Component.DiscoveredInput).AsSpan().SequenceEqual(Keys(Missing(current), Component.DiscoveredInput))
            && Folders(old).SequenceEqual(Folders(current));

        static List<TraceEntry> Missing(List<TraceEntry> entries) => entries.FindAll(entry => entry.Value.Length == 0);
        IEnumerable<(string, string)> Folders(List<TraceEntry> entries) =>
            entries.Where(entry => entry.Component is Component.Input or Component.DependencyOutput && isFolder(entry.Key)).Select(entry => (entry.Key, entry.Value));
    }

    private bool TryRead(NodeRecord record, FingerprintWriter writer, out List<TraceEntry> old, out List<TraceEntry> current)
    {
        (old, current) = ([], []);
        if (record.TraceOffset < 0 || !_journal.Traces.TryRead(record.TraceOffset, record.TraceLength, out byte[] bytes))
            return false;
        // The entry is whole, and may be another's all the same: of another journal, or of this one before both were written anew.
        if (Digest.Of(bytes) != record.Fingerprint || !FingerprintTrace.TryRead(bytes, old))
            return false;
        FingerprintTrace.TryRead(writer.Bytes, current);
        return true;
    }
}
