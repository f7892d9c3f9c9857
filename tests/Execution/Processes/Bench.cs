using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using TaskGraph.Execution.Executors.Processes;

namespace TaskGraph.Execution.Tests.Processes;

/// <summary>A starter with a folder of its own and the ends it told.</summary>
internal sealed class Bench : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<ProcessExit>> _exits = new();
    private readonly IProcessStarter _starter;
    private readonly RunMark? _mark;
    private int _lastToken;

    public Bench(Way way, RunMark? mark = null)
    {
        _mark = mark;
        _starter = mark is null ? EveryWayAttribute.Create(way) : new SpawnStarter(mark: mark.Build);
        Folder = Directory.CreateTempSubdirectory("taskgraph-test-").FullName;

        // The system's real name for it: on macOS the temporary folder lies behind a link.
        Folder = Path.GetFullPath(new DirectoryInfo(Folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Folder);
    }

    public string Folder { get; }

    public Dictionary<string, string> Variables { get; } = new() { ["PATH"] = "/usr/local/bin:/usr/bin:/bin" };

    public List<KeyValuePair<string, string>> OwnVariables { get; } = [];

    public string? WorkingDirectory { get; set; }

    public Func<IOutputFilter>? Filter { get; init; }

    /// <summary>Times that an end was told for a child that had been told as ended.</summary>
    public int ToldTwice { get; private set; }

    public static string DotnetHost { get; } = Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    public static string TestProgram { get; } = FindTestProgram();

    public string PathOf(string name) => Path.Combine(Folder, name);

    public string OutputFile(int token) => PathOf($"{token}.log");

    public string Output(int token) => File.ReadAllText(OutputFile(token));

    public int Start(string program, params string[] arguments)
    {
        int token = ++_lastToken;
        _exits[token] = new TaskCompletionSource<ProcessExit>();
        string mark = _mark?.Of(token, 1) ?? "";
        _starter.Start(
            new ProcessStart
            {
                FileName = program,
                Arguments = arguments,
                WorkingDirectory = WorkingDirectory ?? Folder,
                BaseEnvironment = new ProcessEnvironment(Variables),
                Environment = _mark is null ? OwnVariables : [.. OwnVariables, new(RunMark.Variable, _mark.ValueWith(mark))],
                Mark = mark,
                OutputFile = OutputFile(token),
                Filter = Filter,
            },
            token,
            (ended, exit) =>
            {
                if (!_exits[ended].TrySetResult(exit))
                    ToldTwice++;
            });
        return token;
    }

    public int StartShell(string script) => Start("sh", "-c", script);

    public int StartTestProgram(params string[] arguments) => Start(DotnetHost, [TestProgram, .. arguments]);

    /// <summary>A process of its own that starts a script through a starter; both of its streams are ours.</summary>
    public Process StartHost(string script)
    {
        var info = new ProcessStartInfo(DotnetHost) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])[TestProgram, "starter-host", Folder, script])
            info.ArgumentList.Add(argument);
        return Process.Start(info)!;
    }

    public bool HasEnded(int token) => _exits[token].Task.IsCompleted;

    public ProcessExit Await(int token)
    {
        Assert.IsTrue(_exits[token].Task.Wait(Deadline), "The end was not told.");
        return _exits[token].Task.Result;
    }

    public (int Code, string Output) Shell(string script)
    {
        int token = StartShell(script);
        return (Await(token).Code, Output(token));
    }

    public (int Code, string Output) RunTestProgram(params string[] arguments)
    {
        int token = StartTestProgram(arguments);
        return (Await(token).Code, Output(token));
    }

    public void Stop(int token, bool force) => _starter.Stop(token, force);

    public void EndLeftovers(TimeSpan grace) => _starter.EndLeftovers(grace);

    public void DisposeStarter() => _starter.Dispose();

    public string Script(string name, string text, bool mayRun = true)
    {
        string file = PathOf(name);
        File.WriteAllText(file, text);
        if (mayRun && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }

    public void Dispose()
    {
        _starter.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    // Both lie at tests/<project>/bin/<configuration>/<framework>/.
    private static string FindTestProgram()
    {
        var framework = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        DirectoryInfo configuration = framework.Parent!;
        string tests = configuration.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(tests, "TestProgram", "bin", configuration.Name, framework.Name, "TestProgram.dll");
    }
}
