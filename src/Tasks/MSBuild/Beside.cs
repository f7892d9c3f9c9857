using System.Runtime.ExceptionServices;

namespace TaskGraph.MSBuild;

/// <summary>Work that is done on a thread of its own while this one goes on; at once where there is but one processor or no thread left.</summary>
internal sealed class Beside<T>
{
    private readonly Func<T> _work;
    private readonly Thread? _thread;
    private T? _result;
    private ExceptionDispatchInfo? _failure;

    public Beside(Func<T> work)
    {
        _work = work;
        _thread = Environment.ProcessorCount > 1 ? TaskGraph.Execution.Storage.Threads.TryStart("TaskGraph load", Run) : null;
        if (_thread is null)
            Run();
    }

    /// <summary>What came of it, once it is done; what it threw is thrown here.</summary>
    public T Result()
    {
        _thread?.Join();
        _failure?.Throw();
        return _result!;
    }

    private void Run()
    {
        try
        {
            _result = _work();
        }
#pragma warning disable CA1031 // It is thrown again where the result is asked for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }
    }
}
