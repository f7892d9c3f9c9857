using System.Diagnostics.CodeAnalysis;
using TaskGraph.Execution.Caching;
using TaskGraph.Execution.Declarations;
using TaskGraph.Execution.Executors;
using TaskGraph.Execution.Storage;
using TaskGraph.Execution.UpToDate;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Incremental;

/// <summary>The build died at this moment.</summary>
internal sealed class PowerCutException : Exception;

/// <summary>A build of a project on a fake disk, with the real engine and a real journal; what its nodes do is told to it.</summary>
internal sealed class BuildOnFakeDisk : IExecutor, IInbox, IClock
{
    private readonly Queue<RunnerMessage> _posted = new();
    private int _writes;

    public required MemoryFileSystem Disk { get; init; }

    /// <summary>Where the journal is, on the real disk.</summary>
    public required string JournalFile { get; init; }

    /// <summary>What the journal lies in; the real disk, if null.</summary>
    public IStateFiles? StateFiles { get; init; }

    /// <summary>Which run of the machine it is.</summary>
    public string Boot { get; init; } = "boot";

    /// <summary>Makes the project's nodes.</summary>
    public required Func<List<Problem>, IReadOnlyList<Node>> Declare { get; init; }

    /// <summary>Does what a node does, and posts how it ended.</summary>
    public required Action<NodeStart> Starts { get; init; }

    public OnFailure OnFailure { get; init; } = OnFailure.Continue;

    /// <summary>The nodes that are selected; all, if null.</summary>
    public HashSet<string>? Selected { get; init; }

    /// <summary>Where results are shared; null if they are not.</summary>
    public INodeCache? Cache { get; set; }

    /// <summary>Whether nodes may add nodes.</summary>
    public bool Grows { get; init; }

    /// <summary>Knows the nodes of workflows that are nodes themselves; null if none is one.</summary>
    public IWorkflows? Workflows { get; init; }

    /// <summary>The build dies at this write of a node; 0 for never.</summary>
    public int DieAt { get; init; }

    /// <summary>Called with all that happens.</summary>
    public Action<Graph, GraphEvent>? Told { get; init; }

    /// <summary>Called after each thing that happens: an event of the runner, a message taken, what a node does.</summary>
    public Action? Happened { get; set; }

    /// <summary>How nodes ended, by name.</summary>
    public Dictionary<string, Outcome> Outcomes { get; } = [];

    public long Milliseconds => 0;

    public void Run(int threads)
    {
        var problems = new List<Problem>();
        var paths = new PathTable(StringComparer.Ordinal);
        var limits = new Limits(threads, []);
        // One that dies closes nothing.
        Journal journal = Journal.Open(JournalFile, paths, Boot, StateFiles);
        var options = new GraphOptions { Limits = limits, Discovered = name => journal.Latest(name)?.Discovered };
        Graph graph = GraphBuilder.Build(Declare(problems), paths, options, problems, out GraphGrowth growth);
        Assert.IsEmpty(problems.Where(problem => !problem.IsWarning));
        bool[]? selected = Selected is null ? null : [.. Enumerable.Range(0, graph.Count).Select(node => Selected.Contains(graph[node].Name))];
        var plan = new Plan(graph, new PlanOptions { Limits = limits, OnFailure = OnFailure, Selected = selected, Fetches = Cache is not null });
        var settings = new RebuildSettings
        {
            ProjectFolder = "/project",
            StateFolder = "obj/",
            Environment = new Dictionary<string, string>(),
            Interpreters = new Dictionary<string, string>(),
            References = new Dictionary<string, ReferenceProgram>(),
        };
        NodeDeclarations? declarations = Grows ? new NodeDeclarations("/project", false, 0, _ => [], problem => (problem.Kind.ToString(), $"{problem.Kind} {problem.Value} {problem.Detail}"), Workflows) : null;
        var rebuilder = new Rebuilder(graph, plan, journal, new FileTable(Disk, paths, journal), Disk, settings, declarations);
        rebuilder.Begin();
        var run = new RunOptions(threads, OnFailure) { Growth = Grows ? growth : null, Parser = declarations, Cache = Cache };
        new GraphRunner(graph, plan, rebuilder, this, this, this, run, e => On(graph, e)).Run();
        journal.Dispose();
    }

    /// <summary>A node writes a file, or half of it, if the build dies then.</summary>
    public void Write(string path, string text)
    {
        if (++_writes == DieAt)
        {
            Disk.Write(path, "half");
            throw new PowerCutException();
        }

        Disk.Write(path, text);
    }

    public void Start(NodeStart start) => Starts(start);

    public void Cancel(int node, bool force)
    {
    }

    public void Post(RunnerMessage message) => _posted.Enqueue(message);

    public bool TryTake([NotNullWhen(true)] out RunnerMessage? message)
    {
        if (!_posted.TryDequeue(out message))
            return false;
        Happened?.Invoke();
        return true;
    }

    public bool TryWait(int timeout, [NotNullWhen(true)] out RunnerMessage? message)
    {
        Assert.IsTrue(TryTake(out message), "The runner waits for nothing.");
        return true;
    }

    private void On(Graph graph, GraphEvent e)
    {
        switch (e)
        {
            case GraphEvent.UpToDate current:
                Outcomes[graph[current.Node].Name] = Outcome.UpToDate;
                break;
            case GraphEvent.Skipped skipped:
                Outcomes[graph[skipped.Node].Name] = Outcome.Skipped;
                break;
            case GraphEvent.Ended ended:
                Outcomes[graph[ended.Node].Name] = ended.Outcome;
                break;
        }

        Told?.Invoke(graph, e);
        Happened?.Invoke();
    }
}
