using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.UpToDate;

/// <summary>Which files the nodes of a graph declare as outputs, those that come while it is built as well, and what is there at a declared output.</summary>
internal sealed class DeclaredFiles
{
    private readonly Graph _graph;
    private readonly FileTable _files;
    private readonly IFileSystem _disk;
    private readonly GlobWalk _globs;
    private readonly bool _ignoreCase;
    private readonly HashSet<int> _paths = [];
    private readonly List<(Glob Glob, int Node)> _patterns = [];
    private int _known;

    public DeclaredFiles(Graph graph, FileTable files, IFileSystem disk, GlobWalk globs, bool ignoreCase)
    {
        (_graph, _files, _disk) = (graph, files, disk);
        (_globs, _ignoreCase) = (globs, ignoreCase);
    }

    /// <summary>True if a node declares this very path.</summary>
    public bool IsNamed(int path)
    {
        Grow();
        return _paths.Contains(path);
    }

    /// <summary>True if a node declares the path, a folder that it is in, or a glob that matches it.</summary>
    public bool IsOwned(int path)
    {
        if (IsNamed(path))
            return true;
        string text = _graph.Paths[path];
        for (int slash = text.LastIndexOf('/'); slash > 0; slash = text.LastIndexOf('/', slash - 1))
        {
            if (IsFolderNamed(text[..(slash + 1)]) || IsFolderNamed(text[..slash]))
                return true;
        }

        return _patterns.Exists(pattern => pattern.Glob.IsMatch(text));
    }

    /// <summary>True for a path in a folder that a node declares, or that it declares a file or a glob in.</summary>
    public bool IsBesideDeclared(string path)
    {
        StringComparison comparison = _ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        for (int node = OwnFiles.IsStraight(path) ? 0 : _graph.Count; node < _graph.Count; node++)
        {
            foreach (string output in _graph[node].Outputs)
            {
                if (OwnFiles.FolderOf(output) is { Length: > 0 } folder && (output.EndsWith('/') ? path.StartsWith(output, comparison) : OwnFiles.FolderOf(path).Equals(folder, comparison)))
                    return true;
            }
        }

        return false;
    }

    /// <summary>A node has been retired: what it declared is free.</summary>
    public void Release(int node)
    {
        Grow();
        foreach (int path in _graph.Outputs[node])
            _paths.Remove(path);
        _patterns.RemoveAll(pattern => pattern.Node == node);
    }

    /// <summary>
    /// The files at a declared output: itself, the members of the folder that it is, what its glob matches. A file that is declared by itself, in another node's folder or
    /// glob, is that node's alone.
    /// </summary>
    public List<int> FilesAt(int declared)
    {
        string output = _graph.Paths[declared];
        if (Glob.IsPattern(output))
            return NotNamed(_globs.Find(output));
        FileKind kind = _files.StatOf(declared).Kind;
        if (kind == FileKind.Missing)
            return [];
        // A link is what the node made, not where it leads.
        if (output.EndsWith('/') || (kind == FileKind.Folder && !_disk.IsLink(output)))
            return NotNamed(_disk.EnumerateTree(output.EndsWith('/') ? output : output + "/"));
        return [declared];
    }

    private List<int> NotNamed(IEnumerable<string> paths)
    {
        var present = new List<int>();
        foreach (string path in paths)
        {
            if (path.EndsWith('/'))
                continue;
            int number = _graph.Paths.Intern(path);
            if (!IsNamed(number))
                present.Add(number);
        }

        return present;
    }

    private bool IsFolderNamed(string folder) => _graph.Paths.Find(folder) is >= 0 and int path && _paths.Contains(path);

    private void Grow()
    {
        for (; _known < _graph.Count; _known++)
        {
            if (_graph.IsRetired(_known))
                continue;
            foreach (int path in _graph.Outputs[_known])
                _paths.Add(path);
            foreach (string output in _graph[_known].Outputs)
            {
                if (Glob.IsPattern(output))
                    _patterns.Add((new Glob(output, _ignoreCase), _known));
            }
        }
    }
}
