using TaskGraph.Model.Text;

namespace TaskGraph.Model;

/// <summary>Which node makes which file, by what the nodes declare as outputs: paths, folders and globs.</summary>
internal sealed class FileProducers
{
    private readonly Graph _graph;
    private readonly bool _ignoreCase;
    private readonly StringComparer _comparer;
    private readonly Dictionary<int, int> _byPath = [];
    private readonly List<(Glob Glob, int Node)> _globs = [];

    // By the folder that a glob's matches lie in or below, so that a path looks only at globs that begin as it does.
    private readonly Dictionary<string, List<(Glob Glob, int Node)>> _globsByFolder;
    private bool _anyFolder;
    private (string Path, int Node)[]? _sorted;

    public FileProducers(Graph graph, bool ignoreCase)
    {
        _graph = graph;
        _ignoreCase = ignoreCase;
        _comparer = ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        _globsByFolder = new Dictionary<string, List<(Glob, int)>>(_comparer);
    }

    /// <summary>Takes a node's declared outputs; each path may have one producer.</summary>
    public void AddOutputs(int number, List<Problem> problems)
    {
        Node node = _graph[number];
        foreach (string output in node.Outputs)
        {
            if (Glob.IsPattern(output))
            {
                AddGlob(new Glob(output, _ignoreCase), number);
                continue;
            }

            int path = _graph.Paths.Intern(output);
            _graph.Outputs.Add(path);
            _anyFolder |= output.EndsWith('/');
            if (!_byPath.TryAdd(path, number))
                problems.Add(new Problem(ProblemKind.DuplicateOutput, node, output) { Member = "Outputs", Other = _graph[_byPath[path]] });
        }

        _graph.Outputs.EndRow();
    }

    /// <summary>The node that makes a path: declares it, a folder that holds it, or a glob that it matches; -1 if none does.</summary>
    public int Of(string path)
    {
        if (Declared(path) is >= 0 and int node)
            return node;
        if (_anyFolder && !path.EndsWith('/') && Declared(path + "/") is >= 0 and int itself)
            return itself;
        return Around(path);
    }

    /// <summary>The node whose declared folder holds a path, or whose glob matches it; -1 if there is none.</summary>
    public int Around(string path)
    {
        if (_anyFolder)
        {
            for (int slash = path.LastIndexOf('/', Math.Max(0, path.Length - 2)); slash > 0; slash = path.LastIndexOf('/', slash - 1))
            {
                if (Declared(path[..(slash + 1)]) is >= 0 and int above)
                    return above;
            }
        }

        return _globs.Count == 0 ? -1 : ByGlob(path);
    }

    /// <summary>The nodes that declare an output below a folder.</summary>
    public IEnumerable<int> Below(string folder)
    {
        (string Path, int Node)[] sorted = Sorted();
        StringComparison comparison = _ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        for (int i = FirstFrom(folder); i < sorted.Length && sorted[i].Path.StartsWith(folder, comparison); i++)
            yield return sorted[i].Node;
        foreach ((Glob glob, int node) in _globs)
        {
            if (glob.FixedFolder.StartsWith(folder, comparison))
                yield return node;
        }
    }

    /// <summary>The nodes whose declared outputs a glob can match.</summary>
    public IEnumerable<int> Matching(string pattern)
    {
        var glob = new Glob(pattern, _ignoreCase);
        (string Path, int Node)[] sorted = Sorted();
        StringComparison comparison = _ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        string folder = glob.FixedFolder;
        for (int i = FirstFrom(folder); i < sorted.Length && sorted[i].Path.StartsWith(folder, comparison); i++)
        {
            string path = sorted[i].Path;
            if (glob.IsMatch(path) || (path.EndsWith('/') && glob.CouldMatch(new Glob(path + "**", _ignoreCase))))
                yield return sorted[i].Node;
        }

        // A folder above the glob's own may hold what it matches.
        if (_anyFolder && folder.Length > 0 && Of(folder) is >= 0 and int above)
            yield return above;
        foreach ((Glob output, int node) in _globs)
        {
            if (glob.CouldMatch(output))
                yield return node;
        }
    }

    private void AddGlob(Glob glob, int node)
    {
        _globs.Add((glob, node));
        if (!_globsByFolder.TryGetValue(glob.FixedFolder, out List<(Glob, int)>? same))
            _globsByFolder.Add(glob.FixedFolder, same = []);
        same.Add((glob, node));
    }

    private int ByGlob(string path)
    {
        for (int slash = path.LastIndexOf('/'); ; slash = slash > 0 ? path.LastIndexOf('/', slash - 1) : -1)
        {
            if (_globsByFolder.TryGetValue(path[..(slash + 1)], out List<(Glob Glob, int Node)>? globs))
            {
                foreach ((Glob glob, int producer) in globs)
                {
                    if (glob.IsMatch(path))
                        return producer;
                }
            }

            if (slash < 0)
                return -1;
        }
    }

    private int Declared(string path)
    {
        int number = _graph.Paths.Find(path);
        return number >= 0 && _byPath.TryGetValue(number, out int node) ? node : -1;
    }

    private (string Path, int Node)[] Sorted()
    {
        if (_sorted is not null)
            return _sorted;
        _sorted = new (string, int)[_byPath.Count];
        int next = 0;
        foreach ((int path, int node) in _byPath)
            _sorted[next++] = (_graph.Paths[path], node);
        Array.Sort(_sorted, (a, b) => _comparer.Compare(a.Path, b.Path));
        return _sorted;
    }

    private int FirstFrom(string prefix)
    {
        (string Path, int Node)[] sorted = Sorted();
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_comparer.Compare(sorted[middle].Path, prefix) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
