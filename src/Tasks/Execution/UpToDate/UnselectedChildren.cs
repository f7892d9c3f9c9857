using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>What a node that does not take part grew in an earlier build: it is in no graph now, and what depends on the node is handed its files all the same.</summary>
internal sealed class UnselectedChildren
{
    private readonly Graph _graph;
    private readonly Plan _plan;
    private readonly Journal _journal;
    private readonly string _variant;

    public UnselectedChildren(Graph graph, Plan plan, Journal journal, string variant) => (_graph, _plan, _journal, _variant) = (graph, plan, journal, variant);

    /// <summary>True of a map whose list a node writes and that has never gone over it: nobody knows what it stands for.</summary>
    public bool IsUnknown(int node) => !_plan.IsSelected(node) && _graph[node].Map is { ListFile: not null } && RecordOf(_graph[node].Name) is null;

    /// <summary>The names of all that grew from a node, as the records say, in the order in which it came. None of a node that takes part, or whose members are in the graph.</summary>
    public List<string> NamesOf(int node)
    {
        var names = new List<string>();
        if (!_plan.IsSelected(node) && !Members.HasThem(_graph[node]))
            Add(_graph[node].Name, [], names);
        return names;
    }

    /// <summary>Their outputs.</summary>
    public List<int> OutputsOf(int node)
    {
        var paths = new List<int>();
        foreach (string name in NamesOf(node))
        {
            foreach (RecordedOutput output in RecordOf(name)?.Outputs ?? [])
                paths.Add(output.Path);
        }

        return paths;
    }

    // Records of different builds may name each other in a circle.
    private void Add(string name, HashSet<string> seen, List<string> names)
    {
        if (!seen.Add(name) || RecordOf(name) is not { } record)
            return;
        foreach (RecordedChild child in record.Children)
        {
            names.Add(child.Name);
            Add(child.Name, seen, names);
        }
    }

    private NodeRecord? RecordOf(string name) => _journal.Latest(name, _variant) ?? _journal.Latest(name);
}
