namespace TaskGraph.Execution.Text;

/// <summary>
/// Follows Python's tracebacks over lines. The place is the innermost frame in a file of the user's own, the message is the line that names the exception. Of a chain ('During
/// handling of …') the last counts: it is the one that ended the program.
/// </summary>
internal sealed class PythonTraceback
{
    private readonly string _clientFolder;
    private string? _file;
    private int _line;
    private bool _inFrames;
    private Diagnostic? _held;

    /// <summary>Creates one.</summary>
    /// <param name="clientFolder">Where the build's own modules lie, which are no user's; empty for nowhere.</param>
    public PythonTraceback(string clientFolder = "") => _clientFolder = clientFolder;

    /// <summary>Takes the next line; what was held back and is now certain, or null.</summary>
    public Diagnostic? Feed(ReadOnlySpan<char> line)
    {
        if (line.StartsWith("  File \"") && TryFrame(line, out string? file, out int number))
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
        if (_file is not null && IsException(line))
            _held = new Diagnostic(_file, _line, 0, DiagnosticSeverity.Error, null, line.TrimEnd().ToString());
        _file = null;
        return null;
    }

    /// <summary>Says that no more lines come; what was held back, or null.</summary>
    public Diagnostic? Complete()
    {
        (_inFrames, _file) = (false, null);
        return Release();
    }

    /// <summary>True if the next line may matter whatever it is.</summary>
    public bool IsWaiting => _inFrames || _held is not null;

    private Diagnostic? Release()
    {
        Diagnostic? held = _held;
        _held = null;
        return held;
    }

    // An exception in a chain is let go only by what replaces it: the traceback that follows these lines.
    private bool IsBetweenChained(ReadOnlySpan<char> line)
    {
        if (line.StartsWith("During handling of the above exception") || line.StartsWith("The above exception was the direct cause"))
            _held = null;
        return line.IsWhiteSpace();
    }

    // `file` is null for a frame in a library or in no file.
    private bool TryFrame(ReadOnlySpan<char> line, out string? file, out int number)
    {
        const string Between = "\", line ";
        ReadOnlySpan<char> path = line["  File \"".Length..];
        int end = path.LastIndexOf(Between);
        file = null;
        number = 0;
        if (end <= 0)
            return false;
        ReadOnlySpan<char> digits = path[(end + Between.Length)..];
        int length = digits.IndexOfAnyExceptInRange('0', '9');
        if (!int.TryParse(length < 0 ? digits : digits[..length], out number))
            return false;
        path = path[..end];
        bool client = _clientFolder.Length > 0 && path.StartsWith(_clientFolder, StringComparison.OrdinalIgnoreCase);
        if (!client && !IsLibrary(path))
            file = path.ToString();
        return true;
    }

    private static bool IsLibrary(ReadOnlySpan<char> path)
    {
        if (path[0] == '<' || path.Contains("site-packages", StringComparison.Ordinal) || path.Contains("dist-packages", StringComparison.Ordinal))
            return true;
        int lib = path.IndexOf("/lib/python", StringComparison.Ordinal);
        if (lib >= 0)
            return path[(lib + "/lib/python".Length)..].IndexOfAnyInRange('0', '9') == 0;
        // Windows: C:\…\Python312\Lib\json\decoder.py
        lib = path.IndexOf(@"\lib\", StringComparison.OrdinalIgnoreCase);
        return lib >= 0 && path[..lib].Contains("python", StringComparison.OrdinalIgnoreCase);
    }

    // 'ValueError: text', 'pkg.module.Error', 'KeyboardInterrupt'.
    private static bool IsException(ReadOnlySpan<char> line)
    {
        int colon = line.IndexOf(':');
        ReadOnlySpan<char> name = (colon < 0 ? line : line[..colon]).TrimEnd();
        if (name.IsEmpty || char.IsAsciiDigit(name[0]))
            return false;
        foreach (char c in name)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '.' or '<' or '>'))
                return false;
        }

        return true;
    }
}
