using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.MSBuild;

/// <summary>The files of nodes as items for MSBuild.</summary>
internal static class DeclaredOutputs
{
    /// <summary>What is on the disk of all nodes' outputs, as an editor asks for it.</summary>
    public static ITaskItem[] Find(ProjectGraph project)
    {
        var items = new List<ITaskItem>();
        var build = new Build(project, remember: false);
        for (int node = 0; node < project.Graph.Count; node++)
        {
            if (!project.Graph[node].IsGroup)
                Add(project, node, build.Rebuilder.OutputsOf(node), items);
        }

        return [.. items];
    }

    /// <summary>Adds the files that a node left.</summary>
    public static void Add(ProjectGraph project, int node, IEnumerable<RecordedOutput> outputs, List<ITaskItem> items)
    {
        Node declared = project.Graph[node];
        KeyValuePair<string, string>[] handedOn = HandedOn(project, declared);
        foreach (RecordedOutput output in outputs)
        {
            string path = project.Graph.Paths[output.Path];
            if (path.EndsWith('/'))
                continue;
            var item = new TaskItem(MsBuildList.Escape(path));
            item.SetMetadata("Node", MsBuildList.Escape(declared.Name));
            if (declared.OutputItemType is { } type)
                item.SetMetadata("OutputItemType", MsBuildList.Escape(type));
            foreach ((string name, string value) in handedOn)
                item.SetMetadata(name, value);
            items.Add(item);
        }
    }

    private static KeyValuePair<string, string>[] HandedOn(ProjectGraph project, Node node)
    {
        if (project.ItemOf(node) is not { } item)
            return [];
        var metadata = new List<KeyValuePair<string, string>>();
        foreach ((string key, string value) in ItemMetadata.Of(item))
        {
            if (NodeReader.MetadataOf(key) == NodeMetadata.Unknown)
                metadata.Add(new(key, value));
        }

        return [.. metadata];
    }
}
