using TaskGraph.Execution.Declarations;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>
/// Checks maps: makes the instances of one whose list a node wrote, and cleans away what instances left that the list has no more, as soon as it is known which it has.
/// </summary>
internal sealed class MapCheck
{
    private readonly Journal _journal;
    private readonly FileTable _files;
    private readonly IFileSystem _disk;
    private readonly Orphans _orphans;
    private readonly NodeDeclarations? _declarations;

    public MapCheck(Journal journal, FileTable files, IFileSystem disk, Orphans orphans, NodeDeclarations? declarations)
    {
        (_journal, _files, _disk) = (journal, files, disk);
        (_orphans, _declarations) = (orphans, declarations);
    }

    /// <summary>What is to be done with a map; null if it is a group like any other from now on.</summary>
    public CheckResult? Check(Node map)
    {
        IReadOnlyList<Node> instances = map.Instances;
        bool grows = map.Map!.ListFile is not null && _declarations is not null;
        if (grows)
        {
            var problems = new List<Problem>();
            instances = _declarations!.Instances(map, _disk.ReadBytes(map.Map.ListFile!), problems);
            if (problems.Find(problem => !problem.IsWarning) is { } problem)
                return CheckResult.Failed(problem);
        }

        if (_files.Remembers)
            Remember(map.Name, instances);
        return grows ? CheckResult.UpToDate with { Children = instances } : null;
    }

    private void Remember(string map, IReadOnlyList<Node> instances)
    {
        RecordedChild[] names = [.. instances.Select(instance => new RecordedChild(instance.Name, ""))];
        NodeRecord? last = _journal.Latest(map);
        if (last is not null && last.Children.AsSpan().SequenceEqual(names))
            return;
        var there = names.Select(child => child.Name).ToHashSet(StringComparer.Ordinal);
        _orphans.Remove((last?.Children ?? []).Where(child => !there.Contains(child.Name)));
        _journal.Add(new NodeRecord
        {
            Name = map,
            Definition = default,
            Fingerprint = default,
            Duration = 0,
            EndedAt = _files.Now,
            Outputs = [],
            Discovered = [],
            Children = names,
            TraceOffset = -1,
            TraceLength = 0,
        });
    }
}
