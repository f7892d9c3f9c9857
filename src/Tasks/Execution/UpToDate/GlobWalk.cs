using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.UpToDate;

/// <summary>Finds the files that a glob matches, looking only where it can match.</summary>
internal sealed class GlobWalk
{
    private readonly IFileSystem _files;
    private readonly RebuildSettings _settings;
    private readonly Dictionary<string, string[]> _found = [];
    private readonly Dictionary<string, string[]> _names = [];
    private readonly StringComparer _comparer;
    private readonly StringComparison _comparison;

    public GlobWalk(IFileSystem files, RebuildSettings settings)
    {
        _files = files;
        _settings = settings;
        _comparer = settings.IgnoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        _comparison = settings.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
    }

    /// <summary>A node has run: what was found before may have more or less beside it now.</summary>
    public void Forget()
    {
        _found.Clear();
        _names.Clear();
    }

    /// <summary>Canonical paths in ordinal order, so that the same files always come in the same order.</summary>
    public string[] Find(string pattern)
    {
        if (_found.TryGetValue(pattern, out string[]? known))
            return known;
        var glob = new Glob(pattern, _settings.IgnoreCase);
        var paths = new List<string>();
        var open = new Stack<string>();
        open.Push(glob.FixedFolder);
        while (open.TryPop(out string? folder))
            Look(glob, folder, open, paths);
        paths.Sort(StringComparer.Ordinal);
        string[] found = [.. paths];
        _found.Add(pattern, found);
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
        if (!path.StartsWith(_settings.StateFolder, _comparison))
            paths.Add(path);
    }

    private string[] NamesIn(string folder)
    {
        if (_names.TryGetValue(folder, out string[]? known))
            return known;
        string[] names = [.. _files.EnumerateNames(folder.Length == 0 ? "./" : folder)];
        Array.Sort(names, _comparer);
        _names.Add(folder, names);
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
