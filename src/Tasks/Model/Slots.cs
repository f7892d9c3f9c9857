namespace TaskGraph.Model;

/// <summary>What one node takes while it runs: threads, and an amount of each resource in the order of <see cref="Limits.Resources"/>.</summary>
internal sealed record Need(int Threads, int[] Resources)
{
    public override string ToString() => $"{Threads}:{string.Join(',', Resources)}";
}

/// <summary>What is free of threads and resources. Only <see cref="Plan"/> takes and gives back.</summary>
internal sealed class Slots
{
    private readonly Limits _limits;
    private readonly ISharedSlots? _shared;
    private readonly int[] _free;

    // Nodes that hold fewer threads than they asked for, since others hold them.
    private readonly Dictionary<Node, int> _fewer = [];

    public Slots(Limits limits, ISharedSlots? shared = null)
    {
        _limits = limits;
        _shared = shared;
        FreeThreads = limits.Threads;
        _free = [.. limits.Resources.Select(resource => resource.Amount)];
    }

    public int FreeThreads { get; private set; }

    /// <summary>True if something did not fit, since <see cref="Look"/>, for no other reason than that others hold what is shared.</summary>
    public bool IsShort { get; private set; }

    private int Used => _limits.Threads - FreeThreads;

    private bool TakesWhatThereIs => _shared is { MayFallShort: true };

    /// <summary>What a node cannot do without. One that asks for more threads than there are takes them all.</summary>
    public Need NeedOf(Node node)
    {
        int[] resources = new int[_free.Length];
        foreach (ResourceAmount amount in node.Resources)
            resources[_limits.Find(amount.Name)] += amount.Amount;
        return new Need(TakesWhatThereIs ? 1 : ThreadsOf(node), resources);
    }

    /// <summary>What a node holds, or would.</summary>
    public int ThreadsOf(Node node) => _fewer.Count > 0 && _fewer.TryGetValue(node, out int threads) ? threads : Math.Min(node.Cpus, _limits.Threads);

    /// <summary>Begins to look for what fits.</summary>
    public void Look() => IsShort = false;

    /// <summary>Whether something fits; what is shared is held then.</summary>
    public bool Fits(Need need)
    {
        if (need.Threads > FreeThreads)
            return false;
        for (int i = 0; i < need.Resources.Length; i++)
        {
            if (need.Resources[i] > _free[i])
                return false;
        }

        if (_shared is null || _shared.TryHold(Used + need.Threads))
            return true;
        IsShort = true;
        return false;
    }

    /// <summary>Takes what a node holds, which fits.</summary>
    public void Take(Node node)
    {
        int threads = ThreadsOf(node);
        if (threads > 1 && TakesWhatThereIs)
        {
            int wanted = Math.Min(threads, FreeThreads);
            _ = _shared!.TryHold(Used + wanted);
            int had = Math.Clamp(_shared.Held - Used, 1, wanted);
            if (had < threads)
                _fewer[node] = had;
        }

        Change(node, -1);
    }

    /// <summary>Takes back what a node held; what is shared goes to others at once, so that who waits for it has a chance against what may start here next.</summary>
    public void GiveBack(Node node)
    {
        Change(node, +1);
        _fewer.Remove(node);
        GiveBackUnused();
    }

    /// <summary>Gives to others what is shared and not in use.</summary>
    public void GiveBackUnused() => _shared?.Keep(Used);

    private void Change(Node node, int sign)
    {
        FreeThreads += sign * ThreadsOf(node);
        foreach (ResourceAmount amount in node.Resources)
            _free[_limits.Find(amount.Name)] += sign * amount.Amount;
    }
}
