namespace TaskGraph.Execution.Executors.Jobserver;

/// <summary>What <see cref="JobSlots"/> go by.</summary>
/// <param name="Threads">Thread slots of the build.</param>
public sealed record JobSlotsOptions(int Threads)
{
    /// <summary>The named pipe of a jobserver that was found; null if there is none.</summary>
    public string? Found { get; init; }

    /// <summary>The variable MAKEFLAGS as the build got it.</summary>
    public string MakeFlags { get; init; } = "";

    /// <summary>Where programs are looked for.</summary>
    public string SearchPath { get; init; } = "";

    /// <summary>What the build is known by in all its processes; null: by the process that leads it.</summary>
    public string? Build { get; init; }

    /// <summary>Called, on the runner's thread, if what was found cannot be used: its path and why.</summary>
    public Action<string, string> Gone { get; init; } = (_, _) => { };
}
