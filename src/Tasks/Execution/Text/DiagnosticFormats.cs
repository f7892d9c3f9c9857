namespace TaskGraph.Execution.Text;

/// <summary>The built-in line formats of the metadata Diagnostics.</summary>
[Flags]
public enum DiagnosticFormats
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>MSBuild's: 'file(line[,column]): error CODE: text'.</summary>
    Canonical = 1,

    /// <summary>That of gcc, clang and many more: 'file:line[:column]: error: text'.</summary>
    Gcc = 2,

    /// <summary>Python's tracebacks.</summary>
    Python = 4,

    /// <summary>All of them, the default.</summary>
    All = Canonical | Gcc | Python,
}
