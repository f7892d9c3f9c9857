using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using TaskGraph.Execution;
using TaskGraph.Execution.Executors;
using TaskGraph.Execution.Executors.Jobserver;
using TaskGraph.Execution.Executors.Processes;
using TaskGraph.Execution.Growth;
using TaskGraph.Execution.Reports;
using TaskGraph.Execution.Secrets;
using TaskGraph.Execution.Storage;
using TaskGraph.Execution.UpToDate;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.MSBuild;

/// <summary>Brings the nodes of a project up to date.</summary>
#pragma warning disable CA1001 // MSBuild disposes of no task; the token source has no timer, so that nothing is left behind.
[MSBuildMultiThreadableTask]
public sealed class RunGraph : GraphTask, ICancelableTask, IIncrementalTask
{
#pragma warning restore CA1001
    private const string Summary = "summary.md";

    private readonly Inbox _inbox = new();
    private readonly CancellationTokenSource _cancelled = new();

    /// <summary>True in a design-time build: nothing is run, and the outputs that are there are returned.</summary>
    public bool DesignTime { get; set; }

    /// <summary>What became of each node.</summary>
    [Output]
    public ITaskItem[] Results { get; set; } = [];

    /// <summary>The files that nodes left, with the metadata Node and OutputItemType.</summary>
    [Output]
    public ITaskItem[] NodeOutputs { get; set; } = [];

    /// <summary>Files of nodes that were deleted and not made again: lists that MSBuild made before still have them.</summary>
    [Output]
    public ITaskItem[] Removed { get; set; } = [];

    /// <inheritdoc/>
    public bool FailIfNotIncremental { get; set; }

    /// <inheritdoc/>
    public void Cancel()
    {
        _cancelled.Cancel();
        _inbox.Post(new RunnerMessage.CancelAsked());
    }

    /// <inheritdoc/>
    public override bool Execute()
    {
        var log = new TaskLog(BuildEngine, ProjectFile);
        try
        {
            if (DesignTime)
                return ReturnWhatIsThere();
            if (Ancestors.Hold(StateDirectory))
            {
                log.Report(new Problem(ProblemKind.BuildsItself, null, Ancestors.Node));
                return false;
            }

            using var signals = new StopSignals(_inbox, _cancelled);
            using StateLock held = StateLock.Take(StateDirectory, owner => Wait(owner, signals, log), _cancelled.Token);
            return Run(signals, log) && !log.HasErrors;
        }
        catch (OperationCanceledException)
        {
            log.Report(new Problem(ProblemKind.Cancelled, null, ""));
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Report(new Problem(ProblemKind.StateFolder, null, StateDirectory) { Detail = e.Message });
            return false;
        }
    }

    private bool ReturnWhatIsThere()
    {
        ProjectGraph project = ProjectGraph.Load(this);
        if (project.IsUsable)
            NodeOutputs = DeclaredOutputs.Find(project);
        return true;
    }

    private static void Wait(string owner, StopSignals signals, TaskLog log)
    {
        signals.Listen();
        log.Message(MessageImportance.High, $"Waiting for another build of this project: {owner}");
    }

    private bool Run(StopSignals signals, TaskLog log)
    {
        var seal = new SealedBuild(this);
        if (!FailIfNotIncremental && AnswerSealed(seal, log))
            return true;
        ProjectGraph project = ProjectGraph.Load(this);
        SecretValues secrets = project.Settings.Rebuild.Secrets;
        log.Secrets = secrets;
        foreach (Problem problem in project.Problems)
            log.Report(problem);
        if (!project.IsUsable)
            return false;
        if (FailIfNotIncremental)
        {
            // What reads the outputs is asked the same question.
            NodeOutputs = DeclaredOutputs.Find(project);
            return AnswerQuestion(project, log);
        }

        using JobSlots? slots = OpenSlots(project.Settings, log);
        var build = new Build(project, shared: slots);
        var counts = new RunCounts();
        var last = new LastBuild(project.Graph, project.Selected is not null, secrets.Masked);
        var results = new RunResults(project, build);
        var summary = new BuildSummary(project.Graph, build.Files);
        var outputs = new NodeOutputLog(log, build.Files, new NodeDiagnostics(log, project.Settings, DiagnosticPatterns));
        var words = new BuildLog(log, project.Graph, project.Settings, outputs, counts, Path.GetFileNameWithoutExtension(ProjectFile));
        var mark = new RunMark(project.Settings.Rebuild.Environment.GetValueOrDefault(RunMark.Variable, ""));
        SocketServer? listening = null;
        using var starter = new LazyStarter(mark, () => listening?.File, () => slots?.Left ?? default);
        using var server = new SocketServer(_inbox, project.Settings.Limits.Threads, starter.TokenOf);
        listening = server;
        using var executor = new ProcessExecutor(project.Settings.Rebuild, build.Files, _inbox, starter, project.Settings.LogMode == OutputMode.Prefixed, mark, server)
        {
            MakeFlags = slots is null ? null : slots.MakeFlagsFor,
        };
        using BuildCache? cache = BuildCache.Of(project, build.Files, _inbox, ProjectFile);
        build.Run(executor, _inbox, cache?.Nodes, e =>
        {
            if (e is GraphEvent.Started or GraphEvent.Fetching)
            {
                signals.Listen();
                project.Disk.StopNoting();
            }

            seal.On(e);
            counts.On(e);
            last.On(e);
            results.On(e);
            summary.On(e);
            words.On(e);
        });
        bool cancelled = _cancelled.IsCancellationRequested || signals.Received;
        if (cancelled)
            executor.EndLeftovers(TimeSpan.FromMilliseconds(Build.Grace));
        // While the helper is there that would remove its folder if the build were killed just now.
        server.Dispose();
        slots?.Dispose();
        CancellationToken hurry = cancelled ? new CancellationToken(canceled: true) : _cancelled.Token;
        foreach (GraphEvent.CacheMissed missed in cache?.Misses(hurry) ?? [])
        {
            last.On(missed);
            words.On(missed);
        }

        Results = results.Items();
        NodeOutputs = results.Outputs();
        Removed = [.. build.Rebuilder.Removed.Select(path => new TaskItem(MsBuildList.Escape(path)))];
        Write(project, last, summary, log);
        cache?.Close(log, hurry);
        if (Removed.Length == 0 && !log.HasErrors)
            seal.Keep(project, build, counts, Results, NodeOutputs);
        if (cancelled || _cancelled.IsCancellationRequested || signals.Received)
            log.Report(new Problem(ProblemKind.Cancelled, null, ""));
        return counts[Outcome.Failed] == 0 || !log.HasErrors;
    }

