using TaskGraph.Execution.Caching;
using TaskGraph.Execution.Executors;
using TaskGraph.Execution.Growth;
using TaskGraph.Execution.Reports;
using TaskGraph.Model;

namespace TaskGraph.Execution;

/// <summary>
/// The one loop of a build, on one thread: takes a message, asks the plan what to do, has it checked or started, and raises events. See docs/design.md.
/// </summary>
public sealed class GraphRunner
{
    private readonly Graph _graph;
    private readonly Plan _plan;
    private readonly IRebuilder _rebuilder;
    private readonly IExecutor _executor;
    private readonly IInbox _inbox;
    private readonly IClock _clock;
    private readonly Action<GraphEvent> _raise;
    private readonly RunOptions _options;
    private readonly ILiveOutput? _output;
    private readonly RunningNodes _running = new();
    private readonly Retries _retries;
    private readonly EndedProcesses _ended;
    private readonly LongestPath _path;
    private readonly Fetches _fetches;
    private readonly Dictionary<int, StaleReason> _reasons = [];
    private readonly Queue<int> _closed = new();
    private readonly Grower? _growth;
    private readonly List<Problem> _warnings = [];
    private bool _killed;
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
        _path = new LongestPath(graph);
        _fetches = new Fetches(graph, plan, rebuilder, options.Cache, clock);
        _retries = new Retries(graph, options.Random);
        _ended = new EndedProcesses(executor.LiveOutput, clock, e => _raise(e));
        plan.Skipped = (node, kind, because) =>
        {
            if (plan.IsUnmet(node))
                rebuilder.Unneeded(node);
            _raise(new GraphEvent.Skipped(node, kind, because));
        };
        plan.Closed = _closed.Enqueue;
        if (options is not { Growth: { } growth, Parser: { } parser })
            return;
        _growth = new Grower(graph, plan, growth, rebuilder, parser, Raise);
        _raise = Raise;

