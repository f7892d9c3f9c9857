using TaskGraph.Execution.Caching;
using TaskGraph.Model;

namespace TaskGraph.Execution;

/// <summary>The nodes that a cache is asked for before they run: which are asked for, and what becomes of the answers.</summary>
internal sealed class Fetches
{
    private readonly Graph _graph;
    private readonly Plan _plan;
    private readonly IRebuilder _rebuilder;
    private readonly INodeCache? _cache;
    private readonly IClock _clock;
    private readonly Dictionary<int, long> _begun = [];

    public Fetches(Graph graph, Plan plan, IRebuilder rebuilder, INodeCache? cache, IClock clock) =>
        (_graph, _plan, _rebuilder, _cache, _clock) = (graph, plan, rebuilder, cache, clock);

    /// <summary>How many answers are to come that a node waits for.</summary>
    public int Count => _plan.Count(NodeState.Fetching);

    /// <summary>Asks for a stale node that was just checked; false if it is not to be asked for, or is known not to be there. Who has been tried is not asked for again.</summary>
    public bool TryBegin(int node)
    {
        if (_cache is null || _begun.ContainsKey(node) || _rebuilder.Question(node) is not { } question)
            return false;
        _begun.Add(node, _clock.Milliseconds);
        if (_cache.IsMissing(question))
            return false;
        _plan.Fetch(node);
        _cache.Fetch(question);
        return true;
    }

    /// <summary>Takes an answer. Returns how the node ended, if it has; else it waits for another answer or for slots.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="warnings">Takes what is to be told and stops nothing.</param>
    /// <param name="unfit">True if there was an answer that could not be used.</param>
    public GraphEvent.Ended? Receive(CacheAnswer answer, List<Problem> warnings, out bool unfit)
    {
        int node = answer.Number;
        if (TryTake(node, answer, warnings, out unfit))
            return Ended(node, answer);
        _cache!.Drop(answer);
        return null;
    }

    /// <summary>A node has run and was settled: what it left is to be kept, if it may be.</summary>
    public void Keep(int node, string? logFile)
    {
        if (_cache is { Keeps: true } && _rebuilder.Share(node) is { } run)
            _cache.Keep(run with { LogFile = logFile });
    }

    private bool TryTake(int node, CacheAnswer answer, List<Problem> warnings, out bool unfit)
    {
        unfit = false;
        // The build stops, or its parent does not want it any more.
        if (_plan.StateOf(node) != NodeState.Fetching)
            return false;
        if (answer.PathSets is { Count: > 0 } sets)
        {
            _cache!.Fetch(_rebuilder.Question(node, sets));
            return false;
        }

        unfit = answer.Result is not null && !_rebuilder.Fits(node, answer);
        if (answer.Result is null || unfit)
        {
            _plan.Enqueue(node);
            return false;
        }

        _plan.Receive(node);
        if (_rebuilder.Take(node, answer, warnings) is null)
            return true;
        unfit = true;
        // What it has put there is a failed run's, which the next one clears away.
        _plan.Delay(node);
        _plan.TryAgain(node);
        return false;
    }

    private GraphEvent.Ended Ended(int node, CacheAnswer answer) =>
        new(node, Outcome.FromCache, 0, (int)(_clock.Milliseconds - _begun[node])) { LogFile = _cache!.Replay(_graph[node], answer), Saved = answer.Result!.Duration };
}
