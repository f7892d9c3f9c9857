using TaskGraph.Model.Text;

namespace TaskGraph.Model;

/// <summary>
/// The value of one metadata, as it came: MSBuild-escaped text from an item (where ';' separates and '%3B' is a semicolon), or plain text or a list
/// from a node file.
/// </summary>
public readonly struct MetadataValue
{
    private readonly string? _text;
    private readonly string[]? _list;
    private readonly bool _escaped;
    private readonly IReadOnlySet<string>? _typed;

    private MetadataValue(string? text, string[]? list, bool escaped, IReadOnlySet<string>? typed = null)
    {
        _typed = typed;
        _text = text;
        _list = list;
        _escaped = escaped;
    }

    /// <summary>A value as MSBuild hands it over.</summary>
    public static MetadataValue Escaped(string text) => new(text, null, true);

    /// <summary>A value without escapes; a list in it is separated by ';'.</summary>
    public static MetadataValue Plain(string text) => new(text, null, false);

    /// <summary>A list whose entries are taken as they are; empty ones are dropped, as MSBuild's lists have none.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="typed">Of a list of names with values: those whose value is JSON and no text.</param>
    public static MetadataValue List(IEnumerable<string> entries, IReadOnlySet<string>? typed = null) =>
        new(null, [.. entries.Where(entry => !string.IsNullOrWhiteSpace(entry))], false, typed);

    /// <summary>Of a list of names with values: those whose value is JSON and no text; null if there are none.</summary>
    public IReadOnlySet<string>? Typed => _typed;

    /// <summary>True if it holds a NUL character, which neither files nor programs nor variables can have in their names and values.</summary>
    public bool HoldsNul => _list is not null
        ? Array.Exists(_list, entry => entry.Contains('\0', StringComparison.Ordinal))
        : _text!.Contains('\0', StringComparison.Ordinal) || (_escaped && _text.Contains("%00", StringComparison.Ordinal));

    /// <summary>The whole value, without escapes; null if it is empty.</summary>
    public string? Text
    {
        get
        {
            string text = _list is not null ? string.Join(';', _list) : _escaped ? MsBuildList.Unescape(_text!) : _text!;
            return string.IsNullOrWhiteSpace(text) ? null : text;
        }
    }

    /// <summary>The value without surrounding space, for words and numbers; empty if there is none.</summary>
    public string Word => (Text ?? "").Trim();

    /// <summary>The entries of a list, each without surrounding space and escapes; empty ones dropped. The caller may change the array: it is another one each time.</summary>
    public string[] Entries
    {
        get
        {
            // A map's value is read again for each instance, which puts its own paths and names in the entries' places.
            if (_list is not null)
                return [.. _list];
            return _escaped
                ? [.. MsBuildList.Split(_text!)]
                : _text!.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
    }
}
