namespace TaskGraph.Execution.Executors.Processes;

/// <summary>Kills a process, its group and, where /proc tells, its descendants outside of the group, also those whose parents have ended.</summary>
internal static class ProcessTree
{
    /// <summary>Kills the group that <paramref name="leader"/> leads, a child of ours that is not yet reaped, and all its descendants, which have its mark in their environment.</summary>
    public static void Kill(int leader, string mark)
    {
        // All is halted before anything is killed: a halted process forks no more, and a killed one would leave its children without a trace.
        var strays = new Dictionary<int, ProcessStatus>();
        if (OperatingSystem.IsLinux())
        {
            _ = Posix.Kill(-leader, Posix.SigStop);
            while (HaltStrays(leader, mark, strays))
            {
            }
        }

        _ = Posix.Kill(-leader, Posix.SigKill);
        foreach (ProcessStatus stray in strays.Values)
            stray.Signal(Posix.SigKill);
    }

    private static bool HaltStrays(int leader, string mark, Dictionary<int, ProcessStatus> strays)
    {
        List<ProcessStatus> all = ProcessStatus.ReadAll();
        var tree = new HashSet<int>(strays.Keys) { leader };
        bool grew = true;
        bool found = false;
        foreach (ProcessStatus process in mark.Length == 0 ? [] : MarkedProcesses.Find(mark))
        {
            if (process.Group == leader || !strays.TryAdd(process.Pid, process))
                continue;
            tree.Add(process.Pid);
            process.Signal(Posix.SigStop);
            found = true;
        }

        while (grew)
        {
            grew = false;
            foreach (ProcessStatus process in all)
            {
                if ((!tree.Contains(process.Parent) && !tree.Contains(process.Group)) || !tree.Add(process.Pid))
                    continue;
                grew = true;
                if (process.Group == leader || !strays.TryAdd(process.Pid, process))
                    continue;
                process.Signal(Posix.SigStop);
                found = true;
            }
        }

        return found;
    }
}
