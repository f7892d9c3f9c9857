using TaskGraph.Execution.Storage;

namespace TaskGraph.TestProgram;

/// <summary>Takes a state folder's lock, says so, and keeps it until its input ends or it is killed.</summary>
internal static class HoldLock
{
    public static int Run(string folder)
    {
        using StateLock? taken = StateLock.TryTake(folder, out string owner);
        Console.WriteLine(taken is null ? owner : "taken");
        Console.In.ReadToEnd();
        return taken is null ? 1 : 0;
    }
}
