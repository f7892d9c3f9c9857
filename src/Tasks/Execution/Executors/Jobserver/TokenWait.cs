using System.Runtime.InteropServices;
using TaskGraph.Execution.Executors.Processes;
using TaskGraph.Execution.Storage;

namespace TaskGraph.Execution.Executors.Jobserver;

/// <summary>Tells when one of several pipes has something to read, once for each time it is asked: on a thread that there is from the first question on.</summary>
internal sealed class TokenWait : IDisposable
{
    // How long a closed one may go on.
    private const int Slice = 250;

    private readonly SafeHandle[] _pipes;
    private readonly Action _readable;
    private readonly AutoResetEvent _asked = new(false);
    private readonly ManualResetEventSlim _closed = new();
    private bool _watched;
    private volatile int _delay;

    /// <param name="pipes">What is waited for.</param>
    /// <param name="readable">Called on the thread.</param>
    public TokenWait(SafeHandle[] pipes, Action readable) => (_pipes, _readable) = (pipes, readable);

    /// <summary>Asks to be told.</summary>
    /// <param name="delay">Milliseconds from now on in which nothing is told.</param>
    public void Ask(int delay)
    {
        _delay = delay;
        _asked.Set();
        if (_watched)
            return;
        _watched = true;
        // To be told late is better than never.
        if (Threads.TryStart("TaskGraph slots", Watch) is null)
            ThreadPool.UnsafeQueueUserWorkItem(_ => Watch(), null);
    }

    /// <summary>Tells nothing more.</summary>
    public void Dispose()
    {
        _closed.Set();
        _asked.Set();
    }

    private void Watch()
    {
        while (_asked.WaitOne() && !_closed.Wait(_delay))
        {
            while (!_closed.IsSet && !Posix.AwaitInput(_pipes, Slice))
            {
            }

            if (_closed.IsSet)
                return;
            _readable();
        }
    }
}
