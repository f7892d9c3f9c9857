using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Simulation;

/// <summary>
/// Thread slots that others take and give back as well, at random moments. It sees to it that none is used twice, that all come back, and that the build that was refused some hears of it. Others end at
/// some time and leave all, or, where the build has one slot for itself, may keep what they have for ever.
/// </summary>
internal sealed class SimulatedSlots : ISharedSlots
{
    private const int Pause = 50;

    private readonly Random _random;
    private readonly int _total;
    private readonly Action<Func<RunnerMessage?>, int> _tell;
    private int _steps;
    private int _others;
    private bool _isRefused;

    /// <param name="random">What is drawn from.</param>
    /// <param name="threads">How many thread slots the build may use.</param>
    /// <param name="tell">Leaves a message with the runner, if there is one then, in so many milliseconds.</param>
    public SimulatedSlots(Random random, int threads, Action<Func<RunnerMessage?>, int> tell)
    {
        (_random, _tell) = (random, tell);
        MayFallShort = random.Next(2) == 0;
        _total = MayFallShort ? random.Next(1, threads + 3) : threads;
        _steps = random.Next(1, 30);
        Let(0);
    }

    public int Held { get; private set; }

    public bool MayFallShort { get; }

    /// <summary>How many the build can have in all, as others are now.</summary>
    public int Available => _total - _others;

    /// <summary>Whether the build is about to be told that it may ask again.</summary>
    public bool IsAboutToTell { get; private set; }

    public bool TryHold(int threads)
    {
        Assert.IsGreaterThan(0, threads, "Who asks wants something.");
        int more = Math.Min(threads - Held, Available - Held);
        Held += Math.Max(0, more);
        if (Held >= threads)
            return true;
        _isRefused = true;
        if (more > 0)
            Tell(Pause);
        return false;
    }

    public void Keep(int threads)
    {
        if (Held <= threads)
            return;
        Held = threads;
        if (_isRefused)
            Tell(Pause);
    }

    /// <summary>A node begins, or goes on, with which so many slots are in use.</summary>
    public void OnUse(int used)
    {
        Assert.IsLessThanOrEqualTo(Held, used, "No more slots are used than are held.");
        Assert.IsLessThanOrEqualTo(_total, Held + _others, "No slot is held twice.");
    }

    /// <summary>The build waits while so many slots are in use.</summary>
    public void OnWait(int used) => Assert.IsLessThanOrEqualTo(used, Held, "Who waits keeps no slots that it does not use.");

    /// <summary>What must hold when all is over.</summary>
    public void AtTheEnd() => Assert.AreEqual(0, Held, "All slots are given back.");

    private void Let(int delay) => _tell(Step, delay);

    private RunnerMessage? Step()
    {
        int most = _total - Held - (MayFallShort && Held == 0 ? 1 : 0);
        int before = _others;
        bool isLast = --_steps <= 0;
        _others = isLast && !MayFallShort ? 0 : Math.Max(0, _random.Next(Math.Max(most, 0) + 1));
        if (!isLast)
            Let(_random.Next(300));
        return _others < before && _isRefused ? Again() : null;
    }

    private void Tell(int delay)
    {
        if (IsAboutToTell)
            return;
        IsAboutToTell = true;
        _tell(
            () =>
            {
                IsAboutToTell = false;
                return Again();
            },
            delay);
    }

    private RunnerMessage.SlotsGivenBack? Again()
    {
        if (!_isRefused)
            return null;
        _isRefused = false;
        return new RunnerMessage.SlotsGivenBack();
    }
}
