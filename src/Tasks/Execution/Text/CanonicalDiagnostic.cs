using System.Buffers;

namespace TaskGraph.Execution.Text;

/// <summary>MSBuild's format with a position: 'file(line[,column[,…]]): [words] error|warning [CODE]: text'.</summary>
internal static class CanonicalDiagnostic
{
    private static readonly SearchValues<char> PositionCharacters = SearchValues.Create("0123456789,-");

    /// <summary>Reads a line. Linear time; nothing is allocated for a line that is none.</summary>
    public static bool TryRead(ReadOnlySpan<char> line, out Diagnostic? diagnostic)
    {
        diagnostic = null;
        ReadOnlySpan<char> text = SkipProjectNumber(line.TrimStart());
        int drive = text.Length > 1 && text[1] == ':' && char.IsAsciiLetter(text[0]) ? 2 : 0;
        int colon = text[drive..].IndexOf(':');
        if (colon < 0)
            return false;
        ReadOnlySpan<char> origin = text[..(drive + colon)].TrimEnd();
        if (!origin.EndsWith(')'))
            return false;
        int open = origin.LastIndexOf('(');
        if (open < 0 || !TryPosition(origin[(open + 1)..^1], out int lineNumber, out int column))
            return false;
        ReadOnlySpan<char> file = origin[..open].Trim();
        ReadOnlySpan<char> rest = text[(drive + colon + 1)..];
        colon = rest.IndexOf(':');
        if (file.IsEmpty || colon < 0 || !TrySeverity(rest[..colon].Trim(), out DiagnosticSeverity severity, out ReadOnlySpan<char> code))
            return false;
        ReadOnlySpan<char> message = rest[(colon + 1)..].Trim();
        diagnostic = new Diagnostic(
            file.ToString(), lineNumber, column, severity, code.IsEmpty ? null : code.ToString(), message.IsEmpty ? line.Trim().ToString() : message.ToString());
        return true;
    }

    // '12>' is what a solution build in Visual Studio puts before lines.
    private static ReadOnlySpan<char> SkipProjectNumber(ReadOnlySpan<char> text)
    {
        int digits = text.IndexOfAnyExceptInRange('0', '9');
        return digits > 0 && text[digits] == '>' ? text[(digits + 1)..] : text;
    }

    // (line) (line-line) (line,column) (line,column-column) (line,column,line,column)
    private static bool TryPosition(ReadOnlySpan<char> text, out int line, out int column)
    {
        column = 0;
        if (!TryNumber(ref text, out line) || line == 0)
            return false;
        if (text.StartsWith(','))
        {
            text = text[1..];
            if (!TryNumber(ref text, out column))
                return false;
        }

        return !text.ContainsAnyExcept(PositionCharacters);
    }

    private static bool TryNumber(ref ReadOnlySpan<char> text, out int number)
    {
        int digits = text.IndexOfAnyExceptInRange('0', '9');
        digits = digits < 0 ? text.Length : digits;
        bool read = int.TryParse(text[..digits], out number);
        text = text[digits..];
        return read;
    }

    // The last or last but one word is 'error' or 'warning'; what is before it ('fatal', 'Command line') says nothing here, a word after it is the code.
    private static bool TrySeverity(ReadOnlySpan<char> words, out DiagnosticSeverity severity, out ReadOnlySpan<char> code)
    {
        code = default;
        int space = words.LastIndexOf(' ');
        if (TryWord(words[(space + 1)..], out severity))
            return true;
        if (space < 0)
            return false;
        code = words[(space + 1)..];
        words = words[..space].TrimEnd();
        return TryWord(words[(words.LastIndexOf(' ') + 1)..], out severity);
    }

    private static bool TryWord(ReadOnlySpan<char> word, out DiagnosticSeverity severity)
    {
        severity = word.Equals("warning", StringComparison.OrdinalIgnoreCase) ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error;
        return severity == DiagnosticSeverity.Warning || word.Equals("error", StringComparison.OrdinalIgnoreCase);
    }
}
