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
        Func<string, (string Outcome, string Reason)?>? last = LastBuild.Read(Path.Combine(project.Settings.StateFolder, "last-build"));
        if (last is null)
        {
            log.Message(MessageImportance.High, "There has been no build of this project yet.");
            return;
        }

        for (int node = 0; node < project.Graph.Count; node++)
        {
            if (project.Selected is not null && !project.Selected[node])
                continue;
            log.Message(MessageImportance.High, $"{project.Graph[node].Name}: {Told(project, node, last)}");
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
