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
    private readonly int[] _free;

    public Slots(Limits limits)
    {
        _limits = limits;
        FreeThreads = limits.Threads;
        _free = [.. limits.Resources.Select(resource => resource.Amount)];
    }

    public int FreeThreads { get; private set; }

    /// <summary>A node that asks for more threads than there are takes them all.</summary>
    public Need NeedOf(Node node)
    {
        int[] resources = new int[_free.Length];
        foreach (ResourceAmount amount in node.Resources)
            resources[_limits.Find(amount.Name)] += amount.Amount;
        return new Need(ThreadsOf(node), resources);
    }

    public int ThreadsOf(Node node) => Math.Min(node.Cpus, _limits.Threads);

    public bool Fits(Need need)
    {
        if (need.Threads > FreeThreads)
            return false;
        for (int i = 0; i < need.Resources.Length; i++)
        {
            if (need.Resources[i] > _free[i])
                return false;
        }

        return true;
    }

    public void Take(Node node) => Change(node, -1);

    public void GiveBack(Node node) => Change(node, +1);

    private void Change(Node node, int sign)
    {
        FreeThreads += sign * ThreadsOf(node);
        foreach (ResourceAmount amount in node.Resources)
            _free[_limits.Find(amount.Name)] += sign * amount.Amount;
    }
}