        void Raise(GraphEvent e)
        {
            _growth!.On(e);
            raise(e);
        }
    }

    /// <summary>Runs the plan to its end.</summary>
    public void Run()
    {
        long begin = _clock.Milliseconds;
        _raise(new GraphEvent.RunStarted(_options.Threads, _graph.Count - _plan.Count(NodeState.Ended)));
        while (!_plan.IsFinished)
        {
            PassTime();
            CloseAll();
            if (_inbox.TryTake(out RunnerMessage? message))
                Handle(message);
            else if (_ended.TryTake(out RunnerMessage.NodeEnded? ended))
                Settle(ended);
            else if (_running.Count > 0 && _ended.IsOutputDue && _ended.TellOutput())
                continue;
            else if (_plan.Next(out int node) is not NextStep.None and var step)
                Advance(node, step);
            else if (_running.Count == 0 && _retries.Count == 0 && _fetches.Count == 0 && !_plan.IsShort)
                break;
            else if (!_ended.TellOutput())
                Wait();
        }

        CloseAll();
        _plan.GiveBackUnused();
        // Better than to wait for ever.
        if (!_plan.IsFinished)
            throw new InvalidOperationException("Nodes are left, and nothing runs that they could wait for.");
        _raise(new GraphEvent.RunEnded((int)(_clock.Milliseconds - begin), (int)_path.Length));
    }

    private void Advance(int node, NextStep step)
    {
        switch (step)
        {
            case NextStep.Start:
                Start(node);
                break;
            case NextStep.Check:
                Check(node);
                break;
            case NextStep.Resume:
                _raise(new GraphEvent.Resumed(node));
                _growth!.Resumed(node);
                break;
        }
    }

    private void CloseAll()
    {
        while (_closed.TryDequeue(out int node))
        {
            _rebuilder.Closed(node);
            _growth?.Closed(node);
        }
    }

    private void PassTime()
    {
        long now = _clock.Milliseconds;
        foreach ((int node, bool wasAsked) in _running.Overdue(now))
        {
            if (wasAsked)
                Force(node, EndCause.None);
            else
                Ask(node, EndCause.Timeout);
        }

        // What failed and is not tried again any more has failed.
        foreach (GraphEvent.Ended failed in _plan.IsStopping && _retries.Count > 0 ? _retries.GiveUp() : [])
        {
            if (_plan.StateOf(failed.Node) == NodeState.Delayed)
                End(failed with { Outcome = _cancelAsked ? Outcome.Cancelled : Outcome.Failed });
        }

        foreach (int node in _retries.TakeDue(now))
        {
            if (_plan.StateOf(node) == NodeState.Delayed)
                _plan.TryAgain(node);
        }

        _growth?.PassTime(now);
        _ended.PassTime(now);
    }

    private void Wait()
    {
        long moment = Math.Min(Math.Min(_running.NextDeadline, _ended.NextDeadline), Math.Min(_retries.NextDue, _growth?.NextDeadline ?? long.MaxValue));
        int timeout = moment == long.MaxValue ? -1 : (int)Math.Clamp(moment - _clock.Milliseconds, 0, int.MaxValue);
        if (_output is not null)
            timeout = timeout < 0 ? EndedProcesses.OutputPeriod : Math.Min(timeout, EndedProcesses.OutputPeriod);
        if (_inbox.TryWait(timeout, out RunnerMessage? message))
            Handle(message);
    }

    private void Handle(RunnerMessage message)
    {
        switch (message)
        {
            case RunnerMessage.NodeEnded ended:
                _plan.Release(ended.Node);
                _running.Ended(ended.Node);
                _rebuilder.Ended(ended.Node);
                _ended.Add(ended, isConnected: _growth?.HasClients(ended.Node) == true);
                break;
            case RunnerMessage.Asked asked:
                Answer(asked);
                break;
            case RunnerMessage.Fetched fetched:
                Receive(fetched.Answer);
                break;
            case RunnerMessage.MissExplained explained:
                _raise(new GraphEvent.CacheMissed(explained.Node, explained.Miss));
                break;
            case RunnerMessage.CancelAsked:
                // What a failure began leaves nodes their grace: only who asks twice has asked for more.
                _plan.Stop();
                EndAll(force: _cancelAsked);
                _cancelAsked = true;
                break;
        }
    }

    private void Answer(RunnerMessage.Asked asked)
    {
        bool waited = _plan.StateOf(asked.Node) == NodeState.Paused;
        foreach (int child in _growth!.Answer(asked.Node, asked.Request, asked.Client, _clock.Milliseconds))
            Ask(child, EndCause.Unwanted);
        asked.Client.Taken();
        if (!waited && _plan.StateOf(asked.Node) == NodeState.Paused)
            _raise(new GraphEvent.Paused(asked.Node));
        if (asked.Request is ClientRequest.Left or ClientRequest.HandedOver && !_growth.HasClients(asked.Node))
            _ended.Disconnect(asked.Node);
    }

    // What a node adds without running. False if it has been dealt with: it failed, is stale, or is to be checked again.
    private bool TryAddChildren(int node, in CheckResult result)
    {
        var problems = new List<Problem>();
        if (!_growth!.TryAdd(node, result.Children!, problems))
        {
            if (!_graph[node].IsGroup)
            {
                BecomeStale(node, StaleReason.Of(StaleKind.ChildrenChanged));
                return false;
            }

            foreach (Problem problem in problems.Where(problem => !problem.IsWarning).Skip(1))
                _raise(new GraphEvent.Warned(problem));
            Fail(node, problems.First(problem => !problem.IsWarning));
            return false;
        }

        if (result.Consumed is not { Count: > 0 } consumed)
            return true;
        _plan.Defer(node, [.. consumed.Select(_graph.Find)]);
        return false;
    }

    private void BecomeStale(int node, StaleReason reason)
    {
        // That what a cache had did not fit is not why the node is stale.
        _reasons.TryAdd(node, reason);
        if (_retries.Of(node) == 0 && _fetches.TryBegin(node))
            _raise(new GraphEvent.Fetching(node, reason));
        else
            _plan.Enqueue(node);
        ForeseeAll();
    }

    private void Receive(CacheAnswer answer)
    {
        GraphEvent.Ended? end = _fetches.Receive(answer, _warnings, out bool unfit);
        Warn();
        if (unfit)
            _raise(new GraphEvent.CacheMissed(answer.Number, CacheMiss.Of(CacheMissKind.Unfit)));
        if (end is null)
            return;
        _reasons.Remove(answer.Number);
        _path.Extend(answer.Number, end.Duration);
        End(end);
    }

    private void Warn()
    {
        foreach (Problem warning in _warnings)
            _raise(new GraphEvent.Warned(warning));
        _warnings.Clear();
    }

    private void Check(int node)
    {
        CheckResult result = _rebuilder.Check(node);
        foreach (Problem warning in result.Warnings ?? [])
            _raise(new GraphEvent.Warned(warning));
        switch (result.Verdict)
        {
            case Verdict.UpToDate when result.Children is not null && !TryAddChildren(node, result):
                break;
            case Verdict.UpToDate:
                _path.Extend(node, 0);
                _raise(new GraphEvent.UpToDate(node));
                _plan.End(node, Outcome.UpToDate);
                break;
            case Verdict.Stale:
                BecomeStale(node, result.Reason!);
                break;
            default:
                ForeseeAll();
                Fail(node, result.Problem!);
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
            Fail(node, problem);
    }

    private void Start(int node)
    {
        _running.Add(node, _clock.Milliseconds, _graph[node].Attempts.Timeout);
        int attempt = _retries.Begin(node, _clock.Milliseconds);
        _reasons.Remove(node, out StaleReason? reason);
        _raise(new GraphEvent.Started(node, attempt, reason!));
        if (_rebuilder.WillStart(node) is { } problem)
        {
            _inbox.Post(new RunnerMessage.NodeEnded(node, -1) { Problem = problem });
            return;
        }

        _executor.Start(new NodeStart
        {
            Number = node,
            Node = _graph[node],
            Attempt = attempt,
            Threads = _plan.ThreadsOf(node),
            Inputs = _rebuilder.InputsOf(node),
            Outputs = _graph[node].Outputs,
            Results = _rebuilder.ResultsReadBy(node),
        });
    }

    private void Settle(RunnerMessage.NodeEnded ended)
    {
        int node = ended.Node;
        (long begin, EndCause cause) = _running.Remove(node);
        int duration = (int)(_clock.Milliseconds - begin);
        Problem? refused = _growth?.End(node);
        Problem? problem = ended.Problem ?? (ended.ExitCode == 0 ? refused : null);
        if (cause == EndCause.Timeout)
            problem = new Problem(ProblemKind.TimedOut, _graph[node], RunCounts.Seconds((int)Math.Min(_graph[node].Attempts.Timeout!.Value, int.MaxValue))) { Member = "Timeout" };
        // Who was asked to end may have cleaned up and ended with 0: that says nothing of its work.
        if (problem is null && ended.ExitCode == 0 && cause != EndCause.Unwanted)
        {
            _growth?.RetireRest(node);
            problem = _rebuilder.Settle(node, FinishOf(ended, duration), _warnings);
        }
        else
        {
            _rebuilder.SettleFailed(node);
        }

        Warn();
        if (problem is null && ended.ExitCode != 0)
            problem = new Problem(ProblemKind.ExitCode, _graph[node], ended.ExitCode.ToString());
        Outcome outcome = cause == EndCause.Unwanted ? Outcome.Cancelled : problem is null ? Outcome.Executed : Outcome.Failed;
        var end = new GraphEvent.Ended(node, outcome, ended.ExitCode, duration) { LogFile = ended.LogFile, Problem = problem, Attempts = Math.Max(1, _retries.Of(node)) };
        if (outcome == Outcome.Failed && MayTryAgain(ended) && _retries.Delay(node, end, _clock.Milliseconds) is { } delay)
        {
            _raise(new GraphEvent.AttemptFailed(end, delay));
            _growth?.Restart(node);
            _plan.Delay(node);
            return;
        }

        _path.Extend(node, (int)(_clock.Milliseconds - _retries.FirstBegin(node, begin)));
        if (outcome == Outcome.Executed)
            _fetches.Keep(node, ended.LogFile);
        End(end);
    }

    // What could not be started for what its declaration says cannot be at the next attempt either.
    private bool MayTryAgain(RunnerMessage.NodeEnded ended) =>
        !_plan.IsStopping && (ended.ExitCode >= 0 || ended.Problem is null or { Kind: ProblemKind.CannotStart or ProblemKind.Disk });

    private NodeFinish FinishOf(RunnerMessage.NodeEnded ended, int duration) => new(duration)
    {
        Results = ended.Results,
        Children = _growth?.ChildrenOf(ended.Node) ?? [],
        Consumed = _growth?.ConsumedBy(ended.Node) ?? [],
    };

    private void Fail(int node, Problem problem) => End(new GraphEvent.Ended(node, Outcome.Failed, -1, 0) { Problem = problem, Attempts = _retries.Of(node) });

    private void End(GraphEvent.Ended ended)
    {
        _raise(ended);
        _plan.End(ended.Node, ended.Outcome);
        // Once: what starts from then on is there for the failure.
        if (_options.OnFailure != OnFailure.Kill || !_plan.IsStopping || _killed)
            return;
        _killed = true;
        EndAll(force: false);
    }

    private void EndAll(bool force)
    {
        _output?.Abridge();
        foreach (int node in _running.Nodes.Where(IsAlive))
        {
            if (force)
                Force(node, EndCause.Unwanted);
            else
                Ask(node, EndCause.Unwanted);
        }
    }

    private void Ask(int node, EndCause cause)
    {
        if (_running.Ask(node, _clock.Milliseconds + _options.Grace, cause) && IsAlive(node))
            _executor.Cancel(node, force: false);
    }

    private void Force(int node, EndCause cause)
    {
        _running.Force(node, cause);
        if (IsAlive(node))
            _executor.Cancel(node, force: true);
    }

    private bool IsAlive(int node) => _plan.StateOf(node) is NodeState.Running or NodeState.Paused;
}
