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
    public static List<ResultReference> Of(Node node, Graph graph)
    {
        var found = new List<ResultReference>();
        Add(node.Command, node, graph, found);
        Add(node.Arguments, node, graph, found);
        foreach ((_, string value) in node.Parameters)
            Add(value, node, graph, found);
        foreach ((_, string value) in node.EnvironmentVariables)
            Add(value, node, graph, found);
        return found;
    }

    private static void Add(string? template, Node reader, Graph graph, List<ResultReference> found)
    {
        if (template is null || !template.Contains("{" + Prefix, StringComparison.Ordinal))
            return;
        foreach (string key in Placeholders.Keys(template))
        {
            if (!key.StartsWith(Prefix, StringComparison.Ordinal))
                continue;
            string text = key[Prefix.Length..];
            if (!found.Exists(other => other.Text == text))
                found.Add(Parse(text, reader, graph));
        }
    }

    // Names and keys may have dots in them: the longest name that there is.
    internal static ResultReference Parse(string text, Node reader, Graph graph)
    {
        // What a program sends may have the whole name, and then means no other.
        string scope = reader.SentAs is not null && text.StartsWith(reader.Scope.Prefix, StringComparison.Ordinal) ? "" : reader.Scope.Prefix;
        for (int dot = text.LastIndexOf('.'); dot > 0; dot = text.LastIndexOf('.', dot - 1))
        {
            int node = scope.Length == 0 ? -1 : graph.Find(scope + text[..dot]);
            if (node < 0)
                node = graph.Find(text[..dot]);
            if (node >= 0)
                return new ResultReference(text, node, text[(dot + 1)..]);
        }

        int last = text.LastIndexOf('.');
        return new ResultReference(text, -1, last < 0 ? "" : text[(last + 1)..]);
    }
}
