namespace TaskGraph.Execution.Executors.Processes;

/// <summary>
/// Starts processes on Linux and macOS with <c>posix_spawn</c>: no shell, no thread that copies output, one thread that waits for all.
/// A watchdog, unless declined, kills the children if this process is itself killed.
/// </summary>
public sealed class SpawnStarter : IProcessStarter
{
    // What cannot be killed (a child stuck in the kernel) must not keep the build from ending.
    private static readonly TimeSpan LongestDispose = TimeSpan.FromSeconds(5);

    private readonly RunningChildren<SpawnChild> _running = new();
    private readonly ProgramSearch _programs = new();
    private readonly SpawnAttributes _attributes = new(session: false);
    private readonly Watchdog? _watchdog;
    private readonly string _mark;
    private readonly Lazy<PidfdExitWait?> _wait;
    private SpawnArguments? _spare;

    /// <summary>Creates it; nothing is started yet.</summary>
    /// <param name="watchdog">Whether a helper process kills the children if this process is killed.</param>
    /// <param name="mark">What the marks of all children begin with; empty if they have none.</param>
    /// <param name="socket">The build's socket, which the helper removes as well.</param>
    /// <param name="slots">What the build has of shared thread slots, which the helper gives back.</param>
    public SpawnStarter(bool watchdog = true, string mark = "", Func<string?>? socket = null, Func<SlotsLeft>? slots = null)
        : this(watchdog, PidfdExitWait.TryCreate, mark, socket, slots)
    {
    }

    /// <summary>Creates it with another way to wait; one that gives null waits on a thread a child.</summary>
    internal SpawnStarter(bool watchdog, Func<Action<int>, PidfdExitWait?> createWait, string mark = "", Func<string?>? socket = null, Func<SlotsLeft>? slots = null)
    {
        _mark = mark;
        _watchdog = watchdog ? new Watchdog(mark, socket, slots) : null;
        _wait = new Lazy<PidfdExitWait?>(() => createWait(Ended));
    }

    /// <summary>True on systems whose C library has all that is needed.</summary>
    public static bool IsSupported => Spawn.IsSupported;

    /// <inheritdoc />
    public void Start(ProcessStart start, int token, Action<int, ProcessExit> exited)
    {
        _running.Enter();
        try
        {
            _watchdog?.Start();
            int pid = Launch(start, out FilteredOutput? output);
            var child = new SpawnChild(pid, token, start.Ending, exited) { Output = output, Mark = start.Mark };
            child.WatchdogSlot = _watchdog?.Add(child.Pid) ?? -1;
            if (!_running.TryAdd(token, child))
                Reject(child);
            if (_wait.Value is not { } wait || !wait.TryAdd(child))
                ThreadExitWait.Add(child, Ended);
        }
        catch
        {
            _running.Leave();
            throw;
        }
    }

    /// <inheritdoc />
    public void Stop(int token, bool force) => _running.Find(token)?.Stop(force);

    /// <inheritdoc />
    public void EndLeftovers(TimeSpan grace)
    {
        if (_mark.Length > 0)
            MarkedProcesses.End(_mark, grace);
    }

    /// <inheritdoc />
    public int? TokenOf(int process)
    {
        foreach (int group in ProcessGroups.Above(process))
        {
            // A child that is kept is not reaped: no other group has its number.
            if (_running.Find(child => child.Pid == group) is { } child)
                return child.Token;
        }

        return null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_running.Close() is not { } children)
            return;
        foreach (SpawnChild child in children)
            child.Stop(force: true);
        if (!_running.Wait(LongestDispose))
            return;
        if (_wait.IsValueCreated)
            _wait.Value?.Dispose();
        _watchdog?.Dispose();
        _attributes.Dispose();
        _running.Dispose();
    }

    private int Launch(ProcessStart start, out FilteredOutput? output)
    {
        output = start.Filter is null ? null : OpenOutput(start);
        try
        {
            int pid = Launch(start, output?.Descriptor ?? -1);
            output?.Begin();
            return pid;
        }
        catch
        {
            output?.Dispose();
            throw;
        }
    }

    private FilteredOutput OpenOutput(ProcessStart start)
    {
        try
        {
            return new FilteredOutput(start);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StartFailure.Explain(start, _programs.Find(start), e.HResult);
        }
    }

    private int Launch(ProcessStart start, int output)
    {
        SpawnArguments arguments = Interlocked.Exchange(ref _spare, null) ?? new SpawnArguments();
        try
        {
            while (true)
            {
                string program = _programs.Find(start);
                arguments.Fill(program, start);
                int error = Spawn.Child(arguments, _attributes, output, out int pid);
                if (error == 0)
                    return pid;
                if (error != Posix.NotFound || File.Exists(program) || !_programs.Forget(start))
                    throw StartFailure.Explain(start, program, error);
            }
        }
        finally
        {
            if (arguments.IsSmall)
                _spare = arguments;
            GC.KeepAlive(start.BaseEnvironment);
        }
    }

    // Called once the child is a zombie. Its number leaves the watchdog's list before the system may give it to another process.
    private void Ended(int token)
    {
        _running.Find(token)?.TellEnding();
        if (_running.Take(token) is not { } child)
            return;
        _watchdog?.Remove(child.WatchdogSlot);
        ProcessExit exit = child.Reap();
        if (child.Output is null)
            Tell();
        else
            child.Output.Finish(Tell);

        void Tell()
        {
            child.Tell(exit);
            _running.Leave();
        }
    }

    private void Reject(SpawnChild child)
    {
        child.Stop(force: true);
        _watchdog?.Remove(child.WatchdogSlot);
        _ = child.Reap();
        throw new ArgumentException($"Token {child.Token} is in use by a running process.");
    }
}
