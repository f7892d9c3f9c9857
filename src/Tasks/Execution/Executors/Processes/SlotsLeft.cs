namespace TaskGraph.Execution.Executors.Processes;

/// <summary>What a build that is killed leaves of thread slots that it shared.</summary>
/// <param name="Folder">A folder that goes with it; null if there is none.</param>
/// <param name="Held">A file in it with the tokens that it held of a jobserver; null if there is none.</param>
/// <param name="Pipe">The named pipe that those are to be written to; null if there is none.</param>
public readonly record struct SlotsLeft(string? Folder, string? Held, string? Pipe);
