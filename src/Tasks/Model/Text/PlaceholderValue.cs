namespace TaskGraph.Model.Text;

/// <summary>What a placeholder stands for: one text, or a list of texts ({inputs}, {outputs}).</summary>
public readonly struct PlaceholderValue
{
    private PlaceholderValue(string? text, IReadOnlyList<string>? list)
    {
        Text = text;
        List = list;
    }

    /// <summary>The text; null for a list.</summary>
    public string? Text { get; }

    /// <summary>The texts of a list; null for a single text.</summary>
    public IReadOnlyList<string>? List { get; }

    /// <summary>A single text.</summary>
    public static PlaceholderValue Of(string text) => new(text, null);

    /// <summary>A list of texts, which may be empty.</summary>
    public static PlaceholderValue Of(IReadOnlyList<string> list) => new(null, list);

    /// <summary>The text, or the list's texts with the separator between them.</summary>
    public string Joined(string separator) => Text ?? string.Join(separator, List ?? []);
}
