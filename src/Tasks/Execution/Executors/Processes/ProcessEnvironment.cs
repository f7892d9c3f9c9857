namespace TaskGraph.Execution.Executors.Processes;

/// <summary>Environment variables that many children share; immutable.</summary>
public sealed class ProcessEnvironment
{
    private NativeEnvironment? _native;

    /// <summary>Creates it from names and values.</summary>
    public ProcessEnvironment(IReadOnlyDictionary<string, string> variables) => Variables = variables;

    /// <summary>Names and values.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>The variables as the system takes them, made once.</summary>
    internal NativeEnvironment Native =>
        Volatile.Read(ref _native) ?? Interlocked.CompareExchange(ref _native, new NativeEnvironment(Variables), null) ?? _native;

    /// <summary>A variable's value as a child would see it: its own wins over the shared one; null if it has neither.</summary>
    internal static string? Find(ProcessStart start, string name)
    {
        for (int i = start.Environment.Count - 1; i >= 0; i--)
        {
            if (string.Equals(start.Environment[i].Key, name, StringComparison.Ordinal))
                return start.Environment[i].Value;
        }

        return start.BaseEnvironment.Variables.GetValueOrDefault(name);
    }
}
