using System.Globalization;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>The process groups that a process comes from.</summary>
internal static class ProcessGroups
{
    // More than anybody nests processes; that the chain ends does not hang on it being read at one moment.
    private const int MostSteps = 200;

    /// <summary>The group that a process may lead, the one that it is in, then, where /proc tells, those of its parent and of all above.</summary>
    public static IEnumerable<int> Above(int process)
    {
        // Of one that has ended and is not reaped not every system tells the group.
        yield return process;
        int own = Posix.GroupOf(process);
        if (own > 0)
            yield return own;
        if (!OperatingSystem.IsLinux())
            yield break;
        int at = process;
        for (int step = 0; step < MostSteps && at > 1 && at != Environment.ProcessId; step++)
        {
            if (!ProcessStatus.TryRead(at.ToString(CultureInfo.InvariantCulture), out ProcessStatus status))
                yield break;
            yield return status.Group;
            at = status.Parent;
        }
    }
}
