using System.Text.RegularExpressions;

namespace TaskGraph.Execution.Text;

/// <summary>A line format of the user's own (NodeDiagnostic): a regular expression with the groups file, line and perhaps column, severity, code, message.</summary>
public sealed class DiagnosticPattern
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(250);
    private readonly Regex _regex;
    private bool _disabled;

    private DiagnosticPattern(Regex regex) => _regex = regex;

    /// <summary>Reads a pattern. Linear-time matching is used where the pattern allows it (no look-around, no back reference); else a match has 250 ms, and one that takes longer ends the pattern's use.</summary>
    /// <param name="pattern">As the user wrote it.</param>
    /// <param name="result">The pattern; null if it is at fault.</param>
    /// <param name="fault">What is wrong with it; null if nothing is.</param>
    public static bool TryCreate(string pattern, out DiagnosticPattern? result, out string? fault)
    {
        result = null;
        fault = null;
        try
        {
            Regex regex = Compile(pattern);
            string[] groups = regex.GetGroupNames();
            if (!groups.Contains("file") || !groups.Contains("line"))
                fault = "it has no group 'file' or no group 'line': only a line that names a place in a file is a diagnostic";
            else
                result = new DiagnosticPattern(regex);
        }
        catch (ArgumentException e)
        {
            fault = e.Message;
        }

        return result is not null;
    }

    /// <summary>Reads a line. A severity that is not told is an error; one that is neither error nor warning makes the line none.</summary>
    internal bool TryRead(string line, out Diagnostic? diagnostic)
    {
        diagnostic = null;
        if (_disabled || Match(line) is not { Success: true } match)
            return false;
        string file = match.Groups["file"].Value.Trim();
        if (file.Length == 0 || !int.TryParse(match.Groups["line"].Value, out int number) || number <= 0)
            return false;
        if (!TrySeverity(match.Groups["severity"], out DiagnosticSeverity severity))
            return false;
        _ = int.TryParse(match.Groups["column"].Value, out int column);
        string code = match.Groups["code"].Value;
        string message = match.Groups["message"].Value.Trim();
        diagnostic = new Diagnostic(
            file, number, Math.Max(0, column), severity, code.Length == 0 ? null : code, message.Length == 0 ? line.Trim() : message);
        return true;
    }

    private static Regex Compile(string pattern)
    {
        const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
        try
        {
            return new Regex(pattern, Options | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, Options, Timeout);
        }
    }

    private Match? Match(string line)
    {
        try
        {
            return _regex.Match(line);
        }
        catch (RegexMatchTimeoutException)
        {
            // A second line would cost as much again.
            _disabled = true;
            return null;
        }
    }

    private static bool TrySeverity(Group group, out DiagnosticSeverity severity)
    {
        ReadOnlySpan<char> word = group.ValueSpan.Trim();
        severity = word.StartsWith("w", StringComparison.OrdinalIgnoreCase) ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error;
        return severity == DiagnosticSeverity.Warning
            || word.IsEmpty
            || word.StartsWith("e", StringComparison.OrdinalIgnoreCase)
            || word.StartsWith("f", StringComparison.OrdinalIgnoreCase);
    }
}
