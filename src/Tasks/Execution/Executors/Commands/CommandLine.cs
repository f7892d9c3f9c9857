using TaskGraph.Execution.Executors.Processes;
using TaskGraph.Execution.Storage;
using TaskGraph.Execution.UpToDate;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.Executors.Commands;

/// <summary>The words that start a node's process.</summary>
internal static class CommandLine
{
    private const string NullDevice = "/dev/null";

    /// <summary>The program and its arguments.</summary>
    /// <param name="start">The node.</param>
    /// <param name="settings">The project's.</param>
    /// <param name="values">What its placeholders stand for.</param>
    /// <param name="folder">The working folder, absolute.</param>
    /// <param name="words">Program and arguments.</param>
    /// <param name="output">The file that the standard output goes to, which the command says itself for a shell; null if it goes where the log does.</param>
    /// <returns>What stands in the way, or null.</returns>
    public static Problem? Build(NodeStart start, RebuildSettings settings, NodeValues values, string folder, List<string> words, out DirectOutput? output)
    {
        output = null;
        return start.Node.Command is not null ? ForCommand(start.Node, values, folder, words, out output) : ForScript(start.Node, settings, values, words);
    }

    private static Problem? ForCommand(Node node, NodeValues values, string folder, List<string> words, out DirectOutput? output)
    {
        output = null;
        string command = node.Command!;
        if (OperatingSystem.IsWindows())
        {
            if (!PlaceholderQuoting.TryCmd(command, values, out string line, out string? cmdFault))
                return new Problem(ProblemKind.UnsafePlaceholder, node, command) { Member = "Command", Detail = cmdFault! };
            // '/s' takes these quotes off, and nothing else: see ProcessStart.IsVerbatim.
            words.AddRange(["cmd.exe", "/d", "/s", "/c", $"\"{line}\""]);
            return null;
        }

        if (!PlaceholderQuoting.TryPosix(command, values, out string text, out string? fault))
            return new Problem(ProblemKind.UnsafePlaceholder, node, command) { Member = "Command", Detail = fault! };
        bool isDirect = DirectCommand.TryParse(text, out List<string> direct, out Redirection? into)
            && (ProcessStarter.KeepsRelativePaths || !IsRelativePath(direct[0])) && (into is null || (ProcessStarter.CanRedirect && !MayWait(folder, into)));
        if (isDirect)
        {
            words.AddRange(direct);
            output = into is null ? null : new DirectOutput(into, text);
        }
        else
        {
            words.AddRange(Shell(text));
        }

        return null;
    }

    /// <summary>The words by which a shell runs a command.</summary>
    public static string[] Shell(string command) => ["/bin/sh", "-c", command];

    // A pipe is opened when somebody reads it, and no build can wait for that.
    private static bool MayWait(string folder, Redirection into) => into.File != NullDevice && WholeFile.IsEndless(Path.Combine(folder, into.File));

    // A shell starts it by the path that was written, which a script sees as its $0.
    private static bool IsRelativePath(string program) => program.Contains('/', StringComparison.Ordinal) && program[0] != '/';

    private static Problem? ForScript(Node node, RebuildSettings settings, NodeValues values, List<string> words)
    {
        string script = node.Script!;
        string absolute = settings.AbsoluteOf(script);
        string shown = values.Shown(script);
        string extension = Path.GetExtension(script);
        if (settings.TryInterpreter(node.Scope, extension, out string? interpreter))
        {
            if (!CommandWords.TrySplit(interpreter, null, words, out _) || words.Count == 0)
                return new Problem(ProblemKind.NoInterpreter, node, script) { Member = "Script", Detail = extension };
            AddScript(node, shown, words);
        }
        else if (node.Function is not null && DefaultInterpreters.TryFind(extension, out string[] python))
        {
            words.AddRange(python);
            AddScript(node, shown, words);
        }
        else if (Shebang.Read(absolute) is { } shebang)
        {
            words.AddRange(shebang);
            words.Add(shown);
        }
        else if (DefaultInterpreters.TryFind(extension, out string[] known))
        {
            words.AddRange(known);
            words.Add(shown);
        }
        else if (CanStartItself(absolute))
        {
            words.Add(absolute);
        }
        else
        {
            return new Problem(ProblemKind.NoInterpreter, node, script) { Member = "Script", Detail = extension };
        }

        if (node.Arguments is not null && !CommandWords.TrySplit(node.Arguments, values, words, out int unclosed))
            return new Problem(ProblemKind.InvalidValue, node, node.Arguments) { Member = "Arguments", Detail = $"closed quotes; the one at character {unclosed + 1} is open" };
        return IsOfCmd(words) ? ForBatchFile(node, words) : null;
    }

    /// <summary>True if a program reads its whole command line itself, by rules of its own.</summary>
    public static bool IsOfCmd(IReadOnlyList<string> words) => OperatingSystem.IsWindows() && words[0] == "cmd.exe";

    private static Problem? ForBatchFile(Node node, List<string> words)
    {
        int script = words.FindIndex(1, word => !word.StartsWith('/'));
        if (script < 0)
            return null;
        if (BatchFile.Write(words, script, out string[] arguments) is { } word)
            return new Problem(ProblemKind.InvalidValue, node, word) { Member = "Arguments", Detail = "words without '\"', '%' and line breaks, which a batch file would read as its own; another kind of script takes them" };
        words.RemoveRange(1, words.Count - 1);
        words.AddRange(arguments);
        return null;
    }

    // A function is called by a module of the client that is found as all of it is.
    private static void AddScript(Node node, string script, List<string> words)
    {
        if (node.Function is not null)
            words.AddRange(["-m", "taskgraph.call", script, node.Function]);
        else
            words.Add(script);
    }

    private static bool CanStartItself(string path)
    {
        if (OperatingSystem.IsWindows())
            return Path.GetExtension(path).ToUpperInvariant() is ".EXE" or ".COM";
        try
        {
            return (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
