using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>What the tasks have in common that look and change nothing.</summary>
internal static class Inspection
{
    /// <summary>Loads the project, reports what is wrong with it, and looks at it if nothing is.</summary>
    public static bool Run(GraphTask task, Action<ProjectGraph, TaskLog> look)
    {
        var log = new TaskLog(task.BuildEngine, task.ProjectFile);
        try
        {
            ProjectGraph project = ProjectGraph.Load(task);
            log.Secrets = project.Settings.Rebuild.Secrets;
            foreach (Problem problem in project.Problems)
                log.Report(problem);
            if (project.IsUsable)
                look(project, log);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Report(new Problem(ProblemKind.StateFolder, null, task.StateDirectory) { Detail = e.Message });
        }

        return !log.HasErrors;
    }
}
