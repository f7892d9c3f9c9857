namespace TaskGraph.Execution.Tests.Text;

/// <summary>How much random testing is asked for.</summary>
internal static class Fuzz
{
    /// <summary>How many random cases a fuzz test tries: what TASKGRAPH_FUZZ_COUNT says, else what is usual.</summary>
    public static int Count(int usual) => int.TryParse(Environment.GetEnvironmentVariable("TASKGRAPH_FUZZ_COUNT"), out int count) ? count : usual;
}
