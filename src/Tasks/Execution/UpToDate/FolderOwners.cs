using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.UpToDate;

/// <summary>Whether a path is among a node's own declared outputs: as itself, below a folder, or by a glob.</summary>
internal sealed class FolderOwners
{
    private readonly Graph _graph;
    private readonly bool _ignoreCase;
    private readonly List<Glob> _globs = [];
    private int _globsOf = -1;

    public FolderOwners(Graph graph, bool ignoreCase)
    {
        _graph = graph;
        _ignoreCase = ignoreCase;
    }

    public bool Owns(int node, int path, string text)
    {
        if (_graph.Outputs[node].Contains(path))
            return true;
        StringComparison comparison = _ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        foreach (string output in _graph[node].Outputs)
        {
            bool below = output.EndsWith('/')
                ? text.StartsWith(output, comparison)
                : text.Length > output.Length && text[output.Length] == '/' && text.StartsWith(output, comparison);
            if (below)
                return true;
        }

        return GlobsOf(node).Exists(glob => glob.IsMatch(text));
    }

    // Asked for each file that a node's input glob finds, so that its output globs are read once.
    private List<Glob> GlobsOf(int node)
    {
        if (_globsOf == node)
            return _globs;
        _globs.Clear();
        _globsOf = node;
        foreach (string output in _graph[node].Outputs)
        {
            if (Glob.IsPattern(output))
                _globs.Add(new Glob(output, _ignoreCase));
        }

        return _globs;
    }
}
