using TaskGraph.Execution.Growth;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Simulation.Growing;

/// <summary>
/// The program of a running node: does one thing after the other, each drawn when its turn comes. It is the far end of its connection as well, and sees to it
/// that it is told what it must be told, once.
/// </summary>
internal sealed class SimulatedProgram : IClient
{
    private readonly GrowingMachine _machine;
    private readonly GrowingScenario _scenario;
    private readonly GrowingInvariants _invariants;
    private readonly int _node;
    private readonly HashSet<string> _children = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = [];
    private readonly Dictionary<long, (string[] Names, bool All, bool Ends)> _waits = [];
    private int _steps;
    private long _id;
    private long? _expectedId;
    private bool _expectsRefusal;
    private bool _isAnswered = true;
    private bool _said;
    private bool _left;
    private bool _gone;
    private bool _joins;

    public SimulatedProgram(GrowingMachine machine, GrowingScenario scenario, GrowingInvariants invariants, int node)
    {
        (_machine, _scenario, _invariants, _node) = (machine, scenario, invariants, node);
        _steps = scenario.FateOf(node).Steps;
    }

    public bool HasEnded { get; private set; }

    /// <summary>Whether it was refused anything.</summary>
    public bool WasRefused { get; private set; }

    /// <summary>Whether what it waits for has come, and it has not been answered.</summary>
    public bool IsKeptWaiting => !HasEnded && !_left && _waits.Values.Any(wait => wait.All ? wait.Names.All(_told.Contains) : wait.Names.Any(_told.Contains));

    private Random Random => _scenario.Random;

    /// <summary>Does the next thing.</summary>
    public void Step()
    {
        if (HasEnded || (_waits.Count > 0 && _invariants.IsPaused(_node)))
            return;
        if (_steps-- <= 0 || _left)
        {
            // Who asked several things at once needs all the answers before it ends, and asks once more, so as not to hold slots meanwhile.
            if (_waits.Count == 0)
                End(_scenario.FateOf(_node).ExitCode);
            else if (!_joins)
                Ask(Wait, hasAnswer: false);
            _joins = _waits.Count > 0;
            return;
        }

        foreach (string child in _children)
            Assert.IsTrue(_told.Contains(child) || !_invariants.IsClosed(_scenario.Graph.Find(child)), $"The end of {child} is told as soon as it has come.");
        bool waits = false;
        switch (Random.Next(8))
        {
            case < 3:
                Ask(Add, hasAnswer: true);
                break;
            case < 6 when _children.Count > 0:
                waits = true;
                for (int i = Random.Next(4) == 0 ? 2 : 1; i > 0; i--)
                    Ask(Wait, hasAnswer: false);
                break;
            case 6 when _children.Count > 0:
                Ask(Cancel, hasAnswer: true);
                break;
            case 7 when _told.Count > 0:
                Ask(() => new ClientRequest.Results(_told.ElementAt(Random.Next(_told.Count))), hasAnswer: true);
                break;
            case 7 when _said && Random.Next(5) == 0:
                _left = true;
                _waits.Clear();
                Leave();
                break;
        }

        // Some go away in the middle of a wait.
        if (waits && Random.Next(20) == 0)
        {
            _left = true;
            Leave();
            waits = false;
            _waits.Clear();
        }

        if (!waits)
            _machine.At(Random.Next(3) == 0 ? 0 : Random.Next(20), Step);
    }

    /// <summary>Ends; what it has sent before may still be on its way.</summary>
    public void End(int exitCode)
    {
        if (HasEnded)
            return;
        HasEnded = true;
        bool staysOpen = Random.Next(10) == 0;
        bool late = _said && !_left && Random.Next(3) == 0;
        if (!late && !staysOpen)
            Leave();
        _machine.Tell(
            () =>
            {
                _invariants.OnProcessEnd(_node);
                return new RunnerMessage.NodeEnded(_node, exitCode);
            },
            0);
        if (!late)
            return;
        Ask(Add, hasAnswer: false);
        if (!staysOpen)
            Leave();
    }

    public void Ended(string name, Outcome outcome, int? exitCode, string? error, IReadOnlyList<KeyValuePair<string, string>> results)
    {
        Assert.IsFalse(_gone, "Nobody is told anything when its connection has ended.");
        Assert.IsTrue(_children.Contains(name), "A node is told of its children alone.");
        Assert.IsTrue(_told.Add(name), $"The end of {name} is told once.");
        int child = _scenario.Graph.Find(name);
        Assert.IsTrue(_invariants.IsClosed(child), $"{name} and all its children have ended.");
        Assert.AreEqual(_invariants.OutcomeOf(child), outcome, $"{name} is told to have ended as it did.");
    }

