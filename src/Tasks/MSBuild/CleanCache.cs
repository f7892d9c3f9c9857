using Microsoft.Build.Framework;
using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model.Text;

namespace TaskGraph.MSBuild;

/// <summary>Empties the cache's folder.</summary>
[MSBuildMultiThreadableTask]
public sealed class CleanCache : GraphTask
{
    /// <inheritdoc/>
    public override bool Execute() => CacheInspection.Run(this, (_, folder, log) =>
    {
        ClearedCache gone = folder.Clear();
        string left = gone.Left == 0 ? "" : $"; {gone.Left} could not be deleted";
        log.Message(MessageImportance.High, $"Cache: {folder.Folder}: {gone.Entries} entries and {gone.Blobs} blobs deleted, {ByteSize.ToText(gone.Bytes)}{left}");
    });
}
