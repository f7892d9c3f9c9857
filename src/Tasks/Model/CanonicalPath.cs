using System.Text;

namespace TaskGraph.Model;

/// <summary>
/// The one form in which a path is written inside: relative to the project where it lies in it (or beside it, for a path that was given as relative),
/// '/' between segments, no '.' segments, '..' only in front. So nothing absolute of the project goes into a fingerprint.
/// </summary>
public static class CanonicalPath
{
    /// <summary>The canonical form of a path.</summary>
    /// <param name="path">As the user wrote it; a trailing '/' (a folder) stays.</param>
    /// <param name="projectFolder">Absolute path of the project's folder, '/' between segments, none at the end.</param>
    /// <param name="backslashSeparates">True where '\' separates segments: on Windows, and in what MSBuild hands over.</param>
    /// <param name="comparison">How the file system compares names.</param>
    public static string Of(string path, string projectFolder, bool backslashSeparates, StringComparison comparison)
    {
        if (backslashSeparates && path.Contains('\\', StringComparison.Ordinal))
            path = path.Replace('\\', '/');
        if (IsAbsolute(path) && path.StartsWith(projectFolder, comparison))
        {
            if (path.Length == projectFolder.Length)
                return "./";
            if (path[projectFolder.Length] == '/')
                path = path[(projectFolder.Length + 1)..];
        }

        return IsClean(path) ? path : Normalize(path);
    }

    /// <summary>True for '/…', '\\server…' (as '//server…') and 'C:/…'.</summary>
    public static bool IsAbsolute(string path) =>
        path.Length > 0 && (path[0] == '/' || (path.Length > 2 && path[1] == ':' && path[2] == '/' && char.IsAsciiLetter(path[0])));

    // Most paths are clean already: one look, no allocation.
    private static bool IsClean(string path)
    {
        int start = 0;
        for (int i = 0; i <= path.Length; i++)
        {
            if (i < path.Length && path[i] != '/')
                continue;
            int length = i - start;
            if (length == 0 && i != 0 && i != path.Length)
                return false;
            if (length == 1 && path[start] == '.')
                return false;
            if (length == 2 && path[start] == '.' && path[start + 1] == '.')
                return false;
            start = i + 1;
        }

        return path.Length > 0;
    }

    private static string Normalize(string path)
    {
        bool absolute = path.StartsWith('/');
        bool folder = path.EndsWith('/') || path.EndsWith("/.", StringComparison.Ordinal) || path.EndsWith("/..", StringComparison.Ordinal)
            || path is "." or "..";
        List<string> kept = [];
        foreach (string segment in path.Split('/'))
        {
            if (segment.Length == 0 || segment == ".")
                continue;
            if (segment == ".." && kept.Count > 0 && kept[^1] != "..")
                kept.RemoveAt(kept.Count - 1);
            else if (segment != ".." || !absolute)
                kept.Add(segment);
        }

        var text = new StringBuilder(path.Length);
        if (absolute)
            text.Append('/');
        text.AppendJoin('/', kept);
        if (kept.Count == 0 && !absolute)
            return "./";
        if (folder && kept.Count > 0)
            text.Append('/');
        return text.ToString();
    }
}
