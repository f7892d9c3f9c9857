using TaskGraph.Model;

namespace TaskGraph.Execution;

/// <summary>Which attempt of a node is under way, and which nodes wait for their next one.</summary>
internal sealed class Retries(Graph graph, Random random)
{
    private readonly Dictionary<int, Attempt> _attempts = [];

    /// <summary>The next moment at which a node is to be tried again; <see cref="long.MaxValue"/> if none waits.</summary>
    public long NextDue { get; private set; } = long.MaxValue;

    /// <summary>How many nodes wait.</summary>
    public int Count { get; private set; }

    /// <summary>A node starts: which attempt that is, from 1.</summary>
    public int Begin(int node, long now)
    {
        if (graph[node].Attempts.Most == 1)
            return 1;
        if (!_attempts.TryGetValue(node, out Attempt? attempt))
            _attempts.Add(node, attempt = new Attempt(now));
        return ++attempt.Number;
    }

    /// <summary>The attempt that was begun last; 0 if the node has not started.</summary>
    public int Of(int node) => _attempts.TryGetValue(node, out Attempt? attempt) ? attempt.Number : 0;

    /// <summary>When the first attempt began.</summary>
    public long FirstBegin(int node, long last) => _attempts.TryGetValue(node, out Attempt? attempt) ? attempt.FirstBegin : last;

    /// <summary>An attempt has failed. If there is another one, the node waits for it, as long as is said; null otherwise.</summary>
    public long? Delay(int node, GraphEvent.Ended failed, long now)
    {
        if (!_attempts.TryGetValue(node, out Attempt? attempt) || attempt.Number >= graph[node].Attempts.Most)
            return null;
        long delay = graph[node].Attempts.DelayAfter(attempt.Number, random.NextDouble());
        (attempt.Due, attempt.Failed) = (now + delay, failed);
        Count++;
        NextDue = Math.Min(NextDue, attempt.Due);
        return delay;
    }

    /// <summary>Those whose time has come, which wait no more.</summary>
    public List<int> TakeDue(long now)
    {
        if (now < NextDue)
            return [];
        List<int> due = [.. _attempts.Where(pair => pair.Value.Due <= now).Select(pair => pair.Key)];
        due.ForEach(node => _attempts[node].Due = long.MaxValue);
        Count -= due.Count;
        NextDue = Count == 0 ? long.MaxValue : _attempts.Values.Min(attempt => attempt.Due);
        return due;
    }

    /// <summary>None waits any more: how those that did ended last.</summary>
    public List<GraphEvent.Ended> GiveUp() => [.. TakeDue(long.MaxValue - 1).Select(node => _attempts[node].Failed!)];

    private sealed class Attempt(long begin)
    {
        public long FirstBegin { get; } = begin;

        public int Number { get; set; }

        public long Due { get; set; } = long.MaxValue;

        public GraphEvent.Ended? Failed { get; set; }
    }
}
