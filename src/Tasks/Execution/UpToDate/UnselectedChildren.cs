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

    /// <summary>The outputs of all that grew from a node, as the records say, in the order in which it came. None of a node that takes part, or whose instances are declared.</summary>
    public List<int> OutputsOf(int node)
    {
        var paths = new List<int>();
        if (!_plan.IsSelected(node) && _graph[node].Map is not { Items: not null })
            Add(_graph[node].Name, [], paths);
        return paths;
    }

    // Records of different builds may name each other in a circle.
    private void Add(string name, HashSet<string> seen, List<int> paths)
    {
        if (!seen.Add(name) || _journal.Latest(name) is not { } record)
            return;
        foreach (RecordedChild child in record.Children)
        {
            foreach (RecordedOutput output in _journal.Latest(child.Name)?.Outputs ?? [])
                paths.Add(output.Path);
            Add(child.Name, seen, paths);
        }
    }
}
