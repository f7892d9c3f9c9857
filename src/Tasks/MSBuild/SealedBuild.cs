using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using TaskGraph.Execution.Reports;
using TaskGraph.Execution.Sealing;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>Puts a build that had nothing to do under a seal, and answers for the next one as long as the seal holds.</summary>
internal sealed class SealedBuild
{
    private static readonly string[] StateFiles = ["journal", "last-build", "summary.md"];

    private readonly string _projectFolder;
    private readonly string _stateFolder;
    private readonly int _anchored;
    private readonly string? _cacheFolder;
    private readonly ReadOnlyMemory<byte> _key;
    private bool _warned;

    public SealedBuild(GraphTask task)
    {
        _projectFolder = Settings.FolderOf(task);
        _anchored = Settings.LinksAbove(_projectFolder);
        _stateFolder = Settings.StateOf(task);
        _cacheFolder = CacheSettings.Read(task, []).Folder;
        _key = SealKey.Of(task, _anchored);
    }

    private string FileName => Path.Combine(_stateFolder, Seal.FileName);

    /// <summary>What the build would answer; null if it has to find out.</summary>
    public SealedAnswer<ITaskItem>? Answer()
    {
        if (Seal.Read(FileName) is not { } seal)
            return null;
        string state = Settings.StatesOf(_stateFolder, _projectFolder, Settings.IgnoresCase, _anchored);
        string? cache = _cacheFolder is null ? null : Settings.Shared(_cacheFolder, _projectFolder, Settings.IgnoresCase, _anchored);
        OwnFolder[] own = OwnFolder.Of(_projectFolder, Settings.IgnoresCase, state, cache);
        var disk = new DiskFileSystem(_projectFolder, own: own);
        if (!seal.Holds(_key.Span, Environment.GetEnvironmentVariable, disk, Build.StatThreads))
            return null;
        return seal.Answer<ITaskItem>(static name => new TaskItem(name), static (item, name, value) => item.SetMetadata(name, value));
    }

    /// <summary>Takes an event.</summary>
    public void On(GraphEvent e) => _warned |= e is GraphEvent.Warned;

    /// <summary>Seals a build that has ended, and whose journal is closed, if what it answers can only be the same the next time. What it cannot write is no loss.</summary>
    /// <param name="project">The project.</param>
    /// <param name="build">The build.</param>
    /// <param name="counts">How its nodes ended.</param>
    /// <param name="results">What became of each node.</param>
    /// <param name="outputs">The files that nodes left.</param>
    public void Keep(ProjectGraph project, Build build, RunCounts counts, ITaskItem[] results, ITaskItem[] outputs)
    {
        if (_warned || counts[Outcome.UpToDate] != results.Length || project.Problems.Count > 0 || !build.Contents.IsSteady || !MayBeSealed(project))
            return;
        try
        {
            if (!project.Disk.IsSteady)
                return;
            List<KeyValuePair<string, FileStat>> stats = build.Contents.Examined();
            stats.AddRange(project.Disk.Read);
            stats.AddRange(StateFiles.Select(name => _stateFolder + "/" + name).Select(file => KeyValuePair.Create(file, project.Disk.Stat(file))));
            Seal.Write(FileName, new SealContent
            {
                Key = _key,
                Environment = Variables(project),
                Stats = stats,
                Listings = project.Disk.Listings,
                Threads = project.Settings.Limits.Threads,
                Results = [.. results.Select(Sealed)],
                Outputs = [.. outputs.Select(Sealed)],
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }

    // A workflow is another project's to evaluate, clocks compare with the time of day, and of a secret nothing is kept, not even for comparison.
    private static bool MayBeSealed(ProjectGraph project)
    {
        for (int i = 0; i < project.Graph.Count; i++)
        {
            Node node = project.Graph[i];
            if (node.Workflow is not null || node.UpToDateCheck == UpToDateCheck.Timestamp || node.SecretEnvironmentVariables.Length > 0)
                return false;
        }

        return true;
    }

    private static Dictionary<string, string?> Variables(ProjectGraph project)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal);
        for (int i = 0; i < project.Graph.Count; i++)
        {
            foreach (string name in project.Graph[i].FingerprintEnvironment)
                variables[name] = Environment.GetEnvironmentVariable(name);
        }

        return variables;
    }

    private static SealedItem Sealed(ITaskItem item) => new(((ITaskItem2)item).EvaluatedIncludeEscaped, [.. ItemMetadata.Of((ITaskItem2)item)]);
}
