using System.Text;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>
/// The instances of a map and the nodes of a workflow that is a node: which they are is remembered, so that what those that are gone have left goes as well, and
/// what an instance left under a name that came from its item and that it has no more.
/// </summary>
internal sealed class Members
{
    private readonly Journal _journal;
    private readonly FileTable _files;
    private readonly Orphans _orphans;
    private readonly string _variant;

    public Members(Journal journal, FileTable files, Orphans orphans, string variant) => (_journal, _files, _orphans, _variant) = (journal, files, orphans, variant);

    /// <summary>True of a map or workflow whose members are in the graph as soon as it is itself.</summary>
    public static bool HasThem(Node node) => node.Workflow is not null || node.Map is { Items: not null };

    /// <summary>These are a map's or workflow's members now. True if anything was deleted.</summary>
    /// <param name="group">The map or workflow.</param>
    /// <param name="members">Its members, in order.</param>
    /// <param name="nothingHasRun">True if no node has run in this build.</param>
    public bool Remember(Node group, IReadOnlyList<Node> members, bool nothingHasRun = false)
    {
        if (!_files.Remembers)
            return false;
        RecordedChild[] now = [.. members.Select(member => new RecordedChild(member.Name, string.Join('\n', member.Outputs)))];
        Digest definition = DefinitionOf(group);
        NodeRecord? last = _journal.Latest(group.Name, _variant);
        if (last is null ? now.Length == 0 && group.Map?.ListFile is null : last.Definition == definition && last.Children.AsSpan().SequenceEqual(now))
            return false;
        var there = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (RecordedChild member in now)
            there.TryAdd(member.Name, member.Declaration);
        bool deleted = false;
        foreach (RecordedChild old in last?.Children ?? [])
        {
            if (!there.TryGetValue(old.Name, out string? outputs))
                deleted |= _orphans.RemoveOf(group.Name, _variant, old.Name, OutputsOf(old), nothingHasRun);
            else if (group.Map is not null && last!.Definition == definition && outputs != old.Declaration)
                deleted |= _orphans.RemoveFormer(old.Name, OutputsOf(old), nothingHasRun);
        }

        _journal.Add(new NodeRecord
        {
            Name = group.Name,
            Definition = definition,
            Fingerprint = default,
            Duration = 0,
            EndedAt = _files.Now,
            Outputs = [],
            Discovered = [],
            Children = now,
            Variant = _variant,
            TraceOffset = -1,
            TraceLength = 0,
        });
        return deleted;
    }

    private static string[] OutputsOf(RecordedChild member) => member.Declaration.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    // If the map says the same and an instance has other outputs, these came from its item or place. If the map says something else, they may be
    // another year's, say, and are not to be touched.
    private static Digest DefinitionOf(Node group)
    {
        if (group.Map is null)
            return default;
        var text = new StringBuilder();
        foreach ((string name, MetadataValue value) in group.Map.Metadata)
            text.Append(name).Append('=').Append(string.Join(';', value.Entries)).Append('\n');
        return Digest.Of(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
