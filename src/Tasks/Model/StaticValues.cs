using TaskGraph.Model.Text;

namespace TaskGraph.Model;

/// <summary>What placeholders stand for before anything has run: the name and the parameters, in a node's paths.</summary>
internal sealed class StaticValues : IPlaceholderValues
{
    private readonly Node _node;

    public StaticValues(Node node) => _node = node;

    public bool TryGet(ReadOnlySpan<char> key, out PlaceholderValue value)
    {
        if (key.SequenceEqual("name"))
        {
            value = PlaceholderValue.Of(_node.Name);
            return true;
        }

        foreach ((string name, string text) in _node.Parameters)
        {
            if (!key.SequenceEqual(name))
                continue;
            value = PlaceholderValue.Of(text);
            return true;
        }

        value = default;
        return false;
    }
}
