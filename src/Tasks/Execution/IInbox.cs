using System.Diagnostics.CodeAnalysis;

namespace TaskGraph.Execution;

/// <summary>Where messages to the runner wait. Any thread may post; the runner's alone takes.</summary>
public interface IInbox
{
    /// <summary>Leaves a message; never waits.</summary>
    void Post(RunnerMessage message);

    /// <summary>Takes the oldest message if there is one.</summary>
    bool TryTake([NotNullWhen(true)] out RunnerMessage? message);

    /// <summary>Takes the oldest message, waiting for it.</summary>
    /// <param name="timeout">Milliseconds to wait at most; -1 for ever.</param>
    /// <param name="message">The message.</param>
    /// <returns>False if the time has passed.</returns>
    bool TryWait(int timeout, [NotNullWhen(true)] out RunnerMessage? message);
}

/// <summary>An <see cref="IInbox"/> between threads.</summary>
public sealed class Inbox : IInbox
{
    private readonly Queue<RunnerMessage> _messages = new();
    private volatile int _count;

    /// <inheritdoc/>
    public void Post(RunnerMessage message)
    {
        lock (_messages)
        {
            _messages.Enqueue(message);
            _count = _messages.Count;
            Monitor.Pulse(_messages);
        }
    }

    /// <inheritdoc/>
    public bool TryTake([NotNullWhen(true)] out RunnerMessage? message)
    {
        message = null;
        if (_count == 0)
            return false;
        lock (_messages)
        {
            bool any = _messages.TryDequeue(out message);
            _count = _messages.Count;
            return any;
        }
    }

    /// <inheritdoc/>
    public bool TryWait(int timeout, [NotNullWhen(true)] out RunnerMessage? message)
    {
        long end = timeout < 0 ? long.MaxValue : Environment.TickCount64 + timeout;
        lock (_messages)
        {
            while (!_messages.TryDequeue(out message))
            {
                int left = timeout < 0 ? -1 : (int)Math.Max(0, end - Environment.TickCount64);
                if (!Monitor.Wait(_messages, left) && timeout >= 0 && Environment.TickCount64 >= end)
                    return _messages.TryDequeue(out message);
            }

            _count = _messages.Count;
            return true;
        }
    }
}
