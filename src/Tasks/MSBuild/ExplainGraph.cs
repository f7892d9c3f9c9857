using Microsoft.Build.Framework;
using TaskGraph.Execution.Reports;
using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>Prints why each node ran, or did not, in the last build.</summary>
[MSBuildMultiThreadableTask]
public sealed class ExplainGraph : GraphTask
{
    /// <inheritdoc/>
    public override bool Execute() => Inspection.Run(this, (project, log) =>
    {
        if (LastBuild.Read(Path.Combine(project.Settings.StateFolder, "last-build")) is not { } last)
        {
            log.Message(MessageImportance.High, "There has been no build of this project yet.");
            return;
        }

        for (int node = 0; node < project.Graph.Count; node++)
        {
            if (project.Selected is not null && !project.Selected[node])
                continue;
            log.Message(MessageImportance.High, $"{project.Graph[node].Name}: {Told(project, node, last.Of)}");
        }

        // What came while it ran is not declared anywhere, and is not selected by name.
        foreach (string name in project.Selected is null ? last.Names : [])
        {
            if (project.Graph.Find(name) < 0 && last.Of(name) is { } told)
                log.Message(MessageImportance.High, $"{name}: {told.Outcome}: {told.Reason}");
        }
    });

    // A node that has no record and is not named came to the project later.
    private static string Told(ProjectGraph project, int node, Func<string, (string Outcome, string Reason)?> last)
    {
        Node declared = project.Graph[node];
        (string Outcome, string Reason)? told = last(declared.Name);
        bool known = declared.IsGroup || project.Journal.Find(declared.Name).Count > 0;
        return told is { } it && (known || it.Outcome != nameof(Outcome.UpToDate)) ? $"{it.Outcome}: {it.Reason}" : "it did not take part";
    }
}
