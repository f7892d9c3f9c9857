namespace TaskGraph.Model.Text;

/// <summary>
/// A pattern over node names or tags: '*' and '?' alone are special ('/', '[' and ']' are characters as any other), case counts.
/// Without a wildcard it matches the one name that it spells.
/// </summary>
public readonly struct NamePattern
{
    private readonly string _pattern;
    private readonly bool _wild;

    /// <summary>Takes a pattern as the user wrote it.</summary>
    public NamePattern(string pattern)
    {
        _pattern = pattern;
        _wild = IsPattern(pattern);
    }

    /// <summary>True if the text has a wildcard, so that it may stand for several names.</summary>
    public static bool IsPattern(ReadOnlySpan<char> text) => Wildcard.IsPattern(text);

    /// <summary>True if the pattern matches the whole name.</summary>
    public bool IsMatch(ReadOnlySpan<char> name) =>
        _wild ? Wildcard.Matches(_pattern, name, ignoreCase: false) : name.SequenceEqual(_pattern);

    /// <summary>The pattern as it was given.</summary>
    public override string ToString() => _pattern;
}
