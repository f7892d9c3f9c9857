namespace TaskGraph.Execution.Storage;

/// <summary>Threads of our own: those of the pool may all be waiting for what this one does.</summary>
public static class Threads
{
    /// <summary>Starts a thread; null if the system has none left (handles, memory, a limit of the user's).</summary>
    public static Thread? TryStart(string name, ThreadStart work)
    {
        try
        {
            var thread = new Thread(work) { IsBackground = true, Name = name };
            thread.Start();
            return thread;
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }
}
