using Microsoft.Build.Framework;
using TaskGraph.Execution.Reports;
using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model.Text;

namespace TaskGraph.MSBuild;

/// <summary>Prints what is in the cache, and what it was good for.</summary>
[MSBuildMultiThreadableTask]
public sealed class StatCache : GraphTask
{
    /// <inheritdoc/>
    public override bool Execute() => CacheInspection.Run(this, (settings, folder, log) =>
    {
        CacheStatistics found = folder.Statistics();
        log.Message(MessageImportance.High, $"Cache: {folder.Folder}");
        log.Message(MessageImportance.High, $"  holds {found.Entries} entries and {found.Blobs} blobs, {ByteSize.ToText(found.Bytes)} of at most {ByteSize.ToText(settings.Limit)}");
        if (found is { OldestUse: { } oldest, NewestUse: { } newest })
            log.Message(MessageImportance.High, $"  last used between {oldest.UtcDateTime:yyyy-MM-dd HH:mm} and {newest.UtcDateTime:yyyy-MM-dd HH:mm} UTC, to the hour");
        log.Message(MessageImportance.High, $"  {found.Builds} builds took {found.Hits} results from it and saved {RunCounts.Seconds((int)Math.Min(found.Saved.TotalMilliseconds, int.MaxValue))} of runs");
    });
}
