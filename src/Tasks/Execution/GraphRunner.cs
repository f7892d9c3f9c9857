using TaskGraph.Execution.Executors;
using TaskGraph.Model;

namespace TaskGraph.Execution;

/// <summary>
/// The one loop of a build, on one thread: takes a message, asks the plan what to do, has it checked or started, and raises events. See docs/design.md.
/// </summary>
public sealed class GraphRunner
{
    /// <summary>How long a node that was asked to end may take before it is made to, milliseconds.</summary>
    public const int Grace = 2000;

    // How often running nodes' output is looked for, milliseconds.
    private const int OutputPeriod = 50;

    private readonly Graph _graph;
    private readonly Plan _plan;
    private readonly IRebuilder _rebuilder;
    private readonly IExecutor _executor;
    private readonly IInbox _inbox;
    private readonly IClock _clock;
    private readonly Action<GraphEvent> _raise;
    private readonly RunOptions _options;
    private readonly ILiveOutput? _output;
    private readonly Queue<RunnerMessage.NodeEnded> _untold = new();
    private readonly Queue<RunnerMessage.NodeEnded> _settling = new();
    private readonly Dictionary<int, long> _running = [];
    private readonly Dictionary<int, StaleReason> _reasons = [];
    private readonly long[] _pathEnds;
    private readonly List<Problem> _warnings = [];
    private long _forceAt = long.MaxValue;
    private long _outputDueAt;
    private bool _cancelled;
    private bool _cancelAsked;
    private bool _foreseen;

    /// <summary>Creates the runner of one build.</summary>
    public GraphRunner(
        Graph graph, Plan plan, IRebuilder rebuilder, IExecutor executor, IInbox inbox, IClock clock, RunOptions options, Action<GraphEvent> raise)
    {
        _graph = graph;
        _plan = plan;
        _rebuilder = rebuilder;
        _executor = executor;
        _output = executor.LiveOutput;
        _inbox = inbox;
        _clock = clock;
        _options = options;
        _raise = raise;
        _pathEnds = new long[graph.Count];
        plan.Skipped = (node, because) => _raise(new GraphEvent.Skipped(node, because));
    }

    /// <summary>Runs the plan to its end.</summary>
    public void Run()
    {
        long begin = _clock.Milliseconds;
        _outputDueAt = begin + OutputPeriod;
        _raise(new GraphEvent.RunStarted(_options.Threads, _graph.Count - _plan.Count(NodeState.Ended)));
        while (!_plan.IsFinished)
        {
            if (_clock.Milliseconds >= _forceAt)
                CancelRunning(force: true);
            if (_inbox.TryTake(out RunnerMessage? message))
                Handle(message);
            else if (_settling.TryDequeue(out RunnerMessage.NodeEnded? ended))
                Settle(ended);
            else if (IsOutputDue() && TellOutput())
                continue;
            else if (_plan.Next(out int node) is not NextStep.None and var step)
                Advance(node, step);
            else if (_running.Count == _plan.Count(NodeState.Paused) && SkipWhatWillNotCome())
                continue;
            else if (_running.Count == 0)
                break;
            else if (!TellOutput())
                Wait();
        }

        _plan.SkipRest();
        long longest = 0;
        foreach (long end in _pathEnds)
            longest = Math.Max(longest, end);
        _raise(new GraphEvent.RunEnded((int)(_clock.Milliseconds - begin), (int)longest));
    }

    private void Advance(int node, NextStep step)
    {
        if (step == NextStep.Start)
            Start(node);
        else if (step == NextStep.Check)
            Check(node);
    }

    // The build stops, and nothing runs but nodes that wait for what will not be started any more. What is there for failures goes first.
    private bool SkipWhatWillNotCome()
    {
        int before = _plan.Count(NodeState.Ended);
        _plan.SkipRest(butForFailures: true);
        return _plan.Count(NodeState.Ended) > before;
    }

    private void Wait()
    {
        int timeout = _forceAt == long.MaxValue ? -1 : (int)Math.Max(0, _forceAt - _clock.Milliseconds);
        if (_output is not null)
            timeout = timeout < 0 ? OutputPeriod : Math.Min(timeout, OutputPeriod);
        if (_inbox.TryWait(timeout, out RunnerMessage? message))
            Handle(message);
    }

    // Output waits for all that is more pressing, but not for ever: while there is much to check or start, a piece of it is told now and then.
    private bool IsOutputDue() => _output is not null && _running.Count > 0 && _clock.Milliseconds >= _outputDueAt;

    private bool TellOutput()
    {
        if (_output is null)
            return false;
        _outputDueAt = _clock.Milliseconds + OutputPeriod;
        bool any = _untold.TryDequeue(out RunnerMessage.NodeEnded? ended);
        if (any)
            FinishOutput(ended!);
        return _output.TellSome(_raise) || any;
    }

    // A node's end is told after its last line.
    private void FinishOutput(RunnerMessage.NodeEnded ended)
    {
        if (_output is null || _output.TryFinish(ended.Node, _raise))
            _settling.Enqueue(ended);
        else
            _untold.Enqueue(ended);
    }

