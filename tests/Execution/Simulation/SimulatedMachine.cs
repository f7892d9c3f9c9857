using System.Diagnostics.CodeAnalysis;
using TaskGraph.Execution.Executors;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Simulation;

/// <summary>
/// Everything around the runner, on one thread: nodes "run" by waiting for a moment of a clock that moves only when the runner has nothing else to do.
/// </summary>
internal sealed class SimulatedMachine : IExecutor, IInbox, IClock
{
    private readonly Scenario _scenario;
    private readonly Invariants _invariants;
    private readonly Queue<RunnerMessage> _posted = new();
    private readonly PriorityQueue<int, (long At, int Order)> _ends = new();
    private readonly PriorityQueue<Func<RunnerMessage?>, (long At, int Order)> _others = new();
    private readonly Dictionary<int, long> _running = [];
    private readonly Dictionary<int, (long At, int Attempt)> _started = [];
    private int _order;
    private bool _cancelSent;

    public SimulatedMachine(Scenario scenario, Invariants invariants)
    {
        _scenario = scenario;
        _invariants = invariants;
        if (scenario.Cached is not null)
            Cache = new SimulatedCache(scenario, invariants, (message, delay) => _others.Enqueue(() => message, (Milliseconds + delay, _order++)));
        if (scenario.SharesSlots)
            Slots = invariants.Slots = new SimulatedSlots(new Random(scenario.Seed), scenario.Threads, (message, delay) => _others.Enqueue(message, (Milliseconds + delay, _order++)));
    }

    /// <summary>Thread slots that others take of; null if they are the build's alone.</summary>
    public SimulatedSlots? Slots { get; }

    /// <summary>What is asked before a node runs; null if nothing is.</summary>
    public SimulatedCache? Cache { get; }

    /// <summary>Says of each node what is drawn for it.</summary>
    public IRebuilder Rebuilder => Cache is null
        ? new NothingRemembered { Checks = Check, Foresees = Foresee }
        : new NothingRemembered { Checks = Check, Foresees = Foresee, Questions = Cache.QuestionOf, Suits = Cache.Fits, Takes = Cache.Take };

    public long Milliseconds { get; private set; }

    public void Start(NodeStart start)
    {
        _invariants.OnStart(start.Number, start.Attempt, start.Threads);
        _started[start.Number] = (Milliseconds, start.Attempt);
        EndAt(start.Number, Milliseconds + _scenario.Durations[start.Number]);
    }

    public void Cancel(int node, bool force)
    {
        _invariants.OnAsked(node, isOverdue: Milliseconds - _started[node].At >= _scenario.Graph[node].Attempts.Timeout);
        if (_running.ContainsKey(node) && (force || !_scenario.IgnoresCancel[node]))
            EndAt(node, Milliseconds + 1);
    }

    public void Post(RunnerMessage message) => _posted.Enqueue(message);

    public bool TryTake([NotNullWhen(true)] out RunnerMessage? message) => _posted.TryDequeue(out message);

    public bool TryWait(int timeout, [NotNullWhen(true)] out RunnerMessage? message)
    {
        if (_posted.TryDequeue(out message))
            return true;
        _invariants.OnWait();
        long until = timeout < 0 ? long.MaxValue : Milliseconds + timeout;
        while (_ends.TryPeek(out int node, out (long At, int Order) end) && (!_running.TryGetValue(node, out long at) || at != end.At))
            _ends.Dequeue();
        long next = _ends.TryPeek(out _, out (long At, int Order) first) ? first.At : long.MaxValue;
        if (_others.TryPeek(out Func<RunnerMessage?>? other, out (long At, int Order) step) && step.At <= Math.Min(next, until) && !IsCancelDue(step.At))
        {
            _others.Dequeue();
            Milliseconds = Math.Max(Milliseconds, step.At);
            message = other();
            return message is not null;
        }

        if (!_cancelSent && _scenario.CancelAt >= 0 && Math.Max(Milliseconds, _scenario.CancelAt) <= Math.Min(next, until))
        {
            _cancelSent = true;
            Milliseconds = Math.Max(Milliseconds, _scenario.CancelAt);
            _invariants.OnStop();
            message = new RunnerMessage.CancelAsked();
            return true;
        }

        Assert.AreNotEqual(long.MaxValue, Math.Min(next, until), "The runner waits, and nothing can ever come.");
        Milliseconds = Math.Min(next, until);
        if (next > until)
            return false;
        int ended = _ends.Dequeue();
        _running.Remove(ended);
        _invariants.OnProcessEnd(ended);
        bool fails = _started[ended].Attempt <= _scenario.Failing[ended];
        message = new RunnerMessage.NodeEnded(ended, fails ? _scenario.ExitCodes[ended] : 0);
        return true;
    }

    private bool IsCancelDue(long next) => !_cancelSent && _scenario.CancelAt >= 0 && Math.Max(Milliseconds, _scenario.CancelAt) <= next;

    private CheckResult Check(int node)
    {
        _invariants.OnCheck(node);
        return _scenario.Verdicts[node] switch
        {
            Verdict.Stale => CheckResult.Stale(StaleReason.Of(StaleKind.NeverSucceeded)),
            Verdict.Failed => CheckResult.Failed(new Problem(ProblemKind.InputMissing, _scenario.Graph[node], "x")),
            _ => CheckResult.UpToDate,
        };
    }

    // Of what is to fail at its check, every second one is seen to beforehand.
    private Problem? Foresee(int node) =>
        _scenario.Verdicts[node] == Verdict.Failed && node % 2 == 0 ? new Problem(ProblemKind.InputMissing, _scenario.Graph[node], "x") : null;

    private void EndAt(int node, long moment)
    {
        if (_running.TryGetValue(node, out long before) && before <= moment)
            return;
        _running[node] = moment;
        _ends.Enqueue(node, (moment, _order++));
    }
}
