using TaskGraph.Model.Text;

namespace TaskGraph.Model;

/// <summary>What placeholders stand for before anything has run: the name and the parameters, in a node's paths.</summary>
internal sealed class StaticValues : IPlaceholderValues
{
    private readonly Node _node;
    private readonly string _projectFolder;

    public StaticValues(Node node, string projectFolder) => (_node, _projectFolder) = (node, projectFolder);

    public bool TryGet(ReadOnlySpan<char> key, out PlaceholderValue value)
    {
        if (key.SequenceEqual("name"))
        {
            value = PlaceholderValue.Of(_node.LocalName);
            return true;
        }

        foreach ((string name, string text) in _node.Parameters)
        {
            if (!key.SequenceEqual(name))
                continue;
            value = PlaceholderValue.Of(text.Contains('{', StringComparison.Ordinal) ? Placeholders.Replace(text, new OfItem(_node.Item, _projectFolder)) : text);
            return true;
        }

        return new OfItem(_node.Item, _projectFolder).TryGet(key, out value);
    }

    // What a parameter's own value may have in it.
    private sealed class OfItem(NodeItem? item, string projectFolder) : IPlaceholderValues
    {
        public bool TryGet(ReadOnlySpan<char> key, out PlaceholderValue value)
        {
            value = default;
            return item is not null && item.TryGet(key, projectFolder, out value);
        }
    }
}
