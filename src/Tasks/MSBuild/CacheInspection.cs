using Microsoft.Build.Framework;
using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>What the tasks have in common that are about the cache and no node.</summary>
internal static class CacheInspection
{
    /// <summary>Looks at the cache's folder, or says that there is none.</summary>
    public static bool Run(GraphTask task, Action<CacheSettings, FolderCache, TaskLog> look)
    {
        var log = new TaskLog(task.BuildEngine, task.ProjectFile);
        var problems = new List<Problem>();
        CacheSettings settings = CacheSettings.Read(task, problems);
        foreach (Problem problem in problems)
            log.Report(problem);
        if (log.HasErrors)
            return false;
        if (settings.Folder is not null)
            look(settings, new FolderCache(settings.Folder, fault => log.Report(new Problem(ProblemKind.CacheFault, null, fault.Store) { Detail = fault.Reason })), log);
        else if (settings.Address is null)
            log.Message(MessageImportance.High, "There is no cache: TaskGraphCache names none.");
        if (settings.Address is { } address)
            log.Message(MessageImportance.High, $"What {address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)} holds is told and deleted by the server.");
        return !log.HasErrors;
    }
}
