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

    public GlobWalk(IFileSystem files, RebuildSettings settings)
    {
        _files = files;
        _settings = settings;
    }

    /// <summary>A node has run: what was found before may have more or less beside it now.</summary>
    public void Forget() => _found.Clear();

    /// <summary>Canonical paths in ordinal order, so that the same files always come in the same order.</summary>
    public string[] Find(string pattern)
    {
        if (_found.TryGetValue(pattern, out string[]? known))
            return known;
        var glob = new Glob(pattern, _settings.IgnoreCase);
        var paths = new List<string>();
        string rest = pattern[glob.FixedFolder.Length..];
        if (rest.Contains("**", StringComparison.Ordinal))
            Take(glob, _files.EnumerateTree(glob.FixedFolder.Length == 0 ? "./" : glob.FixedFolder), paths);
        else
            Walk(glob, glob.FixedFolder, rest.AsSpan().Count('/'), paths);
        paths.Sort(StringComparer.Ordinal);
        string[] found = [.. paths];
        _found.Add(pattern, found);
        return found;
    }

    private void Walk(Glob glob, string folder, int deeper, List<string> paths)
    {
        foreach (string name in _files.EnumerateNames(folder.Length == 0 ? "./" : folder))
        {
            string path = folder + name;
            if (!name.EndsWith('/'))
                Take(glob, path, paths);
            else if (deeper > 0)
                Walk(glob, path, deeper - 1, paths);
        }
    }

    private void Take(Glob glob, IEnumerable<string> candidates, List<string> paths)
    {
        foreach (string path in candidates)
            Take(glob, path, paths);
    }

    private void Take(Glob glob, string path, List<string> paths)
    {
        if (path.EndsWith('/') || !glob.IsMatch(path))
            return;

        // A glob that begins above the project finds the project's own files as well, and by a detour.
        StringComparison comparison = _settings.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (path.StartsWith("../", StringComparison.Ordinal))
            path = CanonicalPath.Of(path, _settings.ProjectFolder, false, comparison, _settings.Anchored);
        if (!path.StartsWith(_settings.StateFolder, comparison))
            paths.Add(path);
    }
}
