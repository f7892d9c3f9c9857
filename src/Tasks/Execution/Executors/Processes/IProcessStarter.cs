using TaskGraph.Model.Text;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>What to start.</summary>
public sealed class ProcessStart
{
    /// <summary>The program: an absolute path, one relative to the working folder that has a '/' in it, or a name that is looked up in the child's PATH.</summary>
    public required string FileName { get; init; }

    /// <summary>The arguments after the program's own name.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>
    /// On Windows: true if the arguments are put on the command line as they are, with a space between. A program there gets one text, which most read by the rules of CommandLineToArgvW; cmd does
    /// not, and a quote that is written for those is a backslash too many for it.
    /// </summary>
    public bool IsVerbatim { get; init; }

    /// <summary>Absolute path of the child's working folder.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>What every child of this build gets; built once and shared.</summary>
    public required ProcessEnvironment BaseEnvironment { get; init; }

    /// <summary>Variables of this child alone, which win over the shared ones.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; }

    /// <summary>Absolute path of the file that takes standard output and standard error, in the order they were written; made anew.</summary>
    public required string OutputFile { get; init; }

    /// <summary>The file that takes standard output alone, relative to the working folder or absolute, written as a shell does; null if <see cref="OutputFile"/> does. Only where <see cref="ProcessStarter.CanRedirect"/>.</summary>
    public Redirection? StandardOutput { get; init; }

    /// <summary>What its environment has that no other process's has, by which its descendants are found when it is stopped; empty if there is nothing.</summary>
    public string Mark { get; init; } = "";

    /// <summary>Called when the process has ended and <see cref="IProcessStarter.TokenOf"/> still knows it, before it is told as ended; must be quick. Not where nobody could tell.</summary>
    public Action? Ending { get; init; }

    /// <summary>
    /// Makes what the output goes through on its way into the file, one for each stream that is copied; null if the child writes into the file itself, which costs nothing.
    /// </summary>
    public Func<IOutputFilter>? Filter { get; init; }
}

/// <summary>How a process ended.</summary>
/// <param name="Code">The exit code; 128 + the signal's number for one that a signal ended, as shells have it.</param>
/// <param name="Signal">The signal's number, or 0; also 0 where the way of starting cannot tell (see <see cref="PortableStarter"/>).</param>
public readonly record struct ProcessExit(int Code, int Signal)
{
    /// <summary>An end of which the system no longer tells how: code -1, which no process can end with on Unix.</summary>
    public static ProcessExit Unknown => new(-1, 0);
}

/// <summary>A process that could not be started; <see cref="Exception.Message"/> is the system's reason in one sentence.</summary>
public sealed class ProcessStartException : Exception
{
    /// <summary>Creates it with the system's reason and whether the program itself was not found.</summary>
    public ProcessStartException(string message, bool notFound)
        : base(message) => NotFound = notFound;

    /// <summary>True if there is no such program; false for other reasons (no run bit, no such working folder, no memory).</summary>
    public bool NotFound { get; }
}

/// <summary>
/// Starts processes and tells when they end. A child gets: empty standard input, both output streams in one file, default signal handling,
/// and a process group of its own. Its end is told when the process itself ends: a grandchild that keeps the output open holds nothing up.
/// Safe to call from several threads. Disposing kills what still runs and waits for its end to be told, so not from within an <c>exited</c>.
/// </summary>
public interface IProcessStarter : IDisposable
{
    /// <summary>
    /// Starts a process. <paramref name="exited"/> is called exactly once, on a thread of the starter, with <paramref name="token"/>; it must be quick.
    /// The token names the process until then and may be given to another one as soon as <paramref name="exited"/> is called, which can be
    /// before this method has returned.
    /// </summary>
    /// <exception cref="ProcessStartException">Nothing was started; <paramref name="exited"/> will not be called.</exception>
    void Start(ProcessStart start, int token, Action<int, ProcessExit> exited);

    /// <summary>
    /// Ends a started process with all its descendants: asks (SIGTERM to its group) or, with <paramref name="force"/>, kills (SIGKILL), also
    /// descendants that left the group, where the system can tell. Nothing happens if it has ended by itself. Its exit is told as ever;
    /// once a process that was asked ends, what is left of its group is killed.
    /// </summary>
    void Stop(int token, bool force);

    /// <summary>
    /// Ends what processes that were started have left running, also those that ended well long ago: asks, waits for at most <paramref name="grace"/>, kills. Nothing happens where the system does not tell
    /// what descends from whom.
    /// </summary>
    void EndLeftovers(TimeSpan grace)
    {
    }

    /// <summary>The token of the started process, which still runs, that a process is, belongs to the group of or descends from; null if there is none, or the system does not tell.</summary>
    int? TokenOf(int process) => null;
}
