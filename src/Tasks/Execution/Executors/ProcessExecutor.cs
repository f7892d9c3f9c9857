using System.Collections.Concurrent;
using TaskGraph.Execution.Executors.Commands;
using TaskGraph.Execution.Executors.Processes;
using TaskGraph.Execution.Secrets;
using TaskGraph.Execution.UpToDate;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.Executors;

/// <summary>Runs each node as a process of this machine.</summary>
public sealed class ProcessExecutor : IExecutor, IDisposable
{
    private readonly RebuildSettings _settings;
    private readonly IInbox _inbox;
    private readonly IProcessStarter _starter;
    private readonly NodeFiles _files;
    private readonly LogTail? _tail;
    private readonly ProcessEnvironment _environment;
    private readonly Action<int, ProcessExit> _exited;
    private readonly ConcurrentDictionary<int, Node> _nodes = new();
    private readonly IDoor? _server;
    private readonly RunMark _mark;
    private readonly Action? _ending;

    /// <summary>Creates an executor.</summary>
    /// <param name="settings">The project's.</param>
    /// <param name="files">Where a node's files are kept.</param>
    /// <param name="inbox">Takes the ends of nodes.</param>
    /// <param name="starter">Starts the processes.</param>
    /// <param name="server">Where nodes may ask the build for something; null if they may not.</param>
    /// <param name="live">Whether lines are told while nodes run.</param>
    /// <param name="mark">What the processes are known by.</param>
    public ProcessExecutor(RebuildSettings settings, NodeFiles files, IInbox inbox, IProcessStarter starter, bool live, RunMark mark, IDoor? server = null)
    {
        _mark = mark;
        _server = server;
        _ending = server is null ? null : server.TakeWaiting;
        _settings = settings;
        _files = files;
        _inbox = inbox;
        _starter = starter;
        _environment = new ProcessEnvironment(WithClients(settings));
        _tail = live ? new LogTail() : null;
        _exited = Exited;
    }

    /// <summary>Says what a node gets as MAKEFLAGS, given the PATH that it sets for itself or null, as it is when one starts; null, or null said, if that is what the build got.</summary>
    public Func<string?, string?>? MakeFlags { get; init; }

    /// <inheritdoc/>
    public ILiveOutput? LiveOutput => _tail;

