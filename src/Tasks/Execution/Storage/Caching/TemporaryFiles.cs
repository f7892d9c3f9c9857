namespace TaskGraph.Execution.Storage.Caching;

/// <summary>What builds that died have left half-written in a cache, and what lay in an entry's or a blob's place and was none.</summary>
internal static class TemporaryFiles
{
    /// <summary>Deletes what was written last before a time (UTC).</summary>
    public static void Delete(CacheLayout layout, DateTime olderThan)
    {
        var folder = new DirectoryInfo(layout.Temporary);
        if (folder.LinkTarget is not null)
            return;
        foreach (FileInfo file in FolderListing.Files(folder).Where(file => CacheLayout.IsTemporary(file.Name)))
            TryDelete(file, olderThan, file.Delete);
        // Nothing is deleted behind a link that is in one of them: .NET deletes the link.
        foreach (DirectoryInfo odd in FolderListing.Folders(folder).Where(odd => CacheLayout.IsTemporary(odd.Name)))
            TryDelete(odd, olderThan, () => odd.Delete(recursive: true));
    }

    private static void TryDelete(FileSystemInfo info, DateTime olderThan, Action delete)
    {
        try
        {
            if (info.LastWriteTimeUtc < olderThan)
                delete();
        }
        catch (Exception e) when (FolderCache.IsRefusal(e))
        {
            // It is gone, or in use, or another's: the next sweep will see.
            return;
        }
    }
}
