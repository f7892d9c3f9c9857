using Microsoft.Build.Framework;
using TaskGraph.Execution.Reports;

namespace TaskGraph.MSBuild;

/// <summary>Prints why each node ran, or did not, in the last build.</summary>
[MSBuildMultiThreadableTask]
public sealed class ExplainGraph : GraphTask
{
    /// <inheritdoc/>
    public override bool Execute() => Inspection.Run(this, (project, log) =>
    {
        Dictionary<string, (string Outcome, string Reason)>? last = LastBuild.Read(Path.Combine(project.Settings.StateFolder, "last-build"));
        if (last is null)
        {
            log.Message(MessageImportance.High, "There has been no build of this project yet.");
            return;
        }

        for (int node = 0; node < project.Graph.Count; node++)
        {
            if (project.Selected is not null && !project.Selected[node])
                continue;
            string name = project.Graph[node].Name;
            log.Message(MessageImportance.High, last.TryGetValue(name, out (string Outcome, string Reason) told)
                ? $"{name}: {told.Outcome}: {told.Reason}"
                : $"{name}: UpToDate: nothing that it is made of had changed");
        }
    });
}
