using TaskGraph.Model.Text;

namespace TaskGraph.Model;

/// <summary>Which nodes read a path by their declaration. Made when a node that grows the graph declares the first output, and kept up from then on.</summary>
internal sealed class FileConsumers
{
    private readonly Graph _graph;
    private readonly bool _ignoreCase;
    private readonly Dictionary<int, List<int>> _byPath = [];
    private readonly List<(string Folder, int Node)> _folders = [];
    private readonly List<(Glob Glob, int Node)> _globs = [];
    private bool _made;

    public FileConsumers(Graph graph, bool ignoreCase)
    {
        _graph = graph;
        _ignoreCase = ignoreCase;
    }

    /// <summary>Takes in a node that was added, once anything has been asked.</summary>
    public void Add(int node)
    {
        if (!_made)
            return;
        foreach (string input in _graph[node].Inputs)
        {
            if (Glob.IsPattern(input))
                _globs.Add((new Glob(input, _ignoreCase), node));
            else if (input.EndsWith('/'))
                _folders.Add((input, node));
        }

        foreach (int path in _graph.Inputs[node])
        {
            if (!_byPath.TryGetValue(path, out List<int>? nodes))
                _byPath.Add(path, nodes = []);
            nodes.Add(node);
        }
    }

    /// <summary>The nodes that read a declared output: a path, a folder or a glob.</summary>
    public IEnumerable<int> Of(string output)
    {
        if (!_made)
        {
            _made = true;
            for (int node = 0; node < _graph.Count; node++)
                Add(node);
        }

        StringComparison comparison = _ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        bool single = !output.EndsWith('/') && !Glob.IsPattern(output);
        if (_graph.Paths.Find(output) is >= 0 and int path && _byPath.TryGetValue(path, out List<int>? exact))
        {
            foreach (int node in exact)
                yield return node;
        }

        if (!single)
        {
            var produced = new Glob(output.EndsWith('/') ? output + "**" : output, _ignoreCase);
            foreach ((int read, List<int> nodes) in _byPath)
            {
                if (!produced.IsMatch(_graph.Paths[read]))
                    continue;
                foreach (int node in nodes)
                    yield return node;
            }
        }

        foreach ((string folder, int node) in _folders)
        {
            if (output.StartsWith(folder, comparison) || (output.EndsWith('/') && folder.StartsWith(output, comparison)))
                yield return node;
        }

        foreach ((Glob glob, int node) in _globs)
        {
            bool meets = single ? glob.IsMatch(output) : glob.CouldMatch(new Glob(output.EndsWith('/') ? output + "**" : output, _ignoreCase));
            if (meets)
                yield return node;
        }
    }
}
