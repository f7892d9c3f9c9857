namespace TaskGraph.Execution.Text;

/// <summary>
/// Follows the traceback of a group of exceptions, whose lines stand behind bars, the further in the deeper. What it is about is the first exception in it that is no group; if
/// that was raised nowhere in the user's files, the group around it.
/// </summary>
internal sealed class PythonGroup
{
    private readonly PythonLines _lines;
    private string? _file;
    private int _line;
    private Diagnostic? _found;
    private Diagnostic? _around;

    // From this column on all is of exceptions behind the first one.
    private int _passed = int.MaxValue;
    private int _outermost = -1;

    public PythonGroup(PythonLines lines) => _lines = lines;

    /// <summary>What it is about, as far as it has come; null for nothing in the user's files.</summary>
    public Diagnostic? Found => _found ?? _around;

    /// <summary>True for the first line of one that is not within another one.</summary>
    public static bool Begins(ReadOnlySpan<char> line) => line.StartsWith("  + Exception Group Traceback (most recent call last):");

    /// <summary>Takes the next line; true if it is the last one.</summary>
    public bool Feed(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> text = line.TrimStart(' ');
        int column = line.Length - text.Length;
        if (text.StartsWith("+-+-"))
        {
            if (_outermost < 0)
                _outermost = column + 2;
            if (column < _passed)
                (_around, _found, _file) = (_found ?? _around, null, null);
        }
        else if (text.StartsWith("+---"))
        {
            _passed = Math.Min(_passed, column);
            return column == _outermost && text.IndexOfAnyExcept('+', '-') < 0;
        }
        else if (text.StartsWith("| ") && column < _passed)
        {
            Take(text[2..]);
        }

        // Any other line is the rest of a message, which Python writes as it is.
        return false;
    }

    private void Take(ReadOnlySpan<char> line)
    {
        if (_lines.TryFrame(line, out string? file, out int number))
        {
            if (file is not null)
                (_file, _line) = (file, number);
            return;
        }

        if (PythonLines.IsChain(line))
        {
            // It ended a group that was within this one, and what that was about.
            (_found, _file, _passed) = (null, null, int.MaxValue);
        }
        else if (_file is not null && PythonLines.IsException(line))
        {
            _found = new Diagnostic(_file, _line, 0, DiagnosticSeverity.Error, null, line.TrimEnd().ToString());
            _file = null;
        }
    }
}
