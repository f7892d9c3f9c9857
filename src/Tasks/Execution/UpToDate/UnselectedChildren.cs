using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>What a node that does not take part grew in an earlier build: it is in no graph now, and what depends on the node is handed its files all the same.</summary>
internal sealed class UnselectedChildren
{
    private readonly Graph _graph;
    private readonly Plan _plan;
    private readonly Journal _journal;

    public UnselectedChildren(Graph graph, Plan plan, Journal journal) => (_graph, _plan, _journal) = (graph, plan, journal);

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
            foreach (RecordedOutput output in _journal.Latest(name)?.Outputs ?? [])
                paths.Add(output.Path);
        }

        return paths;
    }

    // Records of different builds may name each other in a circle.
    private void Add(string name, HashSet<string> seen, List<string> names)
    {
        if (!seen.Add(name) || _journal.Latest(name) is not { } record)
            return;
        foreach (RecordedChild child in record.Children)
        {
            names.Add(child.Name);
            Add(child.Name, seen, names);
        }
    }
}
