using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>What nodes added in earlier runs and add no more, or with other outputs: what that left goes when they succeed.</summary>
internal sealed class OldChildren
{
    private readonly Graph _graph;
    private readonly Plan _plan;
    private readonly Journal _journal;
    private readonly Orphans _orphans;
    private readonly ChildRecords _children;
    private readonly string _variant;
    private readonly Dictionary<int, List<string>> _former = [];

    public OldChildren(Graph graph, Plan plan, Journal journal, Orphans orphans, ChildRecords children, string variant)
    {
        (_graph, _plan, _journal) = (graph, plan, journal);
        (_orphans, _children, _variant) = (orphans, children, variant);
    }

    /// <summary>A node is about to start, and its record about to be void: remembers what it had added, for this build and for others.</summary>
    public void Begin(string name, Digest definition, IReadOnlyList<NodeRecord> records, PendingRun run)
    {
        run.LooseChildren = [.. _journal.LooseChildren(name)];
        string[] loose = [.. run.LooseChildren.Select(LooseChild.NameOf)];
        // What it added in another variant of the project is that one's.
        run.OldDeclarations = [.. records.Where(record => record.Variant == _variant).SelectMany(record => record.Children)];
        run.OldChildren = [.. run.OldDeclarations.Select(child => child.Name).Union(loose)];
        run.LastChildren = _journal.LastChildren(name, definition);
        _journal.Grew(name, run.OldChildren.Except(loose));
    }

    /// <summary>A node has succeeded. True if anything was deleted.</summary>
    /// <param name="node">The node.</param>
    /// <param name="run">Its run.</param>
    /// <param name="kept">The names of what it has added now.</param>
    public bool Remove(int node, PendingRun run, HashSet<string> kept)
    {
        string name = _graph[node].Name;
        bool deleted = false;
        ILookup<string, RecordedChild> old = run.OldDeclarations.ToLookup(child => child.Name);
        foreach (string gone in run.OldChildren.Where(child => !kept.Contains(child)))
            deleted |= _orphans.RemoveOf(name, _variant, gone, _children.OutputsOf(node, old[gone]));
        foreach (Node former in _children.Former(node, run.LastChildren.Where(child => kept.Contains(child.Name))))
            deleted |= RemoveFormer(name, former.Name, former.Outputs);
        foreach (string child in run.LooseChildren.Where(child => kept.Contains(LooseChild.NameOf(child))))
            deleted |= RemoveFormer(name, LooseChild.NameOf(child), FormerOutputs(child));
        return deleted;
    }

    /// <summary>A node and all its children have ended. True if anything was deleted.</summary>
    public bool Closed(int node)
    {
        try
        {
            bool deleted = _former.Remove(node, out List<string>? former) && _orphans.RemoveFormer(_graph[node].Name, former);
            return (_graph.HasChildren(node) && MakeUp(_graph[node].Name)) | deleted;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The node has ended, and is not at fault: what cannot be deleted stays.
            return false;
        }
    }

    // What was to go when a child had ended, and did not if the build died before that: the parent has succeeded, and runs no more that it could be found then.
    private bool MakeUp(string parent)
    {
        IReadOnlyCollection<string> loose = _journal.LooseChildren(parent);
        if (loose.Count == 0 || _journal.IsUntidy(parent) || _journal.Latest(parent) is not { } record)
            return false;
        bool deleted = false;
        foreach (string child in loose.Where(child => _graph.Find(LooseChild.NameOf(child)) >= 0))
            deleted |= _orphans.RemoveFormer(LooseChild.NameOf(child), FormerOutputs(child));
        // A success has no loose children.
        _journal.Add(record);
        return deleted;
    }

    private IEnumerable<string> FormerOutputs(string loose) => LooseChild.OutputsOf(loose).Except(_graph[_graph.Find(LooseChild.NameOf(loose))].Outputs);

    // As long as a node runs nothing is known of what it left before.
    private bool RemoveFormer(string parent, string name, IEnumerable<string> outputs)
    {
        int node = _graph.Find(name);
        if (node < 0 || _plan.IsClosed(node))
            return _orphans.RemoveFormer(name, outputs);
        string[] later = [.. outputs];
        _journal.Grew(parent, later.Length == 0 ? [] : [LooseChild.Of(name, later)]);
        if (!_former.TryGetValue(node, out List<string>? former))
            _former.Add(node, former = []);
        former.AddRange(later);
        return false;
    }
}
