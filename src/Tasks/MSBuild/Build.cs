using TaskGraph.Execution;
using TaskGraph.Execution.Caching;
using TaskGraph.Execution.Declarations;
using TaskGraph.Execution.Executors;
using TaskGraph.Execution.Executors.Jobserver;
using TaskGraph.Execution.Storage;
using TaskGraph.Execution.UpToDate;
using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>The engine's parts, put together for one project.</summary>
internal sealed class Build
{
    private const int MostStatThreads = 4;

    // To a worker node of MSBuild it looks the same whether the build is cancelled or the process that leads it was killed, after which no node may go on for a second.
    private const int GraceOfWorker = 700;

    private readonly ProjectGraph _project;
    private readonly Plan _plan;
    private readonly Rebuilder _rebuilder;
    private readonly NodeDeclarations _declarations;

    /// <param name="project">The project.</param>
    /// <param name="remember">False to change nothing of what is remembered.</param>
    /// <param name="shared">Where thread slots come from, if others take of them; null if they are the project's alone.</param>
    public Build(ProjectGraph project, bool remember = true, JobSlots? shared = null)
    {
        _project = project;
        Graph graph = project.Graph;
        Settings settings = project.Settings;
        Contents = new FileTable(project.Disk, graph.Paths, project.Journal, remember);
        Files = new NodeFiles(settings.StateFolder);
        _plan = new Plan(graph, new PlanOptions
        {
            Limits = settings.Limits,
            OnFailure = settings.OnFailure,
            Selected = project.Selected,
            Duration = node => project.Journal.Latest(graph[node].Name)?.Duration ?? -1,
            Shared = shared,
            Fetches = settings.Cache.IsOn,
        });
        _declarations = new NodeDeclarations(
            settings.Rebuild.ProjectFolder, settings.Rebuild.IgnoreCase, settings.Rebuild.Anchored, project.Files.Find, problem => Errors.Describe(problem, new SourceLines()), shared is null ? project.Workflows : new WorkflowsOfSharer(project.Workflows, shared), project.Check.Report, settings.Rebuild.Secrets)
        {
            MaxNodes = settings.MaxNodes,
        };
        _rebuilder = new Rebuilder(graph, _plan, project.Journal, Contents, project.Disk, settings.Rebuild, _declarations);
    }

    /// <summary>How long nodes that are asked to end may take, milliseconds.</summary>
    public static int Grace => LeadingProcess.IsWorker ? GraceOfWorker : RunOptions.DefaultGrace;

    /// <summary>On how many threads files are examined at most.</summary>
    public static int StatThreads => Math.Min(Environment.ProcessorCount, MostStatThreads);

    public FileTable Contents { get; }

    public NodeFiles Files { get; }

    public Rebuilder Rebuilder => _rebuilder;

    public void Run(IExecutor executor, IInbox inbox, INodeCache? cache, Action<GraphEvent> raise) => Run(_rebuilder, executor, inbox, cache, raise);

    public void Run(IRebuilder rebuilder, IExecutor executor, IInbox inbox, INodeCache? cache, Action<GraphEvent> raise)
    {
        Prefetch();
        _rebuilder.Begin();
        var options = new RunOptions(_project.Settings.Limits.Threads, _project.Settings.OnFailure) { Growth = _project.Growth, Parser = _declarations, Grace = Grace, Cache = cache };
        new GraphRunner(_project.Graph, _plan, rebuilder, executor, inbox, new MonotonicClock(), options, raise).Run();
    }

    private void Prefetch()
    {
        int[] all = new int[_project.Graph.Paths.Count];
        for (int path = 0; path < all.Length; path++)
            all[path] = path;
        Contents.Prefetch(all, StatThreads);
    }
}
