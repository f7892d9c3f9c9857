namespace TaskGraph.Execution.Caching;

/// <summary>
/// Work for threads of its own, which come as they are needed and go with the queue: what is urgent first, else as it came. Threads and not the pool's, since most of the work is waiting, and MSBuild uses the pool.
/// </summary>
internal sealed class WorkQueue : IDisposable
{
    private readonly Queue<Action<CancellationToken>> _urgent = new();
    private readonly Queue<Action<CancellationToken>> _other = new();
    private readonly CancellationTokenSource _cancelled = new();
    private readonly List<Thread> _threads = [];
    private readonly Action<Exception> _failed;
    private readonly string _name;
    private readonly int _most;
    private int _idle;
    private int _busy;
    private int _busyUrgent;
    private bool _awaited;
    private bool _closed;

    /// <param name="name">What the threads are called.</param>
    /// <param name="most">How many there may be.</param>
    /// <param name="failed">Is told of what work raised, on its thread.</param>
    public WorkQueue(string name, int most, Action<Exception> failed) => (_name, _most, _failed) = (name, most, failed);

    /// <summary>Adds work, which raises no exception but <see cref="OperationCanceledException"/>. Once the queue is closed nothing happens.</summary>
    public void Add(Action<CancellationToken> work, bool urgent)
    {
        lock (_urgent)
        {
            if (_closed)
                return;
            (urgent ? _urgent : _other).Enqueue(work);
            if (_idle >= _urgent.Count + _other.Count || _threads.Count == _most)
            {
                // One is enough, and who waits for the end is none of them yet: woken all, they would wait for each other.
                Monitor.Pulse(_urgent);
                return;
            }

            var thread = new Thread(Run) { IsBackground = true, Name = _name };
            _threads.Add(thread);
            thread.Start();
        }
    }

    /// <summary>Waits until there is no work, as long as is said at most.</summary>
    /// <param name="limit">How long.</param>
    /// <param name="urgent">Whether only urgent work is waited for.</param>
    /// <param name="hurry">Ends the waiting.</param>
    public void Wait(TimeSpan limit, bool urgent, CancellationToken hurry)
    {
        using CancellationTokenRegistration registration = hurry.Register(Wake);
        long end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        lock (_urgent)
        {
            _awaited = true;
            while (_urgent.Count + (urgent ? _busyUrgent : _other.Count + _busy) > 0 && !hurry.IsCancellationRequested && Environment.TickCount64 < end)
                Monitor.Wait(_urgent, (int)Math.Max(1, end - Environment.TickCount64));
            _awaited = false;
        }
    }

    /// <summary>Takes no more work and waits for what there is, as long as is said; what has not come to its end by then is broken off. Returns how much was left undone.</summary>
    /// <param name="limit">How long it may take.</param>
    /// <param name="hurry">Breaks everything off.</param>
    public int Close(TimeSpan limit, CancellationToken hurry)
    {
        using CancellationTokenRegistration registration = hurry.Register(Wake);
        long end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        int left;
        lock (_urgent)
        {
            _closed = _awaited = true;
            while ((left = _urgent.Count + _other.Count + _busy) > 0 && !hurry.IsCancellationRequested && Environment.TickCount64 < end)
                Monitor.Wait(_urgent, (int)Math.Max(1, end - Environment.TickCount64));
            _urgent.Clear();
            _other.Clear();
            Monitor.PulseAll(_urgent);
        }

        _cancelled.Cancel();
        foreach (Thread thread in _threads)
            thread.Join();
        _threads.Clear();
        return left;
    }

    /// <summary>Breaks everything off.</summary>
    public void Dispose()
    {
        if (!_closed)
            Close(TimeSpan.Zero, CancellationToken.None);
        _cancelled.Dispose();
    }

    private void Wake()
    {
        lock (_urgent)
            Monitor.PulseAll(_urgent);
    }

    private void Run()
    {
        while (TryTake(out Action<CancellationToken>? work, out bool urgent))
        {
            try
            {
                work!(_cancelled.Token);
            }
            catch (OperationCanceledException)
            {
                // It was broken off.
            }
#pragma warning disable CA1031 // What nobody has thought of would end the whole process, for a cache.
            catch (Exception e)
            {
                _failed(e);
            }
#pragma warning restore CA1031

            lock (_urgent)
            {
                _busy--;
                if (urgent)
                    _busyUrgent--;
                if (_awaited)
                    Monitor.PulseAll(_urgent);
            }
        }
    }

    private bool TryTake(out Action<CancellationToken>? work, out bool urgent)
    {
        lock (_urgent)
        {
            _idle++;
            while (!(urgent = _urgent.TryDequeue(out work)) && !_other.TryDequeue(out work))
            {
                if (_closed)
                    return false;
                Monitor.Wait(_urgent);
            }

            _idle--;
            _busy++;
            if (urgent)
                _busyUrgent++;
            return true;
        }
    }
}
