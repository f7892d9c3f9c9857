using TaskGraph.Model.Text;

namespace TaskGraph.Model;

/// <summary>The names of a graph in order, so that a pattern looks only at names that begin as it does.</summary>
internal sealed class SortedNames
{
    private readonly Graph _graph;
    private readonly int[] _order;

    public SortedNames(Graph graph)
    {
        _graph = graph;
        _order = new int[graph.Count];
        for (int i = 0; i < _order.Length; i++)
            _order[i] = i;
        Array.Sort(_order, (a, b) => string.CompareOrdinal(graph[a].Name, graph[b].Name));
    }

    /// <summary>The nodes whose names match, in declaration order.</summary>
    public List<int> Match(string pattern)
    {
        string prefix = pattern[..pattern.AsSpan().IndexOfAny('*', '?')];
        var matching = new NamePattern(pattern);
        var found = new List<int>();
        for (int i = FirstFrom(prefix); i < _order.Length && _graph[_order[i]].Name.StartsWith(prefix, StringComparison.Ordinal); i++)
        {
            if (matching.IsMatch(_graph[_order[i]].Name))
                found.Add(_order[i]);
        }

        found.Sort();
        return found;
    }

    /// <summary>The name that is most like another, or null.</summary>
    public string? Nearest(string name) => NearestName.Find(name, _order.Select(node => _graph[node].Name));

    private int FirstFrom(string prefix)
    {
        int low = 0, high = _order.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (string.CompareOrdinal(_graph[_order[middle]].Name, prefix) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
