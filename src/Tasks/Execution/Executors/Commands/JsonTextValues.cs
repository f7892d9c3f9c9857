using System.Text;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.Executors.Commands;

/// <summary>The same values as they stand within a string of JSON: where the text around them is JSON, it still is with them filled in.</summary>
internal sealed class JsonTextValues(IPlaceholderValues values) : IPlaceholderValues
{
    /// <inheritdoc/>
    public bool TryGet(ReadOnlySpan<char> key, out PlaceholderValue value)
    {
        if (!values.TryGet(key, out value))
            return false;
        var text = new StringBuilder();
        Json.AppendString(text, value.Joined(" "));
        value = PlaceholderValue.Of(text.ToString(1, text.Length - 2));
        return true;
    }
}
