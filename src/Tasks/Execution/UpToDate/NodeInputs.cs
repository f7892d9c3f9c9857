using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.UpToDate;

/// <summary>Which files a node reads by its declaration, globs expanded.</summary>
internal sealed class NodeInputs
{
    private readonly Graph _graph;
    private readonly FileTable _files;
    private readonly GlobWalk _globs;
    private readonly FolderOwners _owners;

    public NodeInputs(Graph graph, FileTable files, GlobWalk globs, FolderOwners owners)
    {
        _graph = graph;
        _files = files;
        _globs = globs;
        _owners = owners;
    }

    /// <summary>The declared inputs, in declared order, each once. A path that is missing is listed as well.</summary>
    public void Expand(int number, List<int> paths)
    {
        Node node = _graph[number];
        ReadOnlySpan<int> literal = _graph.Inputs[number];
        if (literal.Length == node.Inputs.Length)
        {
            foreach (int path in literal)
                paths.Add(path);
        }
        else
        {
            ExpandGlobs(number, node, paths);
        }

        if (node.Script is not null)
        {
            int script = _graph.Paths.Intern(node.Script);
            if (!paths.Contains(script))
                paths.Add(script);
        }
    }

    /// <summary>The declared inputs that are plain paths, and the script.</summary>
    public void Named(int number, List<int> paths)
    {
        foreach (int path in _graph.Inputs[number])
            paths.Add(path);
        if (_graph[number].Script is { } script)
            paths.Add(_graph.Paths.Intern(script));
    }

    /// <summary>True if a node declares to write what it also reads: it is changed in place, and is an input whose content counts as the node left it.</summary>
    public bool IsInPlace(int number, int path) => _graph.Outputs[number].Contains(path);

    private void ExpandGlobs(int number, Node node, List<int> paths)
    {
        var seen = new HashSet<int>();
        foreach (string input in node.Inputs)
        {
            if (!Glob.IsPattern(input))
            {
                AddOnce(_graph.Paths.Intern(input), seen, paths);
                continue;
            }

            // What the node itself writes is not what its own glob means.
            foreach (string found in _globs.Find(input))
            {
                int path = _graph.Paths.Intern(found);
                // A link that leads nowhere (an editor's lock) is no file that is there.
                if (!_owners.Owns(number, path, found) && _files.StatOf(path).Kind != FileKind.Missing)
                    AddOnce(path, seen, paths);
            }
        }
    }

    private static void AddOnce(int path, HashSet<int> seen, List<int> paths)
    {
        if (seen.Add(path))
            paths.Add(path);
    }

    /// <summary>The first path that is not there, or -1.</summary>
    public int FirstMissing(List<int> paths)
    {
        foreach (int path in paths)
        {
            if (_files.StatOf(path).Kind == FileKind.Missing)
                return path;
        }

        return -1;
    }
}
