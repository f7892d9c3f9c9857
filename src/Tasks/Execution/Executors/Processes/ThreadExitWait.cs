namespace TaskGraph.Execution.Executors.Processes;

/// <summary>Waits for a child on a thread of its own: the way for systems without process descriptors, and for when they run out.</summary>
internal static class ThreadExitWait
{
    /// <summary>Gives the child's token to <paramref name="ended"/> once it has ended.</summary>
    public static void Add(SpawnChild child, Action<int> ended)
    {
        var thread = new Thread(
            () =>
            {
                Posix.AwaitEnd(child.Pid);
                ended(child.Token);
            },
            maxStackSize: 256 * 1024)
        {
            IsBackground = true,
            Name = "TaskGraph child",
        };
        thread.Start();
    }
}
