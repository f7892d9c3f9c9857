using TaskGraph.Model.Text;

namespace TaskGraph.Model;

/// <summary>What one instance of a map is made for: an item of its list.</summary>
public sealed class NodeItem
{
    /// <summary>Creates an item.</summary>
    /// <param name="key">What tells it from the others of its list.</param>
    /// <param name="text">The item as text: a string's own, a number's digits, an object's JSON.</param>
    /// <param name="json">The item as JSON.</param>
    /// <param name="index">Its place in the list, from 0.</param>
    public NodeItem(string key, string text, string json, int index)
    {
        (Key, Text, Json, Index) = (key, text, json, index);
    }

    /// <summary>What tells it from the others of its list.</summary>
    public string Key { get; }

    /// <summary>The item as text.</summary>
    public string Text { get; }

    /// <summary>The item as JSON.</summary>
    public string Json { get; }

    /// <summary>Its place in the list, from 0.</summary>
    public int Index { get; }

    /// <summary>An object's members as text; empty for what is none.</summary>
    public KeyValuePair<string, string>[] Members { get; init; } = [];

    /// <summary>True for an object.</summary>
    public bool IsObject { get; init; }

    /// <summary>The item of the map that this list's own map is an instance of; null if it is none.</summary>
    public NodeItem? Outer { get; init; }

    /// <summary>The same item, of a list whose map is an instance for another item.</summary>
    public NodeItem Within(NodeItem outer) => new(Key, Text, Json, Index) { Members = Members, IsObject = IsObject, Outer = outer };

    /// <summary>What '{item}', '{item.…}', '{index}', '{outer}' and '{outer.…}' stand for.</summary>
    /// <param name="key">Without the braces.</param>
    /// <param name="projectFolder">Absolute; what an item's full path begins with.</param>
    /// <param name="value">The value.</param>
    public bool TryGet(ReadOnlySpan<char> key, string projectFolder, out PlaceholderValue value)
    {
        value = default;
        if (key.StartsWith("outer") && (key.Length == 5 || key[5] == '.'))
            return Outer is not null && Outer.TryGet(string.Concat("item", key[5..]), projectFolder, out value);
        string? text = key switch
        {
            "item" => Text,
            "index" => Index.ToString(),
            _ => key.StartsWith("item.") ? Member(key["item.".Length..].ToString(), projectFolder) : null,
        };
        if (text is null)
            return false;
        value = PlaceholderValue.Of(text);
        return true;
    }

    private string? Member(string name, string projectFolder)
    {
        foreach ((string member, string text) in Members)
        {
            if (member == name)
                return text;
        }

        return IsObject ? null : PathPart(name, projectFolder);
    }

    // MSBuild's well-known metadata, for an item that is a path.
    private string? PathPart(string name, string projectFolder)
    {
        string path = Text.Replace('\\', '/');
        int slash = path.LastIndexOf('/');
        string file = path[(slash + 1)..];
        int dot = file.LastIndexOf('.');
        return name.ToUpperInvariant() switch
        {
            "IDENTITY" => Text,
            "FILENAME" => dot < 0 ? file : file[..dot],
            "EXTENSION" => dot < 0 ? "" : file[dot..],
            "RELATIVEDIR" => path[..(slash + 1)],
            "FULLPATH" => CanonicalPath.AbsoluteOf(path, projectFolder),
            _ => null,
        };
    }
}
