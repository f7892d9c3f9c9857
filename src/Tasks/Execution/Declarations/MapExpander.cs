using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.Declarations;

/// <summary>Makes the instances of maps.</summary>
public sealed class MapExpander
{
    private readonly NodeReader _reader;
    private readonly Func<string, IEnumerable<string>> _find;
    private readonly List<Problem> _problems;

    /// <summary>Creates it for a project.</summary>
    /// <param name="reader">Makes the nodes.</param>
    /// <param name="find">Finds the files that a glob matches.</param>
    /// <param name="problems">Takes what is wrong; the reader's, too.</param>
    public MapExpander(NodeReader reader, Func<string, IEnumerable<string>> find, List<Problem> problems)
    {
        (_reader, _find, _problems) = (reader, find, problems);
    }

    /// <summary>The nodes, and behind each map whose items are known its instances.</summary>
    public List<Node> Expand(List<Node> nodes)
    {
        if (!nodes.Exists(node => node.Map is { Items: not null }))
            return nodes;
        var expanded = new List<Node>(nodes.Count * 2);
        foreach (Node node in nodes)
        {
            expanded.Add(node);
            if (node.Map is not { Items: not null })
                continue;
            node.Instances = Instantiate(node);
            expanded.AddRange(node.Instances);
        }

        return expanded;
    }

    /// <summary>The instances of a map whose items are declared; see the other overload.</summary>
    public List<Node> Instantiate(Node map) =>
        Instantiate(map, ItemList.OfTexts(map.Map!.Items!.SelectMany(text => Glob.IsPattern(text) ? _find(text) : [text])));

    /// <summary>The instances of a map for items; a key that comes twice, and what is wrong with the first instance that has something wrong, is reported.</summary>
    public List<Node> Instantiate(Node map, List<NodeItem> items)
    {
        var instances = new List<Node>(items.Count);
        var keys = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (NodeItem item in items)
        {
            if (!keys.TryAdd(item.Key, item.Index))
            {
                _problems.Add(new Problem(ProblemKind.DuplicateKey, map, item.Key) { Detail = $"{keys[item.Key]} and {item.Index}" });
                return [];
            }

            if (_reader.Instantiate(map, item) is not { } instance)
                return [];
            instances.Add(instance);
        }

        return instances;
    }
}