    public void Go(long? id, bool timedOut)
    {
        if (_left)
            return;
        Assert.IsTrue(_waits.Remove(id!.Value, out (string[] Names, bool All, bool Ends) wait), "A wait is answered once.");
        Assert.IsFalse(_invariants.IsPaused(_node), "Who is told to go on holds its slots.");
        int ended = wait.Names.Count(_told.Contains);
        Assert.IsTrue(timedOut || (wait.All ? ended == wait.Names.Length : ended > 0), "All that was waited for has been told before.");
        Assert.IsTrue(!timedOut || wait.Ends, "Only a wait with a time can be over by time.");
        _joins = false;
        _machine.At(Random.Next(3), Step);
    }

    public void Results(long? id, IReadOnlyList<KeyValuePair<string, string>> results) => Answered(id, refused: false, "");

    public void Done(long? id) => Answered(id, refused: false, "");

    public void Refuse(long? id, string code, string message)
    {
        WasRefused = true;
        Answered(id, refused: true, code);
    }

    public void Close() => _gone = true;

    /// <summary>What must hold when all is over.</summary>
    public void AtTheEnd()
    {
        Assert.IsTrue(HasEnded, "Every program ends.");
        Assert.IsTrue(_isAnswered, "Every request is answered.");
    }

    private void Answered(long? id, bool refused, string code)
    {
        Assert.IsFalse(_isAnswered && id is not null, "A request is answered once.");
        _isAnswered = true;
        Assert.AreEqual(_expectedId, id, "Each answer has its request's number.");
        Assert.AreEqual(_expectsRefusal, refused, $"What cannot be is refused, and nothing else: {code}.");
    }

    // What is asked is drawn when it arrives, so that it is known what must come of it.
    private void Ask(Func<ClientRequest> draw, bool hasAnswer)
    {
        if (!_said)
            Say(() => new ClientRequest.Hello());
        _said = true;
        Say(() =>
        {
            Assert.IsTrue(_isAnswered, "Every request is answered at once.");
            _expectsRefusal = false;
            _expectedId = hasAnswer ? ++_id : null;
            _isAnswered = !hasAnswer;
            ClientRequest request = draw();
            return request is ClientRequest.Wait ? request : request with { Id = _expectedId };
        });
    }

    private void Leave()
    {
        if (_said)
            Say(() => new ClientRequest.Left());
    }

    private void Say(Func<ClientRequest> draw) => _machine.Tell(() => new RunnerMessage.Asked(_node, draw(), this), 0);

    private ClientRequest Add()
    {
        List<Spec> batch = _scenario.DrawBatch();
        // What it added in an earlier build is there already, and is the same node.
        List<Spec> before = Random.Next(2) == 0 ? [.. _machine.RecordedOf(_node).Where(spec => !_children.Contains(spec.Name))] : [];
        _expectsRefusal = _invariants.IsImpossible(_node, batch);
        if (_expectsRefusal)
            return new ClientRequest.Add([.. batch.Select(_machine.Encode)]);
        foreach (Spec spec in batch.Concat(before))
            _children.Add(spec.Name);
        return new ClientRequest.Add([.. before.Concat(batch).Select(_machine.Encode)]);
    }

    private ClientRequest Wait()
    {
        string[] names = [.. _children.Where(_ => Random.Next(2) == 0)];
        if (names.Length == 0)
            names = [.. _children];
        if (Random.Next(10) == 0)
            names = [.. names, names[0]];
        int timeout = Random.Next(4) switch { 0 => Random.Next(50), 1 when Random.Next(4) == 0 => 0, _ => -1 };
        bool all = Random.Next(2) == 0;
        ++_id;
        if (!_left)
            _waits.Add(_id, (names, all, timeout >= 0));
        return new ClientRequest.Wait(names, all, timeout) { Id = _id };
    }

    private ClientRequest Cancel()
    {
        string child = _children.ElementAt(Random.Next(_children.Count));
        _invariants.OnUnwanted(_scenario.Graph.Find(child));
        return new ClientRequest.Cancel([child]);
    }
}
