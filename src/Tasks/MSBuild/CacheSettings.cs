using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.MSBuild;

/// <summary>Whether results may be taken from a cache and given to it.</summary>
internal enum CacheMode
{
    /// <summary>Both.</summary>
    ReadWrite,

    /// <summary>Taken, not given.</summary>
    Read,

    /// <summary>Neither.</summary>
    Off,
}

/// <summary>Where results are shared, and how.</summary>
/// <param name="Folder">An absolute path; null if there is no folder.</param>
/// <param name="Address">A server, with what its address has of credentials; null if there is none.</param>
/// <param name="Mode">What may be done.</param>
/// <param name="Limit">How many bytes the folder may have.</param>
internal sealed record CacheSettings(string? Folder, Uri? Address, CacheMode Mode, long Limit)
{
    private const long DefaultLimit = 5L << 30;

    /// <summary>Reads the properties. What is wrong with them is reported, the address never with its credentials.</summary>
    public static CacheSettings Read(GraphTask task, List<Problem> problems)
    {
        string? folder = null;
        Uri? address = null;
        foreach (string entry in task.Cache.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            bool remote = entry.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || entry.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
            if (remote && address is null && CacheAddress.TryParse(entry, out Uri? uri))
                address = uri;
            else if (!remote && folder is null && !entry.Contains("://", StringComparison.Ordinal) && !entry.Contains('\0', StringComparison.Ordinal) && !HoldsProject(entry, task))
                folder = Path.GetFullPath(entry, Settings.FolderOf(task));
            else
                problems.Add(new Problem(ProblemKind.InvalidProperty, null, CacheAddress.WithoutCredentials(entry)) { Member = "TaskGraphCache", Detail = "a folder of its own, which the project does not lie in, an http:// or https:// address, or one of each with ';' between them" });
        }

        long limit = DefaultLimit;
        if (task.CacheSize.Trim().Length > 0 && !ByteSize.TryParse(task.CacheSize, out limit))
            problems.Add(new Problem(ProblemKind.InvalidProperty, null, task.CacheSize.Trim()) { Member = "TaskGraphCacheSize", Detail = "an amount such as 500M or 5G" });
        CacheMode mode = Settings.Choice("TaskGraphCacheMode", task.CacheMode, CacheMode.ReadWrite, "ReadWrite, Read, Off", problems);
        return new CacheSettings(folder, address, mode, limit);
    }

    /// <summary>Whether there is anything to ask.</summary>
    public bool IsOn => Mode != CacheMode.Off && (Folder ?? (object?)Address) is not null;

    // Other things lie there than results: what is emptied, and kept to a size, must not be somebody's home.
    private static bool HoldsProject(string folder, GraphTask task)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder, Settings.FolderOf(task)));
        return (Path.GetFullPath(task.ProjectFile) + Path.DirectorySeparatorChar).StartsWith(full + (full.EndsWith(Path.DirectorySeparatorChar) ? "" : Path.DirectorySeparatorChar), Settings.IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
    }
}
