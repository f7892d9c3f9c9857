namespace TaskGraph.Execution.Text;

/// <summary>
/// Reads the Make rules that compilers write to name what they read (gcc -MD, clang, rustc, …). Escapes are theirs rather than Make's: a backslash before
/// a space, '#' or ':' is taken away, '$$' is '$', any other backslash is part of a path. A '#' that begins a word begins a comment.
/// </summary>
public static class DepFileParser
{
    /// <summary>How many bytes a dep file may have.</summary>
    public const int MostBytes = 64 << 20;

    /// <summary>Adds the prerequisites of all rules, each once, in the order in which they are first named. Never throws; linear time.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="prerequisites">Receives the paths as they are written, escapes taken away.</param>
    /// <param name="line">Where the fault is, from 1; 0 if there is none.</param>
    /// <param name="fault">What is wrong; empty if nothing is.</param>
    /// <returns>False if the text is no dep file; what was added until then stays.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, List<string> prerequisites, out int line, out string fault)
    {
        var reader = new DepFileReader(text);
        fault = reader.ReadRules(prerequisites);
        line = fault.Length == 0 ? 0 : reader.Line;
        return fault.Length == 0;
    }
}
