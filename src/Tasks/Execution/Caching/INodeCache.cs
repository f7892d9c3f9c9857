using TaskGraph.Model;

namespace TaskGraph.Execution.Caching;

/// <summary>
/// Fetches what nodes would leave, and keeps what they left. It decides nothing, and knows nothing of order: which nodes are asked for, and what becomes of an answer, is said by the runner and the rebuilder. Called on the
/// runner's thread; returns at once.
/// </summary>
public interface INodeCache
{
    /// <summary>Whether it takes anything in.</summary>
    bool Keeps { get; }

    /// <summary>True if it surely has nothing of a node, and that can be told at once: then it is not asked. Why that is it says later, as of any other.</summary>
    bool IsMissing(CacheQuestion question) => false;

    /// <summary>Asks for a node's result. The answer is told exactly once, as a <see cref="RunnerMessage.Fetched"/>.</summary>
    void Fetch(CacheQuestion question);

    /// <summary>Keeps a node's success, some time before the build ends.</summary>
    void Keep(SharedRun run);

    /// <summary>A node's result was put in its place: takes what it had printed and told to where its own run would have left it. Returns the log's path relative to the state folder, or null if there is none.</summary>
    string? Replay(Node node, CacheAnswer answer);

    /// <summary>An answer is not used.</summary>
    void Drop(CacheAnswer answer);
}
