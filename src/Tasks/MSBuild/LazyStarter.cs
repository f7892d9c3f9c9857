using TaskGraph.Execution.Executors.Processes;

namespace TaskGraph.MSBuild;

/// <summary>A process starter that is made when the first process is started: a build with nothing to do needs none.</summary>
internal sealed class LazyStarter(RunMark mark, Func<string?> socket, Func<SlotsLeft> slots) : IProcessStarter
{
    private IProcessStarter? _starter;

    public void Start(ProcessStart start, int token, Action<int, ProcessExit> exited)
    {
        _starter ??= ProcessStarter.Create(mark: mark.Build, socket: socket, slots: slots);
        _starter.Start(start, token, exited);
    }

    public void Stop(int token, bool force) => _starter?.Stop(token, force);

    public void EndLeftovers(TimeSpan grace) => _starter?.EndLeftovers(grace);

    public int? TokenOf(int process) => _starter?.TokenOf(process);

    public void Dispose() => _starter?.Dispose();
}