    /// <inheritdoc/>
    public void Start(NodeStart start)
    {
        try
        {
            if (TryStart(start) is not { } problem)
                return;
            _files.TakeLog(start.Number);
            _inbox.Post(new RunnerMessage.NodeEnded(start.Number, -1) { Problem = problem });
        }
        catch (ProcessStartException e)
        {
            Refused(start, ProblemKind.CannotStart, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Refused(start, ProblemKind.Disk, e.Message);
        }
    }

    /// <inheritdoc/>
    public Problem? Foresee(Node node, int threads)
    {
        // What {inputs} stands for is known beforehand only where neither a glob nor another node has a say in it.
        if (node.Command?.Contains('{', StringComparison.Ordinal) != true)
            return null;
        bool known = node.DependsOn.Length == 0 && !Array.Exists(node.Inputs, input => Glob.IsPattern(input));
        if (!known && (node.Command.Contains("{inputs}", StringComparison.Ordinal) || Array.Exists(node.Parameters, pair => pair.Value.Contains("{inputs}", StringComparison.Ordinal))))
            return null;
        var start = new NodeStart { Number = -1, Node = node, Attempt = 1, Threads = threads, Inputs = node.Inputs, Outputs = node.Outputs };
        return CommandLine.Build(start, _settings, new NodeValues(start, _settings, Shown(node), withParameters: true), FolderOf(node), [], out _);
    }

    /// <inheritdoc/>
    public void Cancel(int node, bool force) => _starter.Stop(node, force);

    /// <summary>Ends what nodes left running that have ended, as far as the system tells.</summary>
    /// <param name="grace">How long these may take.</param>
    public void EndLeftovers(TimeSpan grace) => _starter.EndLeftovers(grace);

    /// <summary>Ends what still runs.</summary>
    public void Dispose()
    {
        _starter.Dispose();
        _files.Dispose();
    }

    private void Refused(NodeStart start, ProblemKind kind, string reason)
    {
        _files.TakeLog(start.Number);
        var problem = new Problem(kind, start.Node, start.Node.Command ?? start.Node.Script ?? "") { Detail = reason };
        _inbox.Post(new RunnerMessage.NodeEnded(start.Number, -1) { Problem = problem });
    }

    private Problem? TryStart(NodeStart start)
    {
        Node node = start.Node;
        string folder = FolderOf(node);
        Func<string, string> shown = Shown(node);
        var values = new NodeValues(start, _settings, shown, withParameters: true);
        var words = new List<string>();
        if (CommandLine.Build(start, _settings, values, folder, words, out DirectOutput? output) is { } problem)
            return problem;
        string log = _files.CreateLog(start.Number, node, start.Attempt);
        List<KeyValuePair<string, string>> variables = Variables(start, values, shown, folder);
        if (node.SecretEnvironmentVariables.Length > 0 && TakeSecrets(node, variables) is { } tooShort)
            return tooShort;
        _nodes[start.Number] = node;
        _tail?.Begin(start.Number, log);
        try
        {
            Launch(words, output?.Into);
        }
        catch (ProcessStartException) when (output is not null)
        {
            Launch([.. CommandLine.Shell(output.Command)], null);
        }

        return null;

        void Launch(List<string> command, Redirection? into) => _starter.Start(
            new ProcessStart
            {
                FileName = command[0],
                Arguments = command.GetRange(1, command.Count - 1),
                IsVerbatim = CommandLine.IsOfCmd(command),
                WorkingDirectory = folder,
                BaseEnvironment = _environment,
                Environment = variables,
                OutputFile = log,
                StandardOutput = into,
                Mark = _mark.Of(start.Number, start.Attempt),
                Ending = _ending,
                Filter = _settings.Secrets.Any ? () => new SecretFilter(_settings.Secrets) : null,
            },
            start.Number,
            _exited);
    }

    // Python finds the client as it finds what is installed, behind what the user has put there.
    private static IReadOnlyDictionary<string, string> WithClients(RebuildSettings settings)
    {
        if (settings.PythonFolder.Length == 0)
            return settings.Environment;
        string own = settings.Environment.GetValueOrDefault("PYTHONPATH", "");
        return new Dictionary<string, string>(settings.Environment, OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal)
        {
            ["PYTHONPATH"] = own.Length == 0 ? settings.PythonFolder : own + Path.PathSeparator + settings.PythonFolder,
        };
    }

    // As a program finds it from its working folder: from the workflow's own folder as the workflow wrote it, from any other the whole path.
    private Func<string, string> Shown(Node node)
    {
        if (node.WorkingDirectory is not null)
            return _settings.AbsoluteOf;
        string within = node.Scope.Base;
        return within.Length == 0 ? path => path : path => path.StartsWith(within, StringComparison.Ordinal) ? path[within.Length..] : _settings.AbsoluteOf(path);
    }

    private string FolderOf(Node node)
    {
        string folder = node.WorkingDirectory ?? node.Scope.Base;
        return folder is "" or "./" ? _settings.ProjectFolder : Path.TrimEndingDirectorySeparator(_settings.AbsoluteOf(folder));
    }

    private List<KeyValuePair<string, string>> Variables(NodeStart start, NodeValues values, Func<string, string> shown, string folder)
    {
        (string results, string summary) = _files.NewTold(start.Node.Name);
        (string inputs, string outputs) = _files.HandOut(start.Number, start.Inputs, start.Outputs, shown);
        var variables = new List<KeyValuePair<string, string>>(12 + start.Node.EnvironmentVariables.Length)
        {
            new("TASKGRAPH_NODE", start.Node.Name),
            new("TASKGRAPH_ATTEMPT", start.Attempt.ToString()),
            new(RunMark.Variable, _mark.ValueWith(_mark.Of(start.Number, start.Attempt))),
            new("TASKGRAPH_CPUS", start.Threads.ToString()),
            new("TASKGRAPH_PARAMETERS", Json.Object(NodeValues.Parameters(start, _settings, shown), start.Node.TypedParameters)),
            new("TASKGRAPH_INPUTS", inputs),
            new("TASKGRAPH_OUTPUTS", outputs),
            new("TASKGRAPH_RESULTS", results),
            new("TASKGRAPH_SUMMARY", summary),
        };
        if (!OperatingSystem.IsWindows())
            variables.Add(new("PWD", folder));
        if (start.Node.Item is not null)
            variables.Add(new("TASKGRAPH_ITEM", start.Node.Item.Json));
        if (_server?.Admit(start.Number, start.Node.Name) is { } door)
        {
            variables.Add(new("TASKGRAPH_SOCKET", door.Address));
            variables.Add(new("TASKGRAPH_TOKEN", door.Token));
        }

        // Before what the node itself declares, which may be another one.
        int path = Array.FindLastIndex(start.Node.EnvironmentVariables, pair => pair.Key == "PATH");
        if (MakeFlags?.Invoke(path < 0 ? null : Placeholders.Replace(start.Node.EnvironmentVariables[path].Value, values)) is { } makeFlags)
            variables.Add(new(Jobserver.MakeFlags.Variable, makeFlags));
        foreach ((string name, string value) in start.Node.EnvironmentVariables)
            variables.Add(new(name, Placeholders.Replace(value, values)));
        return variables;
    }

    // What a placeholder gave them is known only now.
    private Problem? TakeSecrets(Node node, List<KeyValuePair<string, string>> variables)
    {
        foreach ((string name, string value) in variables)
        {
            if (!node.SecretEnvironmentVariables.Contains(name, NodeSecrets.Names))
                continue;
            if (SecretValues.IsTooShort(value))
                return NodeSecrets.TooShort(node, name);
            _settings.Secrets.Add(value);
        }

        return null;
    }

    private void Exited(int node, ProcessExit exit)
    {
        _nodes.TryRemove(node, out Node? ended);
        var results = new List<KeyValuePair<string, string>>();
        string? fault = ReadResults(ended!, results);
        _inbox.Post(new RunnerMessage.NodeEnded(node, exit.Code)
        {
            LogFile = _files.TakeLog(node),
            Results = results,
            Problem = fault is null || exit.Code != 0 ? null : new Problem(ProblemKind.ResultsSyntax, ended!, ended!.Name) { Detail = fault },
        });
    }

    private string? ReadResults(Node node, List<KeyValuePair<string, string>> results)
    {
        try
        {
            _files.Mask(node.Name, _settings.Secrets);
            return _files.ReadResults(node.Name, results);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            return e.Message;
        }
    }
}
