namespace TaskGraph.Model.Text;

/// <summary>Knows what the placeholders of one node stand for.</summary>
public interface IPlaceholderValues
{
    /// <summary>The value of a key, the text between the braces exactly; false for a key that is none, which then stays as it is written.</summary>
    bool TryGet(ReadOnlySpan<char> key, out PlaceholderValue value);
}
