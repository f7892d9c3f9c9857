namespace TaskGraph.Execution;

/// <summary>Time, as the engine reads it; a test's is moved by hand.</summary>
public interface IClock
{
    /// <summary>Milliseconds since some moment, never going back.</summary>
    long Milliseconds { get; }
}

/// <summary>The machine's monotonic clock.</summary>
public sealed class MonotonicClock : IClock
{
    /// <inheritdoc/>
    public long Milliseconds => Environment.TickCount64;
}
