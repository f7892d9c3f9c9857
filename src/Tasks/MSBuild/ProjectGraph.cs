using Microsoft.Build.Framework;
using TaskGraph.Execution.Declarations;
using TaskGraph.Execution.Sealing;
using TaskGraph.Execution.Storage;
using TaskGraph.Execution.UpToDate;
using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>A project's nodes as a graph, with what is remembered of them: what all tasks begin with.</summary>
internal sealed class ProjectGraph
{
    private readonly Dictionary<string, ITaskItem> _items;

    private ProjectGraph(
        Settings settings, Graph graph, Journal journal, bool[]? selected, IReadOnlyList<Problem> problems, Dictionary<string, ITaskItem> items)
    {
        _items = items;
        Settings = settings;
        Graph = graph;
        Journal = journal;
        Selected = selected;
        Problems = problems;
    }

    public Settings Settings { get; }

    public Graph Graph { get; }

    public Journal Journal { get; }

    /// <summary>Which nodes take part; null means all.</summary>
    public bool[]? Selected { get; }

    public IReadOnlyList<Problem> Problems { get; }

    /// <summary>True if nothing but warnings is wrong.</summary>
    public bool IsUsable => Problems.All(problem => problem.IsWarning);

    /// <summary>The item that declares a node whose outputs go to an item type: what else it says (Link, CopyToOutputDirectory…) is meant for them. Null for others.</summary>
    public ITaskItem2? ItemOf(Node node) => _items.GetValueOrDefault((node.Origin ?? node).Name) as ITaskItem2;

    /// <summary>What lets the graph grow while it is built.</summary>
    public required GraphGrowth Growth { get; init; }

    /// <summary>Reads workflows that are nodes.</summary>
    public required WorkflowLoader Workflows { get; init; }

    /// <summary>What only the whole project can tell of a node, of one that comes later as well.</summary>
    public required NodeCheck Check { get; init; }

    /// <summary>The disk, with a note of what it was asked.</summary>
    public required ObservedDisk Disk { get; init; }

    /// <summary>Finds the files that globs mean.</summary>
    public required FileSearch Files { get; init; }

    public static ProjectGraph Load(GraphTask task)
    {
        var problems = new List<Problem>();
        Settings settings = Settings.Read(task, problems);
        StringComparer comparer = settings.Rebuild.IgnoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        var paths = new PathTable(comparer);
        var disk = new ObservedDisk(settings.Rebuild.OpenDisk());
        var opening = new Beside<Journal>(() => Journal.Open(Path.Combine(settings.StateFolder, "journal"), paths));
        var items = new Dictionary<string, ITaskItem>();
        int known = problems.Count;
        var reader = new NodeReader(settings.Rebuild.ProjectFolder, settings.Rebuild.IgnoreCase, problems, settings.Rebuild.Anchored);
        List<Node> read = ProjectNodes.Read(task, disk, settings.Rebuild.ProjectFolder, reader, items, problems);
        Journal journal = opening.Result();
        if (journal.Notice is { } notice)
            problems.Insert(known, new Problem(ProblemKind.JournalDamaged, null, Path.Combine(settings.StateFolder, "journal")) { Detail = notice });
        var files = new FileSearch(disk, paths, journal, settings.Rebuild);
        var workflows = new WorkflowLoader(task, settings, disk, reader, files.Find, items, problems);
        List<Node> nodes = workflows.Expand(new MapExpander(reader, files.Find, problems).Expand(read));
        NodeDiagnostics.Check(task, problems);
        var check = new NodeCheck(settings.Rebuild, [.. NodeDiagnostics.Formats, .. (task.DiagnosticPatterns ?? []).Select(item => item.ItemSpec)]);
        // The secrets of all first: none of them may stand in any node.
        foreach (Node node in nodes)
            check.TakeSecrets(node);
        var checking = new Beside<List<Problem>>(() => check.Report(nodes));

        var options = new GraphOptions
        {
            Limits = settings.Limits,
            IgnoreCase = settings.Rebuild.IgnoreCase,
            ProjectFolder = settings.Rebuild.ProjectFolder,
            InferDependencies = settings.InferDependencies,
            MaxNodes = settings.MaxNodes,
            Discovered = nodes.Exists(node => node.DepFile is not null) ? name => journal.Latest(name)?.Discovered : null,
        };
        var ofGraph = new List<Problem>();
        Graph graph = GraphBuilder.Build(nodes, paths, options, ofGraph, out GraphGrowth growth);
        problems.AddRange(checking.Result());
        problems.AddRange(ofGraph);
        bool sound = problems.TrueForAll(problem => problem.IsWarning);
        bool[]? selected = sound ? NodeSelection.Evaluate(graph, task.Select, task.Exclude, problems) : null;
        return new ProjectGraph(settings, graph, journal, selected, problems, items) { Growth = growth, Disk = disk, Files = files, Workflows = workflows, Check = check };
    }
}
