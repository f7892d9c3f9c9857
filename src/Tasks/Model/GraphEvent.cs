namespace TaskGraph.Model;

/// <summary>
/// All that happens in a build, as facts: a closed set. The runner alone raises them, on its one thread, in the order in which they happen;
/// the log, the journal, the summary and all reports are made of nothing else.
/// </summary>
public abstract record GraphEvent
{
    private GraphEvent()
    {
    }

    /// <summary>The build begins to check and run nodes.</summary>
    /// <param name="Threads">Thread slots.</param>
    /// <param name="Nodes">How many nodes are selected.</param>
    public sealed record RunStarted(int Threads, int Nodes) : GraphEvent;

    /// <summary>A node is up to date.</summary>
    /// <param name="Node">The node.</param>
    public sealed record UpToDate(int Node) : GraphEvent;

    /// <summary>A node is about to be started.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Attempt">From 1.</param>
    /// <param name="Reason">Why it is stale.</param>
    public sealed record Started(int Node, int Attempt, StaleReason Reason) : GraphEvent;

    /// <summary>A cache is asked for what a stale node would leave.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Reason">Why it is stale.</param>
    public sealed record Fetching(int Node, StaleReason Reason) : GraphEvent;

    /// <summary>Why a cache had nothing of a node, which ran or runs.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Miss">What is known of that.</param>
    public sealed record CacheMissed(int Node, CacheMiss Miss) : GraphEvent;

    /// <summary>Nodes were added while the build runs: these numbers, one after the other.</summary>
    /// <param name="Parent">Who added them.</param>
    /// <param name="First">The first.</param>
    /// <param name="Count">How many.</param>
    public sealed record Grown(int Parent, int First, int Count) : GraphEvent;

    /// <summary>A running node waits for children, and holds no slots.</summary>
    /// <param name="Node">The node.</param>
    public sealed record Paused(int Node) : GraphEvent;

    /// <summary>A node that waited goes on, and holds its slots again.</summary>
    /// <param name="Node">The node.</param>
    public sealed record Resumed(int Node) : GraphEvent;

    /// <summary>A running node wrote something.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Line">One line, without its end.</param>
    public sealed record OutputLine(int Node, string Line) : GraphEvent;

    /// <summary>A part of what a node wrote is not told as lines, since the build stops; its log file has all.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Bytes">How many bytes.</param>
    public sealed record OutputLeftOut(int Node, long Bytes) : GraphEvent;

    /// <summary>A node has its outcome: Executed, FromCache, Failed or Cancelled.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Outcome">Its outcome.</param>
    /// <param name="ExitCode">The exit code; -1 if nothing was started.</param>
    /// <param name="Duration">Wall time from start to end, milliseconds.</param>
    public sealed record Ended(int Node, Outcome Outcome, int ExitCode, int Duration) : GraphEvent
    {
        /// <summary>Path of the file with what it printed, relative to the state folder; null if it printed nothing.</summary>
        public string? LogFile { get; init; }

        /// <summary>What went wrong, if something did.</summary>
        public Problem? Problem { get; init; }

        /// <summary>How many attempts there were.</summary>
        public int Attempts { get; init; }

        /// <summary>Of a node that came from a cache, how long the run took that was saved, milliseconds; else 0.</summary>
        public int Saved { get; init; }
    }

    /// <summary>An attempt to run a node has failed, and another one follows.</summary>
    /// <param name="End">How it ended.</param>
    /// <param name="Delay">After how many milliseconds the next one begins, at the earliest.</param>
    public sealed record AttemptFailed(Ended End, long Delay) : GraphEvent;

    /// <summary>A node will not run.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Kind">Why.</param>
    /// <param name="Because">The node that is the reason: one that it depends on, or that such a one added, or, if the build stopped, the first that failed. -1 if there is none.</param>
    public sealed record Skipped(int Node, SkipKind Kind, int Because) : GraphEvent;

    /// <summary>Something to tell that stops nothing.</summary>
    /// <param name="Problem">What it is.</param>
    public sealed record Warned(Problem Problem) : GraphEvent;

    /// <summary>Every node has its outcome.</summary>
    /// <param name="Duration">Wall time of the whole run, milliseconds.</param>
    /// <param name="CriticalPath">The longest path of what ran, by what it took, milliseconds.</param>
    public sealed record RunEnded(int Duration, int CriticalPath) : GraphEvent;
}
