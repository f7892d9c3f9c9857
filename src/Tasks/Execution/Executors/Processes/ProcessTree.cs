using System.Globalization;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>Kills a process, its group and, where /proc tells, its descendants outside of the group.</summary>
internal static class ProcessTree
{
    /// <summary>Kills the group that <paramref name="leader"/> leads, a child of ours that is not yet reaped, and all its descendants.</summary>
    public static void Kill(int leader)
    {
        // All is halted before anything is killed: a halted process forks no more, and a killed one would leave its children without a trace.
        var strays = new Dictionary<int, ulong>();
        if (OperatingSystem.IsLinux())
        {
            _ = Posix.Kill(-leader, Posix.SigStop);
            while (HaltStrays(leader, strays))
            {
            }
        }

        _ = Posix.Kill(-leader, Posix.SigKill);
        foreach ((int pid, ulong started) in strays)
            Signal(pid, started, Posix.SigKill);
    }

    private static bool HaltStrays(int leader, Dictionary<int, ulong> strays)
    {
        List<ProcessStatus> all = ProcessStatus.ReadAll();
        var tree = new HashSet<int>(strays.Keys) { leader };
        bool grew = true;
        bool found = false;
        while (grew)
        {
            grew = false;
            foreach (ProcessStatus process in all)
            {
                if ((!tree.Contains(process.Parent) && !tree.Contains(process.Group)) || !tree.Add(process.Pid))
                    continue;
                grew = true;
                if (process.Group == leader || !strays.TryAdd(process.Pid, process.Started))
                    continue;
                Signal(process.Pid, process.Started, Posix.SigStop);
                found = true;
            }
        }

        return found;
    }

    // Unlike the leader these are not our children, so their numbers may be given away at any time: the descriptor pins the process, and
    // its start time says whether it is the one that was seen.
    private static void Signal(int pid, ulong started, int signal)
    {
        int pidfd = Posix.PidfdOpen(pid);
        if (ProcessStatus.TryRead(pid.ToString(CultureInfo.InvariantCulture), out ProcessStatus now) && now.Started == started)
            _ = pidfd >= 0 ? Posix.PidfdSignal(pidfd, signal) : Posix.Kill(pid, signal) == 0;
        if (pidfd >= 0)
            _ = Posix.Close(pidfd);
    }
}
