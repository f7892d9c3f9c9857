namespace TaskGraph.Execution.Executors.Processes;

/// <summary>Chooses this system's way to start processes.</summary>
public static class ProcessStarter
{
    /// <summary>The fastest starter that works here.</summary>
    /// <param name="watchdog">Whether the children are to die with this process even if it is killed, where the starter can see to that.</param>
    public static IProcessStarter Create(bool watchdog = true) =>
        SpawnStarter.IsSupported ? new SpawnStarter(watchdog) : new PortableStarter();
}
