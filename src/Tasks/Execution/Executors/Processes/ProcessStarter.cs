namespace TaskGraph.Execution.Executors.Processes;

/// <summary>Chooses this system's way to start processes.</summary>
public static class ProcessStarter
{
    /// <summary>
    /// True if a program that is named by a relative path is started by that very path, so that a script's <c>$0</c> is what was written. Elsewhere it is started by its
    /// absolute path: .NET knows no other way, and macOS starts such a program in another folder and reports an error all the same.
    /// </summary>
    public static bool KeepsRelativePaths => OperatingSystem.IsLinux() && SpawnStarter.IsSupported;

    /// <summary>True if a child's standard output can go into another file than its standard error (<see cref="ProcessStart.StandardOutput"/>).</summary>
    public static bool CanRedirect => SpawnStarter.IsSupported;

    /// <summary>The fastest starter that works here.</summary>
    /// <param name="watchdog">Whether the children are to die with this process even if it is killed, where the starter can see to that.</param>
    /// <param name="mark">What the marks of all children begin with; empty if they have none.</param>
    /// <param name="socket">The build's socket, to be removed if this process is killed; null if there is none (yet).</param>
    /// <param name="slots">What the build has of shared thread slots, to be given back if this process is killed; null if it has nothing.</param>
    public static IProcessStarter Create(bool watchdog = true, string mark = "", Func<string?>? socket = null, Func<SlotsLeft>? slots = null) =>
        SpawnStarter.IsSupported ? new SpawnStarter(watchdog, mark, socket, slots) : new PortableStarter();
}
