using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.UpToDate;

/// <summary>
/// Which files may be deleted because a record says that a node made them. A record is bytes on a disk, and folders change: what it names is looked at once more, by its path and on the way to it.
/// </summary>
public static class OwnFiles
{
    /// <summary>True for a path in the project's folder, without detours that would lead out of it.</summary>
    public static bool IsInProject(string path) => IsStraight(path) && !CanonicalPath.IsAbsolute(path) && !path.StartsWith("../", StringComparison.Ordinal);

    /// <summary>True for a path that has '..' at its beginning or nowhere.</summary>
    public static bool IsStraight(string path)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal) || (OperatingSystem.IsWindows() && path.Contains('\\', StringComparison.Ordinal)))
            return false;
        ReadOnlySpan<char> rest = path;
        while (rest.StartsWith("../"))
            rest = rest[3..];
        foreach (Range segment in rest.TrimEnd('/').Split('/'))
        {
            if (rest[segment] is "." or "..")
                return false;
        }

        return true;
    }

    /// <summary>True for a path that an output stands for: itself, in it, or matching it.</summary>
    public static bool IsDeclared(string path, IEnumerable<string> outputs, bool ignoreCase)
    {
        StringComparison comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (!IsStraight(path))
            return false;
        foreach (string output in outputs)
        {
            if (output.Equals(path, comparison) || (output.EndsWith('/') && path.StartsWith(output, comparison)) || (Glob.IsPattern(output) && new Glob(output, ignoreCase).IsMatch(path)))
                return true;
        }

        return false;
    }

    /// <summary>
    /// True if a folder on the way to a path is a link: what is behind it no node of this project need have made. Only the system makes links in the root folder ('/tmp' of macOS), so that one there is as good as a folder.
    /// </summary>
    public static bool IsBehindLink(string path, IFileSystem disk)
    {
        for (string folder = FolderOf(path.TrimEnd('/')); folder.Length > 0; folder = FolderOf(folder.TrimEnd('/')))
        {
            string name = folder.TrimEnd('/');
            bool inRoot = name.LastIndexOf('/') <= 0 && CanonicalPath.IsAbsolute(folder);
            if (name.Length == 0 || inRoot)
                return false;
            if (name is not ".." && !name.EndsWith("/..", StringComparison.Ordinal) && disk.IsLink(name))
                return true;
        }

        return false;
    }

    /// <summary>The folder that a path is in, with '/' at the end; empty for the project's.</summary>
    public static string FolderOf(string path) => path[..(path.LastIndexOf('/') + 1)];
}
