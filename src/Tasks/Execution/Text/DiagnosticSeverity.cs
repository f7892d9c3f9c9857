namespace TaskGraph.Execution.Text;

/// <summary>How bad a diagnostic says it is; notes and hints are none.</summary>
public enum DiagnosticSeverity
{
    /// <summary>It fails nothing.</summary>
    Warning,

    /// <summary>The command says that it failed over it.</summary>
    Error,
}
