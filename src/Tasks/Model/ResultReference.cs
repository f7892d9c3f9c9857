using TaskGraph.Model.Text;

namespace TaskGraph.Model;

/// <summary>A result of another node that a placeholder reads: '{results.node.key}'.</summary>
/// <param name="Text">What stands behind 'results.'.</param>
/// <param name="Node">The other node's number; -1 if there is none of that name.</param>
/// <param name="Key">The result's key.</param>
public readonly record struct ResultReference(string Text, int Node, string Key)
{
    private const string Prefix = "results.";

    /// <summary>The other node's name, if the key has no dot in it.</summary>
    public string Name => Text.LastIndexOf('.') is > 0 and int dot ? Text[..dot] : Text;

    /// <summary>The results that a node's placeholders read, each once.</summary>
    public static List<ResultReference> Of(Node node, Graph graph) => Of(node, graph.Find);

    /// <summary>The results that a node's placeholders read, each once.</summary>
    /// <param name="node">The node.</param>
    /// <param name="find">The number of a node by its name; -1 if there is none.</param>
    public static List<ResultReference> Of(Node node, Func<string, int> find)
    {
        var found = new List<ResultReference>();
        Add(node.Command, find, found);
        Add(node.Arguments, find, found);
        foreach ((_, string value) in node.Parameters)
            Add(value, find, found);
        foreach ((_, string value) in node.EnvironmentVariables)
            Add(value, find, found);
        return found;
    }

    private static void Add(string? template, Func<string, int> find, List<ResultReference> found)
    {
        if (template is null || !template.Contains("{" + Prefix, StringComparison.Ordinal))
            return;
        foreach (string key in Placeholders.Keys(template))
        {
            if (!key.StartsWith(Prefix, StringComparison.Ordinal))
                continue;
            string text = key[Prefix.Length..];
            if (!found.Exists(other => other.Text == text))
                found.Add(Parse(text, find));
        }
    }

    // Names and keys may have dots in them: the longest name that there is.
    private static ResultReference Parse(string text, Func<string, int> find)
    {
        for (int dot = text.LastIndexOf('.'); dot > 0; dot = text.LastIndexOf('.', dot - 1))
        {
            int node = find(text[..dot]);
            if (node >= 0)
                return new ResultReference(text, node, text[(dot + 1)..]);
        }

        int last = text.LastIndexOf('.');
        return new ResultReference(text, -1, last < 0 ? "" : text[(last + 1)..]);
    }
}
