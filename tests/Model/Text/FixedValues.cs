using TaskGraph.Model.Text;

namespace TaskGraph.Model.Tests.Text;

/// <summary>Placeholder values of a test.</summary>
internal sealed class FixedValues : IPlaceholderValues
{
    private readonly Dictionary<string, PlaceholderValue> _values = [];

    public FixedValues(params (string Key, string Value)[] values)
    {
        foreach ((string key, string value) in values)
            _values[key] = PlaceholderValue.Of(value);
    }

    public FixedValues List(string key, params string[] values)
    {
        _values[key] = PlaceholderValue.Of(values);
        return this;
    }

    public bool TryGet(ReadOnlySpan<char> key, out PlaceholderValue value) => _values.TryGetValue(key.ToString(), out value);
}
