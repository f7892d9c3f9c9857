namespace TaskGraph.Execution.Text;

/// <summary>Finds diagnostics in the lines of one node's output. Only a line that names a position in a file is one. Not thread-safe.</summary>
public sealed class DiagnosticScanner
{
    private readonly DiagnosticFormats _formats;
    private readonly IReadOnlyList<DiagnosticPattern> _patterns;
    private readonly PythonTraceback _traceback;

    /// <summary>Creates a scanner.</summary>
    /// <param name="formats">The built-in formats to look for.</param>
    /// <param name="patterns">The user's own; they come first.</param>
    /// <param name="clientFolder">Where the build's own Python modules lie; empty for nowhere.</param>
    public DiagnosticScanner(DiagnosticFormats formats, IReadOnlyList<DiagnosticPattern> patterns, string clientFolder = "")
    {
        _traceback = new PythonTraceback(clientFolder);
        _formats = formats;
        _patterns = patterns;
    }

    /// <summary>Takes the next line. A traceback is told when it is certain that it has ended, so one line can bring two diagnostics.</summary>
    /// <param name="line">Without its line end.</param>
    /// <param name="found">Receives what was found.</param>
    public void Feed(string line, List<Diagnostic> found)
    {
        if (!_traceback.IsWaiting && _patterns.Count == 0 && !line.Contains(':', StringComparison.Ordinal) && !line.StartsWith("  File \"", StringComparison.Ordinal))
            return;
        line = AnsiEscapes.Remove(line);
        if ((_formats & DiagnosticFormats.Python) != 0 && _traceback.Feed(line) is { } ended)
            found.Add(ended);
        if (TryRead(line, out Diagnostic? diagnostic))
            found.Add(diagnostic!);
    }

    /// <summary>Says that the output has ended.</summary>
    public void Complete(List<Diagnostic> found)
    {
        if (_traceback.Complete() is { } ended)
            found.Add(ended);
    }

    private bool TryRead(string line, out Diagnostic? diagnostic)
    {
        for (int i = 0; i < _patterns.Count; i++)
        {
            if (_patterns[i].TryRead(line, out diagnostic))
                return true;
        }

        diagnostic = null;
        return ((_formats & DiagnosticFormats.Canonical) != 0 && CanonicalDiagnostic.TryRead(line, out diagnostic))
            || ((_formats & DiagnosticFormats.Gcc) != 0 && GccDiagnostic.TryRead(line, out diagnostic));
    }
}