    private bool AnswerSealed(SealedBuild seal, TaskLog log)
    {
        long begin = Environment.TickCount64;
        if (seal.Answer() is not { } answer)
            return false;
        log.Message(MessageImportance.High, $"Concurrency: {answer.Threads} threads");
        var counts = new RunCounts();
        bool each = log.IsHeard(MessageImportance.Low);
        for (int node = 0; node < answer.Results.Length; node++)
        {
            counts.On(new GraphEvent.UpToDate(node));
            if (each)
                log.Message(MessageImportance.Low, $"[{answer.Results[node].ItemSpec}] is up to date");
        }

        counts.On(new GraphEvent.RunEnded((int)(Environment.TickCount64 - begin), 0));
        log.Message(MessageImportance.High, $"{Path.GetFileNameWithoutExtension(ProjectFile)} -> {counts.Sentence()}");
        if (log.IsHeard(MessageImportance.Normal) && Path.Combine(StateDirectory, Summary) is var summary && File.Exists(summary))
            TellOf(summary, log);
        (Results, NodeOutputs) = (answer.Results, answer.Outputs);
        return true;
    }

    private static void TellOf(string summary, TaskLog log) => log.Message(MessageImportance.Normal, $"What the nodes say of this build: {summary}");

    private JobSlots? OpenSlots(Settings settings, TaskLog log)
    {
        if (settings.MakeFlags is not { } flags)
            return null;
        if (flags.HasOther)
            log.Message(MessageImportance.Low, "The jobserver in MAKEFLAGS is not of the form fifo:PATH: it cannot be relied on, and is not used.");
        var options = new JobSlotsOptions(settings.Limits.Threads)
        {
            Found = flags.Fifo,
            MakeFlags = settings.Rebuild.Environment.GetValueOrDefault(MakeFlags.Variable, ""),
            SearchPath = settings.Rebuild.Environment.GetValueOrDefault("PATH", ""),
            Gone = (path, reason) => log.Report(new Problem(ProblemKind.JobserverGone, null, path) { Detail = reason }),
        };
        return new JobSlots(options, _inbox);
    }

    // What the nodes have done stands, whether it can be told later or not.
    private static void Write(ProjectGraph project, LastBuild last, BuildSummary summary, TaskLog log)
    {
        string folder = project.Settings.StateFolder;
        try
        {
            project.Journal.Dispose();
            PrivateFiles.CreateFolder(folder);
            last.Write(Path.Combine(folder, "last-build"));
            string file = Path.Combine(folder, Summary);
            if (summary.Write(file, project.Settings.Rebuild.Secrets.Masked))
                TellOf(file, log);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Report(new Problem(ProblemKind.StateFolder, null, folder) { Detail = e.Message }, asWarning: true);
        }
    }

    private static bool AnswerQuestion(ProjectGraph project, TaskLog log)
    {
        var problems = new List<Problem>();
        List<(int Node, StaleReason Reason)> would = DryRun.Of(project, problems);
        foreach (Problem problem in problems)
            log.Report(problem);
        foreach ((int node, StaleReason reason) in would)
            log.Report(new Problem(ProblemKind.NotUpToDate, project.Graph[node], "") { Detail = ReasonText.Of(reason, details: true) });
        return !log.HasErrors;
    }
}
