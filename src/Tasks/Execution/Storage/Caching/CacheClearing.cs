namespace TaskGraph.Execution.Storage.Caching;

/// <summary>Deletes what is a cache's in its folder, and nothing else. Goes through no link.</summary>
internal sealed class CacheClearing(CacheLayout layout, IStoreFiles files)
{
    public ClearedCache Run()
    {
        int entries = 0, blobs = 0, left = 0;
        long bytes = 0;
        foreach (StoredFile file in layout.Files())
        {
            if (!files.Delete(layout.PathOf(file)))
            {
                left++;
                continue;
            }

            _ = file.IsEntry ? entries++ : blobs++;
            bytes += file.Size;
        }

        TemporaryFiles.Delete(layout, olderThan: DateTime.MaxValue);
        // What lies there under other names is somebody else's, and so is another tool's tag.
        foreach (string file in new[] { layout.Log, layout.Lock })
            files.Delete(file);
        if (FolderCache.IsOurs(layout.Tag))
            files.Delete(layout.Tag);
        foreach (string folder in layout.Folders().Append(layout.Temporary).Append(layout.Own))
            DeleteIfEmpty(folder);
        return new ClearedCache(entries, blobs, bytes, left);
    }

    private static void DeleteIfEmpty(string folder)
    {
        try
        {
            if (new DirectoryInfo(folder) is { Exists: true, LinkTarget: null })
                Directory.Delete(folder, recursive: false);
        }
        catch (Exception e) when (FolderCache.IsRefusal(e))
        {
            // There is something in it, by now or of somebody else's.
            return;
        }
    }
}
