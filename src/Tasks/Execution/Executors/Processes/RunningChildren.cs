namespace TaskGraph.Execution.Executors.Processes;

/// <summary>The children of a starter that have not been told as ended, by their tokens; and the wait for the last of them.</summary>
internal sealed class RunningChildren<TChild> : IDisposable
    where TChild : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, TChild> _children = [];
    private readonly ManualResetEventSlim _idle = new(true);
    private int _count;
    private bool _closed;

    /// <summary>Counts a start that begins; each needs one <see cref="Leave"/>.</summary>
    /// <exception cref="ObjectDisposedException">The starter is disposed.</exception>
    public void Enter()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(IProcessStarter));
            if (_count++ == 0)
                _idle.Reset();
        }
    }

    /// <summary>Counts a start that failed, or a child that was told as ended.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            if (--_count == 0)
                _idle.Set();
        }
    }

    /// <summary>Keeps a child; false, and a caller's error, if its token is in use.</summary>
    public bool TryAdd(int token, TChild child)
    {
        lock (_gate)
            return _children.TryAdd(token, child);
    }

    /// <summary>The child, or null if it has ended.</summary>
    public TChild? Find(int token)
    {
        lock (_gate)
            return _children.GetValueOrDefault(token);
    }

    /// <summary>A child that is as asked for, or null.</summary>
    public TChild? Find(Func<TChild, bool> isIt)
    {
        lock (_gate)
            return _children.Values.FirstOrDefault(isIt);
    }

    /// <summary>The child, which is then no longer kept; null if it is not.</summary>
    public TChild? Take(int token)
    {
        lock (_gate)
            return _children.Remove(token, out TChild? child) ? child : null;
    }

    /// <summary>Refuses further starts and returns what runs; null if that was done before.</summary>
    public TChild[]? Close()
    {
        lock (_gate)
        {
            if (_closed)
                return null;
            _closed = true;
            return [.. _children.Values];
        }
    }

    /// <summary>Waits until all are told as ended; false if that takes too long.</summary>
    public bool Wait(TimeSpan longest) => _idle.Wait(longest);

    /// <summary>Frees the event; nothing may run.</summary>
    public void Dispose() => _idle.Dispose();
}
