namespace TaskGraph.Execution.Sealing;

/// <summary>What a build with nothing to do says.</summary>
/// <param name="Threads">Thread slots.</param>
/// <param name="Results">What became of each node.</param>
/// <param name="Outputs">The files that nodes left.</param>
public sealed record SealedAnswer<T>(int Threads, T[] Results, T[] Outputs);
