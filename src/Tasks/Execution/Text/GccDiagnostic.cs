using System.Buffers;

namespace TaskGraph.Execution.Text;

/// <summary>The format of gcc, clang and many more: 'file:line[:column]: error|fatal error|warning: text'. Notes are none.</summary>
internal static class GccDiagnostic
{
    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create("0123456789.[]");

    /// <summary>Reads a line. Linear time; nothing is allocated for a line that is none.</summary>
    public static bool TryRead(ReadOnlySpan<char> line, out Diagnostic? diagnostic)
    {
        diagnostic = null;
        int start = 0;
        for (int at = 0; at < line.Length;)
        {
            int colon = line[at..].IndexOf(':');
            if (colon < 0)
                return false;
            at += colon + 1;
            // 'collect2: a.c:1: error: …': the file begins after what speaks.
            if (at < line.Length && line[at] == ' ')
                start = at + 1;
            int digits = Digits(line[at..]);
            if (digits == 0 || at + digits >= line.Length || line[at + digits] != ':')
                continue;
            ReadOnlySpan<char> file = line[start..(at - 1)].Trim();
            if (int.TryParse(line.Slice(at, digits), out int number) && number > 0
                && TryRest(line[(at + digits + 1)..], out int column, out DiagnosticSeverity severity, out ReadOnlySpan<char> message))
            {
                if (!IsFile(file, line[at..]))
                    return false;
                diagnostic = new Diagnostic(
                    file.ToString(), number, column, severity, null, message.IsEmpty ? line.Trim().ToString() : message.ToString());
                return true;
            }

            at += digits;
        }

        return false;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        int digits = text.IndexOfAnyExceptInRange('0', '9');
        return digits < 0 ? text.Length : digits;
    }

    private static bool TryRest(ReadOnlySpan<char> text, out int column, out DiagnosticSeverity severity, out ReadOnlySpan<char> message)
    {
        column = 0;
        int digits = Digits(text);
        if (digits > 0 && digits < text.Length && text[digits] == ':' && int.TryParse(text[..digits], out column))
            text = text[(digits + 1)..];
        text = text.TrimStart();
        severity = DiagnosticSeverity.Error;
        message = default;
        if (Starts(text, "error:", out message) || Starts(text, "fatal error:", out message) || Starts(text, "internal compiler error:", out message))
            return true;
        severity = DiagnosticSeverity.Warning;
        return Starts(text, "warning:", out message);
    }

    private static bool Starts(ReadOnlySpan<char> text, string word, out ReadOnlySpan<char> rest)
    {
        bool starts = text.StartsWith(word, StringComparison.OrdinalIgnoreCase);
        rest = starts ? text[word.Length..].Trim() : default;
        return starts;
    }

    // Addresses and times of day have the same look: 'http://x:80:', '127.0.0.1:80:', 'localhost:80:', '2024-01-01 12:30:45:'.
    private static bool IsFile(ReadOnlySpan<char> file, ReadOnlySpan<char> after)
    {
        if (file.IsEmpty || file.Contains("://", StringComparison.Ordinal) || file.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return false;
        if (!file.ContainsAnyExcept(AddressCharacters))
            return false;
        bool hour = file.Length >= 2 && char.IsAsciiDigit(file[^1]) && char.IsAsciiDigit(file[^2])
            && (file.Length == 2 || file[^3] is ' ' or '[' or '(' || (file[^3] == 'T' && file.Length > 3 && char.IsAsciiDigit(file[^4])));
        bool minute = Digits(after) == 2 && after.Length > 5 && Digits(after[3..]) == 2;
        return !(hour && minute);
    }
}
