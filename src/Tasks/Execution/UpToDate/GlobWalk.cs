using TaskGraph.Execution.Storage;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.UpToDate;

/// <summary>Finds the files that a glob matches, looking only where it can match.</summary>
internal sealed class GlobWalk
{
    private readonly IFileSystem _files;
    private readonly RebuildSettings _settings;
    private readonly FileTable _table;
    private readonly Dictionary<string, (int Moment, string[] Paths)> _found = [];

    public GlobWalk(IFileSystem files, FileTable table, RebuildSettings settings)
    {
        _files = files;
        _table = table;
        _settings = settings;
    }

    /// <summary>Canonical paths in ordinal order, so that the same files always come in the same order. Looked for again only if what is known is older than <see cref="FileTable.Required"/>.</summary>
    public string[] Find(string pattern)
    {
        if (_found.TryGetValue(pattern, out (int Moment, string[] Paths) known) && known.Moment >= _table.Required)
            return known.Paths;
        var glob = new Glob(pattern, _settings.IgnoreCase);
        var paths = new List<string>();
        string rest = pattern[glob.FixedFolder.Length..];
        if (rest.Contains("**", StringComparison.Ordinal))
            Take(glob, _files.EnumerateTree(glob.FixedFolder.Length == 0 ? "./" : glob.FixedFolder), paths);
        else
            Walk(glob, glob.FixedFolder, rest.AsSpan().Count('/'), paths);
        paths.Sort(StringComparer.Ordinal);
        string[] found = [.. paths];
        _found[pattern] = (_table.Moment, found);
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
        if (!path.EndsWith('/') && glob.IsMatch(path) && !path.StartsWith(_settings.StateFolder, StringComparison.Ordinal))
            paths.Add(path);
    }
}
