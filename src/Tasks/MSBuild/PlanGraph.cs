using Microsoft.Build.Framework;
using TaskGraph.Execution.Reports;
using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>Prints what a build would run, in which order, and why.</summary>
[MSBuildMultiThreadableTask]
public sealed class PlanGraph : GraphTask
{
    /// <inheritdoc/>
    public override bool Execute() => Inspection.Run(this, (project, log) =>
    {
        var problems = new List<Problem>();
        List<(int Node, StaleReason Reason)> would = DryRun.Of(project, problems);
        foreach (Problem problem in problems)
            log.Report(problem);
        int place = 0;
        foreach ((int node, StaleReason reason) in would)
            log.Message(MessageImportance.High, $"{++place}. {project.Graph[node].Name}: {ReasonText.Of(reason, details: true)}");
        int taking = project.Selected is null ? project.Graph.Count : project.Selected.Count(selected => selected);
        log.Message(MessageImportance.High, would.Count == 0 && problems.Count == 0
            ? $"Nothing would run: {taking} up to date."
            : $"{would.Count} would run{(problems.Count == 0 ? $", {taking - would.Count} up to date" : "")}. A node behind another one may turn out to be up to date when that one leaves what it left before.");
    });
}
