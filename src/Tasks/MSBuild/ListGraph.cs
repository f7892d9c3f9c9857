using Microsoft.Build.Framework;
using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>Prints the nodes of a project.</summary>
[MSBuildMultiThreadableTask]
public sealed class ListGraph : GraphTask
{
    /// <inheritdoc/>
    public override bool Execute() => Inspection.Run(this, (project, log) =>
    {
        for (int number = 0; number < project.Graph.Count; number++)
        {
            if (project.Selected is not null && !project.Selected[number])
                continue;
            Node node = project.Graph[number];
            string tags = node.Tags.Length == 0 ? "" : $" [{string.Join(", ", node.Tags)}]";
            string description = node.Description is null ? "" : " – " + node.Description;
            log.Message(MessageImportance.High, node.Name + tags + description);
        }
    });
}
