using System.Diagnostics.CodeAnalysis;
using System.Text;
using TaskGraph.Execution.Executors;
using TaskGraph.Execution.Growth;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Simulation.Growing;

/// <summary>Everything around a runner whose graph grows, on one thread and by one clock, which moves only when the runner has nothing else to do.</summary>
internal sealed class GrowingMachine : IExecutor, IInbox, IClock, INodeParser
{
    private readonly GrowingScenario _scenario;
    private readonly GrowingInvariants _invariants;
    private readonly Queue<RunnerMessage> _posted = new();
    private readonly PriorityQueue<Func<RunnerMessage?>, (long At, int Order)> _events = new();
    private readonly Dictionary<int, SimulatedProgram> _programs = [];
    private readonly Dictionary<int, List<Spec>> _recorded = [];
    private readonly List<Spec> _specs = [];
    private int _order;

    public GrowingMachine(GrowingScenario scenario, GrowingInvariants invariants)
    {
        _scenario = scenario;
        _invariants = invariants;
        invariants.Programs = _programs;
        if (scenario.SharesSlots)
            Slots = invariants.Slots = new SimulatedSlots(scenario.Random, scenario.Threads, Tell);
        for (int at = scenario.CancelAt; at >= 0; at = scenario.Random.Next(2) == 0 ? at + 10 : -1)
        {
            Tell(
                () =>
                {
                    _invariants.OnStop();
                    return new RunnerMessage.CancelAsked();
                },
                at);
        }
    }

    /// <summary>Thread slots that others take of; null if they are the build's alone.</summary>
    public SimulatedSlots? Slots { get; }

    /// <summary>Says of each node what is drawn for it.</summary>
    public IRebuilder Rebuilder => new NothingRemembered { Checks = Check };

    public long Milliseconds { get; private set; }

    /// <summary>Does something in so many milliseconds.</summary>
    public void At(int delay, Action action) => Tell(
        () =>
        {
            action();
            return null;
        },
        delay);

    /// <summary>Leaves a message with the runner in so many milliseconds.</summary>
    public void Tell(Func<RunnerMessage?> message, int delay) => _events.Enqueue(message, (Milliseconds + delay, _order++));

    public ReadOnlyMemory<byte> Encode(Spec spec)
    {
        int known = _specs.IndexOf(spec);
        if (known < 0)
            _specs.Add(spec);
        return Encoding.UTF8.GetBytes($"{(known < 0 ? _specs.Count - 1 : known)}");
    }

    /// <summary>What a node is recorded to have added, once it has been added again.</summary>
    public IReadOnlyList<Spec> RecordedOf(int node) => _recorded.GetValueOrDefault(node) ?? [];

    public IReadOnlyList<Node> Parse(ReadOnlySpan<byte> json, Node parent, List<Problem> problems)
    {
        string text = Encoding.UTF8.GetString(json);
        Node node = _scenario.Make(_specs[int.Parse(text)], parent, problems);
        node.Declaration = text;
        return [node];
    }

    public (string Code, string Text) Describe(Problem problem) => (problem.Kind.ToString(), problem.Value);

    public void Start(NodeStart start)
    {
        _invariants.OnStart(start.Number, start.Threads);
        var program = new SimulatedProgram(this, _scenario, _invariants, start.Number);
        _programs.Add(start.Number, program);
        At(_scenario.Random.Next(10), program.Step);
    }

    public void Cancel(int node, bool force)
    {
        _invariants.OnAsked(node);
        if (force || !_scenario.FateOf(node).IgnoresCancel)
            At(1, () => _programs[node].End(143));
    }

    public void Post(RunnerMessage message) => _posted.Enqueue(message);

    public bool TryTake([NotNullWhen(true)] out RunnerMessage? message)
    {
        while (!_posted.TryDequeue(out message) && _events.TryPeek(out _, out (long At, int Order) next) && next.At <= Milliseconds && _scenario.Random.Next(3) > 0)
            Occur();
        return message is not null;
    }

    public bool TryWait(int timeout, [NotNullWhen(true)] out RunnerMessage? message)
    {
        long until = timeout < 0 ? long.MaxValue : Milliseconds + timeout;
        if (!_events.TryPeek(out _, out (long At, int Order) due) || due.At > Milliseconds)
            _invariants.OnWait();
        while (!_posted.TryDequeue(out message))
        {
            long next = _events.TryPeek(out _, out (long At, int Order) first) ? first.At : long.MaxValue;
            Assert.AreNotEqual(long.MaxValue, Math.Min(next, until), "The runner waits, and nothing can ever come.");
            Milliseconds = Math.Max(Milliseconds, Math.Min(next, until));
            if (next > until)
                return false;
            Occur();
        }

        return true;
    }

    private CheckResult Check(int node)
    {
        bool again = _invariants.OnCheck(node);
        Fate fate = _scenario.FateOf(node);
        bool adds = !again && fate.Recorded > 0 && (fate.Verdict == Verdict.UpToDate || (fate.Verdict == Verdict.Stale && fate.HasRead));
        if (adds)
            return AddRecorded(node, fate);
        return fate.Verdict switch
        {
            Verdict.Stale => CheckResult.Stale(StaleReason.Of(StaleKind.NeverSucceeded)),
            Verdict.Failed => CheckResult.Failed(new Problem(ProblemKind.InputMissing, _scenario.Graph[node], "x")),
            _ => CheckResult.UpToDate,
        };
    }

    private CheckResult AddRecorded(int node, Fate fate)
    {
        List<Spec> batch = _scenario.DrawBatch();
        bool impossible = _invariants.IsImpossible(node, batch);
        bool reads = fate.HasRead && !_scenario.Graph[node].IsGroup;
        _invariants.OnRecorded(node, impossible, reads ? [.. batch.Select(spec => spec.Name)] : []);
        var problems = new List<Problem>();
        List<Node> nodes = [.. batch.SelectMany(spec => Parse(Encode(spec).Span, _scenario.Graph[node], problems))];
        if (!impossible)
            _recorded[node] = batch;
        return CheckResult.UpToDate with { Children = nodes, Consumed = reads ? [.. batch.Select(spec => spec.Name)] : null };
    }

    private void Occur()
    {
        if (_events.Dequeue()() is { } message)
            _posted.Enqueue(message);
    }
}
