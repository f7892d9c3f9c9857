using System.Runtime.InteropServices;
using TaskGraph.Execution;

namespace TaskGraph.MSBuild;

/// <summary>
/// TERM and HUP reach MSBuild's process without a word to its tasks; unheard, they would leave the nodes running. Listened to from the first node on, so that a
/// build with nothing to do pays nothing.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    // Longer than the grace that nodes have, shorter than what kills an obstinate process on most systems.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(8);

    // How long MSBuild may take from the task's end to its own.
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(5);

    private readonly Inbox _inbox;
    private readonly CancellationTokenSource _waiting;
    private readonly ManualResetEventSlim _stopped = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    private int _interrupts;

    /// <summary>Creates it; nothing is listened to yet.</summary>
    /// <param name="inbox">Told that the build is to stop.</param>
    /// <param name="waiting">Cancelled, for who waits for something else than the inbox.</param>
    public StopSignals(Inbox inbox, CancellationTokenSource waiting) => (_inbox, _waiting) = (inbox, waiting);

    /// <summary>True once a signal came.</summary>
    public bool Received { get; private set; }

    /// <summary>Begins to listen, if it does not yet.</summary>
    public void Listen()
    {
        if (_registrations.Count > 0 || OperatingSystem.IsWindows())
            return;
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, On));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, On));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnInterrupt));
    }

    /// <summary>The run has stopped.</summary>
    public void Dispose()
    {
        _stopped.Set();
        if (Received)
            return;
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _stopped.Dispose();
    }

    // MSBuild tells its tasks of the first Ctrl+C and keeps the others to itself.
    private void OnInterrupt(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _interrupts) > 1)
            _inbox.Post(new RunnerMessage.CancelAsked());
    }

    // Who else handles the signal ends the process at once, with exit code 0: as long as this handler has not returned, its turn does not come, and the build ends as
    // a failed one.
    private void On(PosixSignalContext context)
    {
        context.Cancel = true;
        Received = true;
        _waiting.Cancel();
        _inbox.Post(new RunnerMessage.CancelAsked());
        if (!_stopped.Wait(LongestStop))
            return;
        using var never = new ManualResetEventSlim();
        never.Wait(LongestEnd);
    }
}
