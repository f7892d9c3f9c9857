using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using TaskGraph.Execution.Caching;
using TaskGraph.Execution.Sealing;
using TaskGraph.Execution.Storage;
using TaskGraph.Execution.UpToDate;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.MSBuild;

/// <summary>Deletes what nodes made, as their records say, and then the records.</summary>
[MSBuildMultiThreadableTask]
#pragma warning disable CA1001 // MSBuild disposes of no task; the token source has no timer, so that nothing is left behind.
public sealed class CleanGraph : GraphTask, ICancelableTask
{
#pragma warning restore CA1001
    private readonly CancellationTokenSource _cancelled = new();

    /// <summary>The files that were deleted: lists that MSBuild made before still have them, where a build follows in the same go.</summary>
    [Output]
    public ITaskItem[] Removed { get; set; } = [];

    /// <inheritdoc/>
    public void Cancel() => _cancelled.Cancel();

    /// <inheritdoc/>
    public override bool Execute()
    {
        var log = new TaskLog(BuildEngine, ProjectFile);
        if (!Directory.Exists(StateDirectory))
            return true;
        try
        {
            using StateLock held = StateLock.Take(StateDirectory, owner => log.Message(MessageImportance.High, $"Waiting for another build of this project: {owner}"), _cancelled.Token);
            Clean(log);
        }
        catch (OperationCanceledException)
        {
            log.Report(new Problem(ProblemKind.Cancelled, null, ""));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Report(new Problem(ProblemKind.StateFolder, null, StateDirectory) { Detail = e.Message });
        }

        return !log.HasErrors;
    }

    private void Clean(TaskLog log)
    {
        ProjectGraph project = ProjectGraph.Load(this);
        log.Secrets = project.Settings.Rebuild.Secrets;
        if (project.Selected is not null && !project.IsUsable)
        {
            foreach (Problem problem in project.Problems)
                log.Report(problem);
            return;
        }

        var disk = project.Settings.Rebuild.OpenDisk();
        var cleaner = new RecordedFiles(project.Graph.Paths, disk, project.Settings.Rebuild.IgnoreCase);
        HashSet<string>? selected = project.Selected is null ? null : WithWhatTheyAdded(project);
        foreach (NodeRecord record in project.Journal.Records.ToArray())
        {
            int node = project.Graph.Find(record.Name);
            if (selected?.Contains(record.Name) == false)
                continue;
            cleaner.Delete(record, node < 0 ? [] : project.Graph[node].Outputs);
            if (node >= 0 && project.Graph[node].DepFile is { } depFile)
                cleaner.Delete(depFile, [depFile]);
            if (project.Selected is not null)
                project.Journal.Remove(record.Name);
        }

        DeleteRemains(project, cleaner, selected);
        project.Journal.Dispose();
        Removed = [.. cleaner.Deleted.Select(path => new TaskItem(MsBuildList.Escape(path)))];
        if (project.Selected is null)
            DeleteState();
    }

    // The selected nodes and, by the records, all that they and what they added have added: it is in no graph now.
    private static HashSet<string> WithWhatTheyAdded(ProjectGraph project)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>();
        for (int node = 0; node < project.Graph.Count; node++)
        {
            if (project.Selected![node])
                open.Push(project.Graph[node].Name);
        }

        while (open.TryPop(out string? name))
        {
            if (!names.Add(name))
                continue;
            foreach (string added in Added.By(project.Journal, name))
            {
                // What is declared is cleaned if it is selected itself.
                if (project.Graph.Find(added) < 0)
                    open.Push(added);
            }
        }

        return names;
    }

    // What a failed run left has no success that records it; once the records are gone it would pass for somebody's own.
    private static void DeleteRemains(ProjectGraph project, RecordedFiles cleaner, HashSet<string>? selected)
    {
        foreach (string name in project.Journal.NamesWithOpenRuns.ToArray())
        {
            int node = project.Graph.Find(name);
            if (selected?.Contains(name) == false)
                continue;
            foreach (int path in project.Journal.OpenRuns(name).SelectMany(run => run.Left ?? []))
                cleaner.Delete(project.Graph.Paths[path], node < 0 ? [] : project.Graph[node].Outputs);
        }
    }

    // The lock is held and goes last, by itself: an empty file is what another build that waits for it finds.
    private void DeleteState()
    {
        foreach (string name in new[] { "journal", "traces", "last-build", "journal.old", "summary.md", Seal.FileName })
            File.Delete(Path.Combine(StateDirectory, name));
        foreach (string name in new[] { "logs", "run", "summaries", NodeCache.WaitingFolder })
        {
            string folder = Path.Combine(StateDirectory, name);
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }
}
