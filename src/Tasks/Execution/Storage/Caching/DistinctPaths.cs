namespace TaskGraph.Execution.Storage.Caching;

/// <summary>The paths of an entry: of two things at the same one, only one could be made.</summary>
internal sealed class DistinctPaths
{
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);

    /// <summary>True if a text can be a path at all.</summary>
    public static bool IsPath(string text) => text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal);

    /// <summary>False if it is no path, or is there already, as a file or as a folder.</summary>
    public bool Add(string path) => IsPath(path) && _paths.Add(path.EndsWith('/') ? path[..^1] : path);
}
