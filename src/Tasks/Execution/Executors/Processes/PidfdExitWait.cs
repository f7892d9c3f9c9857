namespace TaskGraph.Execution.Executors.Processes;

/// <summary>
/// Waits for all children on one thread, with a process descriptor each. A child is added straight to the kernel's list, so that a start
/// does not wake the thread.
/// </summary>
internal sealed unsafe class PidfdExitWait : IDisposable
{
    private const int EventsAtOnce = 64;
    private const ulong WakeUp = ulong.MaxValue;

    private readonly int _epoll;
    private readonly int _wake;
    private readonly Action<int> _ended;
    private readonly Thread _thread;

    private PidfdExitWait(int epoll, int wake, Action<int> ended)
    {
        _epoll = epoll;
        _wake = wake;
        _ended = ended;
        _thread = new Thread(Run, maxStackSize: 256 * 1024) { IsBackground = true, Name = "TaskGraph children" };
        _thread.Start();
    }

    /// <summary>Starts waiting; <paramref name="ended"/> is given the token of each child that ended. Null where the kernel has no such descriptors.</summary>
    public static PidfdExitWait? TryCreate(Action<int> ended)
    {
        int self = OperatingSystem.IsLinux() ? Posix.PidfdOpen(Environment.ProcessId) : -1;
        if (self < 0)
            return null;
        _ = Posix.Close(self);
        int epoll = Posix.EpollCreate(Posix.CloseOnExec);
        int wake = Posix.EventDescriptor(0, Posix.CloseOnExec);
        if (epoll >= 0 && wake >= 0 && EpollEvent.Add(epoll, wake, 0, WakeUp))
            return new PidfdExitWait(epoll, wake, ended);
        Release(epoll, wake);
        return null;
    }

    /// <summary>Waits for a child too; false, and nothing happens, if there is no descriptor left.</summary>
    public bool TryAdd(SpawnChild child)
    {
        int pidfd = Posix.PidfdOpen(child.Pid);
        if (pidfd < 0)
            return false;
        child.Attach(pidfd);

        // Once: a process that is just being started holds a copy of the descriptor for a moment, and would keep a closed one ready.
        return EpollEvent.Add(_epoll, pidfd, Posix.EpollIn | Posix.EpollOnce, (uint)child.Token);
    }

    /// <summary>Ends the thread, once it has told what ended before.</summary>
    public void Dispose()
    {
        // An event descriptor can always be written to, so that asking for this wakes the thread.
        _ = EpollEvent.Change(_epoll, _wake, Posix.EpollOut, WakeUp);
        _thread.Join();
        Release(_epoll, _wake);
    }

    private static void Release(int epoll, int wake)
    {
        if (epoll >= 0)
            _ = Posix.Close(epoll);
        if (wake >= 0)
            _ = Posix.Close(wake);
    }

    private void Run()
    {
        byte* events = stackalloc byte[EventsAtOnce * EpollEvent.Size];
        while (true)
        {
            int count = Posix.EpollWait(_epoll, events, EventsAtOnce, -1);
            bool closing = false;
            for (int i = 0; i < count; i++)
            {
                ulong data = EpollEvent.Data(events, i);
                if (data == WakeUp)
                    closing = true;
                else
                    _ended((int)data);
            }

            if (closing)
                return;
        }
    }
}
