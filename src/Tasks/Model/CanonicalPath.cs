using System.Text;

namespace TaskGraph.Model;

/// <summary>
/// The one form in which a path is written inside: relative to the project where it lies in it or shares a folder with it, '/' between segments, no '.'
/// segments, '..' only in front; absolute for a path that has nothing but the root in common with the project. It depends on the place alone and not on
/// how the place was written, and nothing absolute that moves with the project goes into a fingerprint.
/// </summary>
public static class CanonicalPath
{
    /// <summary>The canonical form of a path.</summary>
    /// <param name="path">As the user wrote it; a trailing '/' (a folder) stays.</param>
    /// <param name="projectFolder">Absolute path of the project's folder, '/' between segments, none at the end.</param>
    /// <param name="backslashSeparates">True where '\' separates segments: on Windows, and in what MSBuild hands over.</param>
    /// <param name="comparison">How the file system compares names.</param>
    /// <param name="anchored">
    /// How many of the project's folders, from the root, end in one that is a link; 0 if none is. '..' of a link leads elsewhere than its text does, so that
    /// what lies above it keeps the form that it was given in.
    /// </param>
    public static string Of(string path, string projectFolder, bool backslashSeparates, StringComparison comparison, int anchored = 0)
    {
        if (backslashSeparates && path.Contains('\\', StringComparison.Ordinal))
            path = path.Replace('\\', '/');
        bool absolute = IsAbsolute(path);
        if (absolute && path.StartsWith(projectFolder, comparison) && path.Length > projectFolder.Length && path[projectFolder.Length] == '/'
            && IsClean(path.AsSpan(projectFolder.Length + 1)))
            return path.Length == projectFolder.Length + 1 ? "./" : path[(projectFolder.Length + 1)..];
        return !absolute && IsClean(path) && path.Length > 0 ? path : Place(path, absolute, projectFolder, comparison, anchored);
    }

    /// <summary>The absolute form of a canonical path, with '..' only where a link makes the text say too little.</summary>
    public static string AbsoluteOf(string path, string projectFolder, int anchored = 0)
    {
        if (IsAbsolute(path))
            return path;
        string folder = projectFolder.TrimEnd('/');
        int rest = 0;
        for (; anchored == 0 && path.AsSpan(rest).StartsWith("../"); rest += 3)
            folder = folder[..Math.Max(0, folder.LastIndexOf('/'))];
        return folder + "/" + path[rest..];
    }

    /// <summary>True for '/…', '\\server…' (as '//server…') and 'C:/…'.</summary>
    public static bool IsAbsolute(string path) =>
        path.Length > 0 && (path[0] == '/' || (path.Length > 2 && path[1] == ':' && path[2] == '/' && char.IsAsciiLetter(path[0])));

    /// <summary>True for an absolute path that only Windows has: one on a drive or a share.</summary>
    internal static bool IsOnWindows(string path) => path.StartsWith("//", StringComparison.Ordinal) || (path.Length > 0 && path[0] != '/');

    /// <summary>True if a canonical path is the project's folder or one above it.</summary>
    public static bool HoldsProject(string path, string projectFolder, StringComparison comparison)
    {
        if (IsAbsolute(path))
            return (projectFolder + "/").StartsWith(path.EndsWith('/') ? path : path + "/", comparison);
        return path is "./" || path.Replace("../", "", StringComparison.Ordinal).Length == 0;
    }

    // Most paths are clean already: one look, no allocation.
    private static bool IsClean(ReadOnlySpan<char> path)
    {
        int start = 0;
        for (int i = 0; i <= path.Length; i++)
        {
            if (i < path.Length && path[i] != '/')
                continue;
            ReadOnlySpan<char> segment = path[start..i];
            if ((segment.Length == 0 && i != path.Length) || segment is "." or "..")
                return false;
            start = i + 1;
        }

        return true;
    }

    private static string Place(string path, bool absolute, string projectFolder, StringComparison comparison, int anchored)
    {
        bool windows = IsOnWindows(projectFolder);
        (string projectRoot, int projectStart) = RootOf(projectFolder, windows);
        (string ownRoot, int start) = RootOf(path, windows);
        string root = absolute && !(windows && ownRoot == "/") ? ownRoot : projectRoot;
        bool folder = path.EndsWith('/') || path.EndsWith("/.", StringComparison.Ordinal) || path.EndsWith("/..", StringComparison.Ordinal) || path is "." or ".." or "";
        string[] project = Segments(projectFolder, projectStart);
        int lowest = project.Length;
        List<string> segments = absolute
            ? Walk([], Segments(path, start), ref lowest)
            : Walk([.. project], Segments(path, 0), ref lowest);
        if (!absolute && lowest < anchored)
            return Text("", 0, Collapse(path), folder);
        int shared = 0;
        bool sameRoot = root.Equals(projectRoot, StringComparison.OrdinalIgnoreCase);
        while (sameRoot && shared < project.Length && shared < segments.Count && segments[shared].Equals(project[shared], comparison))
            shared++;
        return sameRoot && shared >= Math.Min(project.Length, Math.Max(1, anchored))
            ? Text("", project.Length - shared, segments.GetRange(shared, segments.Count - shared), folder)
            : Text(root, 0, segments, folder);
    }

    private static string[] Segments(string path, int start) =>
        start >= path.Length ? [] : path[start..].Split('/', StringSplitOptions.RemoveEmptyEntries);

    // Above the root is the root.
    private static List<string> Walk(List<string> segments, string[] steps, ref int lowest)
    {
        foreach (string step in steps)
        {
            if (step != ".." && step != ".")
                segments.Add(step);
            else if (step == ".." && segments.Count > 0)
                segments.RemoveAt(segments.Count - 1);
            lowest = Math.Min(lowest, segments.Count);
        }

        return segments;
    }

    // On Windows a drive or a share is the root, and a path that begins with one '/' is on the project's own. How long it is in the path is told as well, where it may be written with more '/'.
    private static (string Root, int Length) RootOf(string path, bool windows)
    {
        if (windows && path.Length > 1 && path[1] == ':')
            return (path[..2] + "/", 3);
        if (!windows || !path.StartsWith("//", StringComparison.Ordinal))
            return ("/", 1);
        string server = SegmentFrom(path, 2, out int at), share = SegmentFrom(path, at, out at);
        return server.Length == 0 ? ("/", path.Length) : ("//" + server + (share.Length == 0 ? "/" : "/" + share + "/"), at);
    }

    private static string SegmentFrom(string path, int start, out int end)
    {
        while (start < path.Length && path[start] == '/')
            start++;
        end = path.IndexOf('/', Math.Min(start, path.Length));
        end = end < 0 ? path.Length : end;
        return path[start..end];
    }

    private static List<string> Collapse(string path)
    {
        List<string> kept = [];
        foreach (string segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == ".." && kept.Count > 0 && kept[^1] != "..")
                kept.RemoveAt(kept.Count - 1);
            else if (segment != ".")
                kept.Add(segment);
        }

        return kept;
    }

    private static string Text(string root, int up, List<string> segments, bool folder)
    {
        if (up == 0 && segments.Count == 0 && root.Length == 0)
            return "./";
        var text = new StringBuilder(root);
        for (int i = 0; i < up; i++)
            text.Append("../");
        text.AppendJoin('/', segments);
        if (folder && text[^1] != '/')
            text.Append('/');
        return text.ToString();
    }
}
