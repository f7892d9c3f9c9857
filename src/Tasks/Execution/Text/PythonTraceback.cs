namespace TaskGraph.Execution.Text;

/// <summary>
/// Follows Python's tracebacks over lines. The place is the innermost frame in a file of the user's own, the message is the line that names the exception. Of a chain ('During
/// handling of …') the last counts: it is the one that ended the program. Of a group of exceptions the first counts.
/// </summary>
internal sealed class PythonTraceback
{
    private readonly PythonLines _lines;
    private PythonGroup? _group;
    private string? _file;
    private int _line;
    private bool _inFrames;
    private Diagnostic? _held;

    /// <summary>Creates one.</summary>
    /// <param name="clientFolder">Where the build's own modules lie, which are no user's; empty for nowhere.</param>
    public PythonTraceback(string clientFolder = "") => _lines = new PythonLines(clientFolder);

    /// <summary>Takes the next line; what was held back and is now certain, or null.</summary>
    public Diagnostic? Feed(ReadOnlySpan<char> line)
    {
        if (PythonGroup.Begins(line) || (_group is not null && line.StartsWith("Traceback (most recent call last):")))
            return EndGroup(PythonGroup.Begins(line) ? new PythonGroup(_lines) : null);
        if (_group is not null)
            return _group.Feed(line) ? EndGroup(null) : null;
        if (_lines.TryFrame(line, out string? file, out int number))
        {
            Diagnostic? ended = _inFrames ? null : Release();
            _inFrames = true;
            if (file is not null)
                (_file, _line) = (file, number);
            return ended;
        }

        if (!_inFrames)
            return _held is null || IsBetweenChained(line) ? null : Release();
        if (line.StartsWith(' '))
            return null;
        _inFrames = false;
        if (_file is not null && PythonLines.IsException(line))
            _held = new Diagnostic(_file, _line, 0, DiagnosticSeverity.Error, null, line.TrimEnd().ToString());
        _file = null;
        return null;
    }

    /// <summary>Says that no more lines come; what was held back, or null.</summary>
    public Diagnostic? Complete()
    {
        (_inFrames, _file) = (false, null);
        return EndGroup(null) ?? Release();
    }

    /// <summary>True if the next line may matter whatever it is.</summary>
    public bool IsWaiting => _inFrames || _held is not null || _group is not null;

    // What a group is about is held back as that of any traceback is, since the group may be a link of a chain.
    private Diagnostic? EndGroup(PythonGroup? next)
    {
        Diagnostic? ended = Release();
        (_held, _group, _inFrames, _file) = (_group?.Found, next, false, null);
        return ended;
    }

    private Diagnostic? Release()
    {
        Diagnostic? held = _held;
        _held = null;
        return held;
    }

    // An exception in a chain is let go only by what replaces it: the traceback that follows these lines.
    private bool IsBetweenChained(ReadOnlySpan<char> line)
    {
        if (PythonLines.IsChain(line))
            _held = null;
        return line.IsWhiteSpace();
    }
}
