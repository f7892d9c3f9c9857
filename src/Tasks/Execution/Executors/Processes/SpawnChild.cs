namespace TaskGraph.Execution.Executors.Processes;

/// <summary>
/// One running child. Its lock keeps signals and reaping apart: as long as the child is not reaped, its number and its group's belong to it,
/// and a signal cannot hit another process that was given the same number.
/// </summary>
internal sealed class SpawnChild(int pid, int token, Action? ending, Action<int, ProcessExit> exited)
{
    private readonly Lock _gate = new();
    private int _pidfd = -1;
    private bool _reaped;
    private bool _stopped;

    /// <summary>The process, and its group.</summary>
    public int Pid => pid;

    /// <summary>The caller's number.</summary>
    public int Token => token;

    /// <summary>What it and its descendants have in their environment, and no others; empty if there is nothing.</summary>
    public string Mark { get; init; } = "";

    /// <summary>What copies its output; null if it writes into its file itself.</summary>
    public FilteredOutput? Output { get; init; }

    /// <summary>The child's place in the watchdog's list, or -1.</summary>
    public int WatchdogSlot { get; set; } = -1;

    /// <summary>Takes over a descriptor of the process.</summary>
    public void Attach(int pidfd) => _pidfd = pidfd;

    /// <summary>It has ended, and is not reaped yet.</summary>
    public void TellEnding() => ending?.Invoke();

    /// <summary>Takes the end of the child, which must have ended; what is left of one that was stopped, in its group or out of it, goes with it.</summary>
    public ProcessExit Reap()
    {
        lock (_gate)
        {
            if (_stopped)
            {
                _ = Posix.Kill(-pid, Posix.SigKill);
                if (Mark.Length > 0)
                    MarkedProcesses.Kill(Mark);
            }

            ProcessExit exit = Posix.Reap(pid);
            _reaped = true;
            if (_pidfd >= 0)
                _ = Posix.Close(_pidfd);
            _pidfd = -1;
            return exit;
        }
    }

    /// <summary>Tells the caller.</summary>
    public void Tell(ProcessExit exit) => exited(token, exit);

    /// <summary>Asks or kills; see <see cref="IProcessStarter.Stop"/>.</summary>
    public void Stop(bool force)
    {
        lock (_gate)
        {
            if (_reaped || (_pidfd >= 0 && !Posix.PidfdSignal(_pidfd, 0)))
                return;
            _stopped = true;
            if (force)
            {
                ProcessTree.Kill(pid, Mark);
                return;
            }

            _ = Posix.Kill(-pid, Posix.SigTerm);

            // A stopped process takes no signal but this one before it goes on.
            _ = Posix.Kill(-pid, Posix.SigContinue);
        }
    }
}
