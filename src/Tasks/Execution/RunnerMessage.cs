using TaskGraph.Execution.Caching;
using TaskGraph.Execution.Growth;
using TaskGraph.Model;

namespace TaskGraph.Execution;

/// <summary>What the outside can tell the runner: a closed set. Executors and signals send messages and touch nothing else.</summary>
public abstract record RunnerMessage
{
    private RunnerMessage()
    {
    }

    /// <summary>A started node has ended.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="ExitCode">Its exit code; -1 if it could not be started.</param>
    public sealed record NodeEnded(int Node, int ExitCode) : RunnerMessage
    {
        /// <summary>Path of the file with what it printed, relative to the state folder; null if it printed nothing.</summary>
        public string? LogFile { get; init; }

        /// <summary>The results that it left.</summary>
        public IReadOnlyList<KeyValuePair<string, string>> Results { get; init; } = [];

        /// <summary>Why it could not be started, or null.</summary>
        public Problem? Problem { get; init; }
    }

    /// <summary>The program of a running node asks something.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Request">What it asks.</param>
    /// <param name="Client">Takes the answers.</param>
    public sealed record Asked(int Node, ClientRequest Request, IClient Client) : RunnerMessage;

    /// <summary>A cache was asked for what a node would leave.</summary>
    /// <param name="Answer">What it had.</param>
    public sealed record Fetched(CacheAnswer Answer) : RunnerMessage;

    /// <summary>Why a cache had nothing of a node is known, or some of it.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Miss">What is known.</param>
    public sealed record MissExplained(int Node, CacheMiss Miss) : RunnerMessage;

    /// <summary>Others may have given back thread slots that the plan was refused: it is to be asked again.</summary>
    public sealed record SlotsGivenBack : RunnerMessage;

    /// <summary>Somebody wants the build to stop.</summary>
    public sealed record CancelAsked : RunnerMessage;
}
