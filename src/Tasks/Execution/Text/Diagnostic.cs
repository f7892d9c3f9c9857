namespace TaskGraph.Execution.Text;

/// <summary>What a node's output says about a place in a file.</summary>
/// <param name="File">As the line names it: relative to the node's working directory, or absolute.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1; 0 if it is not told.</param>
/// <param name="Severity">Whether it is an error.</param>
/// <param name="Code">E.g. 'CS0168'; null if there is none.</param>
/// <param name="Message">Never empty.</param>
public sealed record Diagnostic(string File, int Line, int Column, DiagnosticSeverity Severity, string? Code, string Message);
