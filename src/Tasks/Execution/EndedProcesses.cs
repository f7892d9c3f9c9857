using System.Diagnostics.CodeAnalysis;
using TaskGraph.Execution.Executors;
using TaskGraph.Model;

namespace TaskGraph.Execution;

/// <summary>
/// Nodes whose processes have ended and that are not settled: what they sent may still be on its way, and their last lines are told before their end is. It tells what running nodes
/// print, too.
/// </summary>
internal sealed class EndedProcesses
{
    /// <summary>How often running nodes' output is looked for, milliseconds.</summary>
    public const int OutputPeriod = 50;

    // How long what a node's program sent before it ended may take to arrive, milliseconds: a grandchild may hold its connection open for ever.
    private const int DrainTime = 1000;

    private readonly ILiveOutput? _output;
    private readonly IClock _clock;
    private readonly Action<GraphEvent> _raise;
    private readonly List<(RunnerMessage.NodeEnded Ended, long Until)> _draining = [];
    private readonly Queue<RunnerMessage.NodeEnded> _untold = new();
    private readonly Queue<RunnerMessage.NodeEnded> _settling = new();
    private long _outputDueAt;

    public EndedProcesses(ILiveOutput? output, IClock clock, Action<GraphEvent> raise)
    {
        (_output, _clock, _raise) = (output, clock, raise);
        _outputDueAt = clock.Milliseconds + OutputPeriod;
    }

    /// <summary>The next moment at which one is waited for no more; <see cref="long.MaxValue"/> if there is none.</summary>
    public long NextDeadline
    {
        get
        {
            long moment = long.MaxValue;
            foreach ((_, long until) in _draining)
                moment = Math.Min(moment, until);
            return moment;
        }
    }

    /// <summary>Output waits for all that is more pressing, but not for ever: while there is much to check or start, a piece of it is told now and then.</summary>
    public bool IsOutputDue => _output is not null && _clock.Milliseconds >= _outputDueAt;

    /// <summary>A node's process has ended.</summary>
    /// <param name="ended">How.</param>
    /// <param name="isConnected">Whether what it asked before may still be on its way.</param>
    public void Add(RunnerMessage.NodeEnded ended, bool isConnected)
    {
        if (isConnected)
            _draining.Add((ended, _clock.Milliseconds + DrainTime));
        else
            FinishOutput(ended);
    }

    /// <summary>A node has no connection any more.</summary>
    public void Disconnect(int node)
    {
        int index = _draining.FindIndex(one => one.Ended.Node == node);
        if (index >= 0)
            Drained(index);
    }

    /// <summary>Waits no more for those whose time is up.</summary>
    public void PassTime(long now)
    {
        for (int i = _draining.Count - 1; i >= 0; i--)
        {
            if (now >= _draining[i].Until)
                Drained(i);
        }
    }

    /// <summary>Takes the next one that is to be settled.</summary>
    public bool TryTake([NotNullWhen(true)] out RunnerMessage.NodeEnded? ended) => _settling.TryDequeue(out ended);

    /// <summary>Tells a piece of what nodes print; false if there is nothing.</summary>
    public bool TellOutput()
    {
        if (_output is null)
            return false;
        _outputDueAt = _clock.Milliseconds + OutputPeriod;
        bool any = _untold.TryDequeue(out RunnerMessage.NodeEnded? ended);
        if (any)
            FinishOutput(ended!);
        return _output.TellSome(_raise) || any;
    }

    private void Drained(int index)
    {
        RunnerMessage.NodeEnded ended = _draining[index].Ended;
        _draining.RemoveAt(index);
        FinishOutput(ended);
    }

    // A node's end is told after its last line.
    private void FinishOutput(RunnerMessage.NodeEnded ended)
    {
        if (_output is null || _output.TryFinish(ended.Node, _raise))
            _settling.Enqueue(ended);
        else
            _untold.Enqueue(ended);
    }
}
