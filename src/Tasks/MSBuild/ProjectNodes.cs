using Microsoft.Build.Framework;
using TaskGraph.Execution.Declarations;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.MSBuild;

/// <summary>The nodes that a project declares, as items and in node files.</summary>
internal static class ProjectNodes
{
    // What a workflow that is a node says of its items, since MSBuild does not.
    private const string DefiningFile = "TaskGraphFile", Kind = "TaskGraphKind";

    private const int MostBytes = 1 << 30;

    /// <summary>Reads them, in order.</summary>
    /// <param name="task">The project's items.</param>
    /// <param name="disk">The disk.</param>
    /// <param name="folder">Absolute path of the project's folder.</param>
    /// <param name="reader">Makes the nodes.</param>
    /// <param name="items">Takes the items of nodes whose outputs go to item types.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static List<Node> Read(GraphTask task, IFileSystem disk, string folder, NodeReader reader, Dictionary<string, ITaskItem> items, List<Problem> problems)
    {
        var nodes = new List<Node>(task.Nodes?.Length ?? 0);
        foreach (ITaskItem item in task.Nodes ?? [])
        {
            var escaped = (ITaskItem2)item;
            string file = escaped.GetMetadataValueEscaped(DefiningFile);
            if (file.Length == 0)
                file = escaped.GetMetadataValueEscaped("DefiningProjectFullPath");
            var source = new NodeSource(file.Length > 0 ? MsBuildList.Unescape(file) : task.ProjectFile, 0);
            if (!reader.Begin(MsBuildList.Unescape(escaped.EvaluatedIncludeEscaped), source, backslashSeparates: true))
                continue;
            foreach ((string key, string value) in ItemMetadata.Of(escaped))
            {
                if (key is not (DefiningFile or Kind))
                    reader.Set(key, MetadataValue.Escaped(value));
            }

            Node node = reader.End();
            nodes.Add(node);
            if (node.OutputItemType is not null || node.Map is not null)
                items[node.Name] = item;
        }

        var files = new HashSet<string>(OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        foreach (ITaskItem file in task.NodeFiles ?? [])
        {
            string path = Path.GetFullPath(file.ItemSpec, folder);
            ItemSource source = ItemMetadata.SourceOf(file, "NodeFile", task);
            if (files.Add(path))
                ReadFile(disk, file.ItemSpec, path, source, reader, nodes, problems);
            else
                problems.Add(new Problem(ProblemKind.InvalidProperty, null, file.ItemSpec) { Member = "NodeFile", Detail = "each file once; this one is listed twice", Item = source });
        }

        return nodes;
    }

    private static void ReadFile(IFileSystem disk, string name, string path, ItemSource source, NodeReader reader, List<Node> nodes, List<Problem> problems)
    {
        try
        {
            NodeFileReader.Read(path, disk.ReadBytes(path.Replace('\\', '/'), MostBytes), reader, nodes, problems);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new Problem(ProblemKind.FileUnreadable, null, name) { Member = "NodeFile", Detail = e.Message, Item = source });
        }
    }
}
