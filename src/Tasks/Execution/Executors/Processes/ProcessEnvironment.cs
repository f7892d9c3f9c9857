namespace TaskGraph.Execution.Executors.Processes;

/// <summary>Environment variables that many children share; immutable.</summary>
public sealed class ProcessEnvironment
{
    /// <summary>Creates it from names and values.</summary>
    public ProcessEnvironment(IReadOnlyDictionary<string, string> variables) => Variables = variables;

    /// <summary>Names and values.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; }
}
