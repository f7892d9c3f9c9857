namespace TaskGraph.Model.Text;

/// <summary>
/// Which nodes are meant, in dbt's syntax: 'train', '+train' (and all before), 'train+' (and all after), '2+train', 'train+3', 'tag:nightly', 'chunk_*';
/// a space or ';' is union, ',' is intersection and binds closer. A closed set: <see cref="Term"/>, <see cref="Union"/>, <see cref="Intersection"/>.
/// </summary>
public abstract record Selection
{
    private Selection()
    {
    }

    /// <summary>Nodes that a pattern names, and what is so many steps before and after them.</summary>
    /// <param name="Written">The term as the user wrote it.</param>
    /// <param name="Pattern">Over names, or over tags.</param>
    /// <param name="IsTag">True if the pattern is over tags.</param>
    /// <param name="Before">How many steps of dependencies are included; 0 for none, <see cref="int.MaxValue"/> for all.</param>
    /// <param name="After">How many steps of dependants are included; 0 for none, <see cref="int.MaxValue"/> for all.</param>
    public sealed record Term(string Written, string Pattern, bool IsTag, int Before, int After) : Selection;

    /// <summary>What any of the parts selects.</summary>
    public sealed record Union(IReadOnlyList<Selection> Parts) : Selection;

    /// <summary>What all of the parts select.</summary>
    public sealed record Intersection(IReadOnlyList<Selection> Parts) : Selection;

    /// <summary>Reads a selection; any text is one. No text selects nothing.</summary>
    /// <param name="text">Unescaped.</param>
    /// <param name="isName">Whether a text is exactly a node's name: names may have spaces and signs in them, and the longest text (up to 32 words) that is a name is one.</param>
    public static Selection Parse(string text, Func<string, bool> isName) => new SelectionReader(text, isName).Read();
}
