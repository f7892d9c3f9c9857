using System.Collections;
using Microsoft.Build.Framework;
using TaskGraph.Execution.Declarations;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.MSBuild;

/// <summary>Asks MSBuild for the nodes of workflows that are nodes themselves, and puts them into the graph under their names. Used on the task's own thread alone.</summary>
internal sealed class WorkflowLoader : IWorkflows
{
    private const string Target = "_TaskGraphDescribe";

    // Each evaluation of a project is one more folder of names; a workflow that contains itself would never end.
    private const int MostDepth = 20;

    private readonly GraphTask _task;
    private readonly Settings _settings;
    private readonly IFileSystem _disk;
    private readonly NodeReader _reader;
    private readonly MapExpander _maps;
    private readonly Dictionary<string, ITaskItem> _items;
    private readonly List<Problem> _problems;

    public WorkflowLoader(
        GraphTask task, Settings settings, IFileSystem disk, NodeReader reader, Func<string, IEnumerable<string>> find, Dictionary<string, ITaskItem> items, List<Problem> problems)
    {
        (_task, _settings, _disk, _reader) = (task, settings, disk, reader);
        (_items, _problems) = (items, problems);
        _maps = new MapExpander(reader, find, problems);
    }

    /// <summary>The nodes, and behind each that is a workflow that one's nodes.</summary>
    public List<Node> Expand(List<Node> nodes) => ExpandAll(nodes);

    /// <inheritdoc/>
    public List<Node> Expand(List<Node> nodes, List<Problem> problems)
    {
        int before = _problems.Count;
        List<Node> expanded = ExpandAll(nodes);
        problems.AddRange(_problems.Skip(before));
        _problems.RemoveRange(before, _problems.Count - before);
        return expanded;
    }

    private List<Node> ExpandAll(List<Node> nodes)
    {
        List<Node> workflows = nodes.FindAll(node => node.Workflow is not null);
        if (workflows.Count == 0)
            return nodes;
        if (workflows.Find(node => node.Scope.Depth >= MostDepth) is { } deep)
        {
            _problems.Add(new Problem(ProblemKind.WorkflowRecursion, deep, deep.Workflow!));
            return nodes;
        }

        Dictionary<Node, ITaskItem[]> described = Describe(workflows);
        var expanded = new List<Node>(nodes.Count * 2);
        foreach (Node node in nodes)
        {
            expanded.Add(node);
            if (!described.TryGetValue(node, out ITaskItem[]? items))
                continue;
            List<Node> members = Read(node, items);
            node.Instances = [.. members.Where(member => member.Scope.Prefix == node.Name + "/")];
            expanded.AddRange(members);
        }

        return expanded;
    }

    private List<Node> Read(Node workflow, ITaskItem[] described)
    {
        string file = _settings.Rebuild.AbsoluteOf(workflow.Workflow!);
        string folder = file[..file.LastIndexOf('/')];
        var scope = new NodeScope(workflow.Name + "/", folder, CanonicalPath.Of(folder + "/", _settings.Rebuild.ProjectFolder, false, Comparison, _settings.Rebuild.Anchored)) { Depth = workflow.Scope.Depth + 1 };
        var items = new WorkflowItems
        {
            ProjectFile = file,
            Nodes = OfKind(described, "Node"),
            NodeFiles = OfKind(described, "NodeFile"),
            Interpreters = OfKind(described, "NodeInterpreter"),
            References = OfKind(described, "NodeReference"),
        };
        _settings.Add(scope, items, _problems);
        _reader.Enter(scope);
        List<Node> nodes = _maps.Expand(ProjectNodes.Read(items, _disk, folder, _reader, _items, _problems));
        _reader.Enter(NodeScope.Project);
        foreach (Node node in nodes)
            node.Join(workflow);
        return ExpandAll(nodes);
    }

    private StringComparison Comparison => _settings.Rebuild.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private static ITaskItem[] OfKind(ITaskItem[] items, string kind) => Array.FindAll(items, item => item.GetMetadata("TaskGraphKind") == kind);

    // What each that can be had is made of; what is wrong with the others is told, all of it. All at once, so that MSBuild may evaluate them in parallel.
    private Dictionary<Node, ITaskItem[]> Describe(List<Node> workflows)
    {
        var described = new Dictionary<Node, ITaskItem[]>();
        List<Node> there = workflows.FindAll(node => File.Exists(FileOf(node)));
        foreach (Node missing in workflows.Except(there))
            _problems.Add(new Problem(ProblemKind.InputMissing, missing, missing.Workflow!) { Member = "Workflow" });
        if (there.Count == 0)
            return described;
        string[] targets = [Target];
        IDictionary[] properties = [.. there.Select(Properties)];
        var removed = new IList<string>[there.Count];
        Array.Fill(removed, ["Nodes", "ExcludeNodes"]);
        BuildEngineResult result = ((IBuildEngine3)_task.BuildEngine).BuildProjectFilesInParallel([.. there.Select(FileOf)], targets, properties, removed, new string[there.Count], returnTargetOutputs: true);
        for (int i = 0; i < there.Count; i++)
        {
            if (result.TargetOutputsPerProject[i].TryGetValue(Target, out ITaskItem[]? items) && items.Length > 0)
                described.Add(there[i], items);
            else
                _problems.Add(new Problem(ProblemKind.WorkflowUnreadable, there[i], there[i].Workflow!));
        }

        return described;
    }

    private string FileOf(Node workflow) => _settings.Rebuild.AbsoluteOf(workflow.Workflow!).Replace('/', Path.DirectorySeparatorChar);

    private Hashtable Properties(Node workflow)
    {
        var properties = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string value) in NodeReader.StaticParameters(workflow, _settings.Rebuild.ProjectFolder))
            properties[name] = MsBuildList.Escape(value);
        return properties;
    }
}