    private void Handle(RunnerMessage message)
    {
        switch (message)
        {
            case RunnerMessage.NodeEnded ended:
                _plan.Release(ended.Node);
                _rebuilder.Ended(ended.Node);
                FinishOutput(ended);
                break;
            case RunnerMessage.CancelAsked:
                // What a failure began leaves nodes their grace: only who asks twice has asked for more.
                _plan.Stop();
                CancelRunning(force: _cancelAsked);
                _cancelAsked = true;
                break;
        }
    }

    private void Check(int node)
    {
        CheckResult result = _rebuilder.Check(node);
        switch (result.Verdict)
        {
            case Verdict.UpToDate:
                ExtendPath(node, 0);
                _raise(new GraphEvent.UpToDate(node));
                _plan.End(node, Outcome.UpToDate);
                break;
            case Verdict.Stale:
                _reasons[node] = result.Reason!;
                _plan.Enqueue(node);
                ForeseeAll();
                break;
            default:
                ForeseeAll();
                Fail(node, -1, 0, 0, null, result.Problem!);
                break;
        }
    }

    // Once, when it is known that something will run or fail, and nothing has run yet: who starts a build of an hour wants to hear at once what cannot work in it. A node
    // whose turn has not come may be handed, by what runs before it, files that nobody declares: of such a one only its command is looked at, and only where its failure
    // stops the build, since otherwise what comes after it would be let go before its time.
    private void ForeseeAll()
    {
        if (_foreseen)
            return;
        _foreseen = true;
        var problems = new List<(int Node, Problem Problem)>();
        for (int node = 0; node < _graph.Count; node++)
        {
            NodeState state = _plan.StateOf(node);
            bool stops = _options.OnFailure != OnFailure.Continue && _graph[node].ContinueOnError == ContinueOnError.ErrorAndStop;
            if (state is not (NodeState.Unchecked or NodeState.Queued) && !(state == NodeState.Waiting && stops))
                continue;
            Problem? problem = _executor.Foresee(_graph[node], _plan.ThreadsOf(node));
            if (state == NodeState.Unchecked)
                problem = _rebuilder.Foresee(node) ?? problem;
            if (problem is not null)
                problems.Add((node, problem));
        }

        foreach ((int node, _) in problems)
            _plan.TakeOut(node);
        foreach ((int node, Problem problem) in problems)
            Fail(node, -1, 0, 0, null, problem);
    }

    private void Start(int node)
    {
        _running.Add(node, _clock.Milliseconds);
        _reasons.Remove(node, out StaleReason? reason);
        _raise(new GraphEvent.Started(node, 1, reason!));
        if (_rebuilder.WillStart(node) is { } problem)
        {
            _inbox.Post(new RunnerMessage.NodeEnded(node, -1) { Problem = problem });
            return;
        }

        _executor.Start(new NodeStart
        {
            Number = node,
            Node = _graph[node],
            Attempt = 1,
            Threads = _plan.ThreadsOf(node),
            Inputs = _rebuilder.InputsOf(node),
            Outputs = _graph[node].Outputs,
        });
    }

    private void Settle(RunnerMessage.NodeEnded ended)
    {
        int node = ended.Node;
        _running.Remove(node, out long begin);
        int duration = (int)(_clock.Milliseconds - begin);
        ExtendPath(node, duration);
        Problem? problem = ended.Problem;
        if (problem is null && ended.ExitCode == 0)
            problem = _rebuilder.Settle(node, duration, _warnings);
        else
            _rebuilder.SettleFailed(node);
        foreach (Problem warning in _warnings)
            _raise(new GraphEvent.Warned(warning));
        _warnings.Clear();
        if (problem is null && ended.ExitCode == 0)
        {
            _raise(new GraphEvent.Ended(node, Outcome.Executed, 0, duration) { LogFile = ended.LogFile, Attempts = 1 });
            _plan.End(node, Outcome.Executed);
        }
        else
        {
            Fail(node, ended.ExitCode, duration, 1, ended.LogFile, problem ?? new Problem(ProblemKind.ExitCode, _graph[node], ended.ExitCode.ToString()));
        }
    }

    private void Fail(int node, int exitCode, int duration, int attempts, string? logFile, Problem problem)
    {
        Outcome outcome = _cancelled && attempts > 0 ? Outcome.Cancelled : Outcome.Failed;
        _raise(new GraphEvent.Ended(node, outcome, exitCode, duration) { LogFile = logFile, Problem = problem, Attempts = attempts });
        _plan.End(node, outcome);
        if (_options.OnFailure == OnFailure.Kill && _plan.IsStopping)
            CancelRunning(force: false);
    }

    private void CancelRunning(bool force)
    {
        if (_cancelled && !force)
            return;
        _cancelled = true;
        _output?.Abridge();
        _forceAt = force ? long.MaxValue : _clock.Milliseconds + Grace;
        foreach (int node in _running.Keys)
        {
            if (_plan.StateOf(node) == NodeState.Running)
                _executor.Cancel(node, force);
        }
    }

    private void ExtendPath(int node, int duration)
    {
        long before = 0;
        int count = _graph.DependencyCount(node);
        for (int i = 0; i < count; i++)
            before = Math.Max(before, _pathEnds[_graph.Dependency(node, i)]);
        _pathEnds[node] = before + duration;
    }
}
