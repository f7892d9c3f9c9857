using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.UpToDate;

/// <summary>Finds the files that a glob matches, looking only where it can match.</summary>
internal sealed class GlobWalk
{
    private readonly IFileSystem _files;
    private readonly RebuildSettings _settings;
    private readonly FileTable _table;
    private readonly Dictionary<string, (int Moment, string[] Paths)> _found = [];
    private readonly Dictionary<string, (int Moment, string[] Names)> _names = [];
    private readonly StringComparer _comparer;
    private readonly StringComparison _comparison;

    public GlobWalk(IFileSystem files, FileTable table, RebuildSettings settings)
    {
        _files = files;
        _table = table;
        _settings = settings;
        _comparer = settings.IgnoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        _comparison = settings.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
    }

    /// <summary>Canonical paths in ordinal order, so that the same files always come in the same order. Looked for again only if what is known is older than <see cref="FileTable.Required"/>.</summary>
    public string[] Find(string pattern)
    {
        if (_found.TryGetValue(pattern, out (int Moment, string[] Paths) known) && known.Moment >= _table.Required)
            return known.Paths;
        var glob = new Glob(pattern, _settings.IgnoreCase);
        var paths = new List<string>();
        var open = new Stack<string>();
        open.Push(glob.FixedFolder);
        while (open.TryPop(out string? folder))
            Look(glob, folder, open, paths);
        paths.Sort(StringComparer.Ordinal);
        string[] found = [.. paths];
        _found[pattern] = (_table.Moment, found);
        return found;
    }

    // Thousands of globs may mean files of one folder: each looks at the names that begin as it does.
    private void Look(Glob glob, string folder, Stack<string> open, List<string> paths)
    {
        string[] names = NamesIn(folder);
        string start = folder.Length <= glob.FixedFolder.Length ? glob.FixedPrefix[folder.Length..] : "";
        for (int i = FirstFrom(names, start); i < names.Length && names[i].StartsWith(start, _comparison); i++)
        {
            string path = folder + names[i];
            if (!path.EndsWith('/'))
                Take(glob, path, paths);
            else if (glob.CouldMatchBelow(path))
                open.Push(path);
        }
    }

    private void Take(Glob glob, string path, List<string> paths)
    {
        if (!glob.IsMatch(path))
            return;

        // A glob that begins above the project finds the project's own files as well, and by a detour.
        if (path.StartsWith("../", StringComparison.Ordinal))
            path = CanonicalPath.Of(path, _settings.ProjectFolder, false, _comparison, _settings.Anchored);
        bool own = path.StartsWith(_settings.StateFolder, _comparison) || (_settings.CacheFolder is { } cache && path.StartsWith(cache, _comparison));
        if (!own)
            paths.Add(path);
    }

    private string[] NamesIn(string folder)
    {
        if (_names.TryGetValue(folder, out (int Moment, string[] Names) known) && known.Moment >= _table.Required)
            return known.Names;
        string[] names = [.. _files.EnumerateNames(folder.Length == 0 ? "./" : folder)];
        Array.Sort(names, _comparer);
        _names[folder] = (_table.Moment, names);
        return names;
    }

    private int FirstFrom(string[] names, string start)
    {
        int low = 0, high = names.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_comparer.Compare(names[middle], start) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
