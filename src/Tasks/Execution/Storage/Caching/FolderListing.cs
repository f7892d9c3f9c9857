namespace TaskGraph.Execution.Storage.Caching;

/// <summary>What is in a folder that others write to and delete from: what cannot be listed is empty, links are left out.</summary>
internal static class FolderListing
{
    private static readonly EnumerationOptions All = new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };

    /// <summary>The files.</summary>
    public static IEnumerable<FileInfo> Files(DirectoryInfo folder) => Listed(() => folder.EnumerateFiles("*", All)).Where(Exists);

    /// <summary>The folders.</summary>
    public static IEnumerable<DirectoryInfo> Folders(DirectoryInfo folder) => Listed(() => folder.EnumerateDirectories("*", All));

    private static List<T> Listed<T>(Func<IEnumerable<T>> list)
    {
        var found = new List<T>();
        try
        {
            found.AddRange(list());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return found;
        }

        return found;
    }

    // Also asks for size and time, which are then known even if it goes.
    private static bool Exists(FileInfo file)
    {
        try
        {
            return file.Exists && file.Length >= 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
