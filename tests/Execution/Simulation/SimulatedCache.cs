using TaskGraph.Execution.Caching;
using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Simulation;

/// <summary>A cache whose answers are drawn, and come when the clock says so.</summary>
internal sealed class SimulatedCache(Scenario scenario, Invariants invariants, Action<RunnerMessage, int> answer) : INodeCache
{
    public bool Keeps => false;

    /// <summary>What a cache is asked of a node.</summary>
    public CacheQuestion? QuestionOf(int node) => scenario.Cached!.As[node] == CachedAs.Unasked ? null : new CacheQuestion(node, scenario.Graph[node]);

    /// <summary>Whether what is there fits.</summary>
    public bool Fits(int node) => scenario.Cached!.As[node] != CachedAs.Unfit;

    /// <summary>What goes wrong as it is put in its place.</summary>
    public Problem? Take(int node)
    {
        invariants.OnTake(node);
        return scenario.Cached!.As[node] == CachedAs.There ? null : new Problem(ProblemKind.Disk, scenario.Graph[node], "x");
    }

    public void Fetch(CacheQuestion question)
    {
        invariants.OnFetch(question.Number);
        bool any = scenario.Cached!.As[question.Number] != CachedAs.Missing;
        var told = new CacheAnswer(question.Number) { Result = any ? new CachedResult { Node = question.Node.Name } : null };
        answer(new RunnerMessage.Fetched(told), scenario.Cached.Delays[question.Number]);
    }

    public void Keep(SharedRun run) => Assert.Fail("It keeps nothing.");

    public string? Replay(Node node, CacheAnswer answer) => null;

    public void Drop(CacheAnswer answer) => invariants.OnAnswered(answer.Number);
}
