using TaskGraph.Model.Text;

namespace TaskGraph.Model;

/// <summary>Which node makes which file, by what the nodes declare as outputs: paths, folders and globs.</summary>
internal sealed class FileProducers
{
    private readonly Graph _graph;
    private readonly bool _ignoreCase;
    private readonly StringComparer _comparer;
    private readonly Dictionary<int, int> _byPath = [];
    private readonly GlobIndex _globs;
    private readonly GlobIndex _coming;
    private readonly string _projectFolder;
    private bool _anyFolder;
    private readonly List<(string Path, int Node)> _tail = [];
    private (string Path, int Node)[] _sorted = [];

    public FileProducers(Graph graph, bool ignoreCase, string projectFolder)
    {
        _projectFolder = projectFolder;
        _graph = graph;
        _ignoreCase = ignoreCase;
        _comparer = ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        _globs = new GlobIndex(ignoreCase);
        _coming = new GlobIndex(ignoreCase);
    }

    /// <summary>Adds the maps whose instances, which are not known yet, may make what an input names.</summary>
    public void FindComing(string input, List<int> maps)
    {
        if (_coming.IsEmpty)
            return;
        if (Glob.IsPattern(input))
            maps.AddRange(_coming.Meeting(new Glob(input, _ignoreCase)));
        else if (input.EndsWith('/'))
            maps.AddRange(_coming.Below(input));
        else if (_coming.Of(input) is >= 0 and int map)
            maps.Add(map);
    }

    /// <summary>Takes a node's declared outputs; each path may have one producer.</summary>
    public void AddOutputs(int number, List<Problem> problems)
    {
        Node node = _graph[number];
        foreach (string output in node.Outputs)
        {
            if (Glob.IsPattern(output))
            {
                _globs.Add(new Glob(output, _ignoreCase), number);
                continue;
            }

            int path = _graph.Paths.Intern(output);
            _graph.Outputs.Add(path);
            _anyFolder |= output.EndsWith('/');
            if (_byPath.TryAdd(path, number))
                _tail.Add((_graph.Paths[path], number));
            else if (_byPath[path] != number)
                problems.Add(new Problem(ProblemKind.DuplicateOutput, node, output) { Member = "Outputs", Other = _graph[_byPath[path]] });
        }

        foreach (string output in node.Map?.Outputs ?? [])
            _coming.Add(new Glob(output, _ignoreCase), number);
        _graph.Outputs.EndRow();
    }

    /// <summary>What a node declares is free for others.</summary>
    public void Release(int node)
    {
        foreach (int path in _graph.Outputs[node])
        {
            if (_byPath.TryGetValue(path, out int producer) && producer == node)
                _byPath.Remove(path);
        }

        _tail.RemoveAll(output => output.Node == node);
        _sorted = Array.FindAll(_sorted, output => output.Node != node);
        _globs.Remove(node);
        _coming.Remove(node);
    }

    /// <summary>Adds the nodes that make what an input names: a file, a folder and all that is in it, or what a glob matches. One may be added more than once.</summary>
    public void Find(string input, List<int> producers)
    {
        if (Glob.IsPattern(input))
        {
            producers.AddRange(Matching(input));
            return;
        }

        if (Of(input) is >= 0 and int node)
            producers.Add(node);
        if (input.EndsWith('/'))
            producers.AddRange(Below(input));
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

        return _globs.IsEmpty ? -1 : _globs.Of(path);
    }

    /// <summary>The nodes that declare an output below a folder.</summary>
    public IEnumerable<int> Below(string folder)
    {
        foreach ((_, int node) in From(folder))
            yield return node;
        foreach (int producer in _globs.Below(folder))
            yield return producer;
    }

    /// <summary>The nodes whose declared outputs a glob can match.</summary>
    public IEnumerable<int> Matching(string pattern)
    {
        var glob = new Glob(pattern, _ignoreCase);
        foreach ((string path, int producer) in From(glob.FixedPrefix))
        {
            if (Matches(glob, path))
                yield return producer;
        }

        // A folder above the glob's own may hold what it matches.
        if (_anyFolder && glob.FixedFolder.Length > 0 && Of(glob.FixedFolder) is >= 0 and int above)
            yield return above;
        foreach (int node in _globs.Meeting(glob))
            yield return node;
        foreach (int node in MatchingFromAbove(glob))
            yield return node;
    }

    // A glob that begins above the project ('../**/*.txt') matches what lies in it by a detour.
    private IEnumerable<int> MatchingFromAbove(Glob glob)
    {
        int up = glob.FixedFolder.Length / 3;
        if (up == 0 || glob.FixedFolder.Replace("../", "", StringComparison.Ordinal).Length > 0)
            yield break;
        string[] folders = _projectFolder.Split('/');
        for (int less = 0; less < up && up < folders.Length; less++)
        {
            string shorter = glob.FixedFolder[..(less * 3)];
            string detour = glob.FixedFolder + string.Join('/', folders[^up..^less]) + "/";
            foreach ((string path, int node) in From(""))
            {
                if (IsJustSoFarUp(path, shorter) && Matches(glob, detour + path[shorter.Length..]))
                    yield return node;
            }

            foreach ((Glob output, int node) in _globs.All)
            {
                if (IsJustSoFarUp(output.ToString(), shorter) && glob.CouldMatch(new Glob(detour + output.ToString()[shorter.Length..], _ignoreCase)))
                    yield return node;
            }
        }
    }

    private static bool IsJustSoFarUp(string path, string up) =>
        path.StartsWith(up, StringComparison.Ordinal) && !path.AsSpan(up.Length).StartsWith("../") && !CanonicalPath.IsAbsolute(path);

    private bool Matches(Glob glob, string output) =>
        glob.IsMatch(output) || (output.EndsWith('/') && glob.CouldMatch(new Glob(output + "**", _ignoreCase)));

    private int Declared(string path)
    {
        int number = _graph.Paths.Find(path);
        return number >= 0 && _byPath.TryGetValue(number, out int node) ? node : -1;
    }

    // What came since the last sort is looked through one by one until it is much: a graph that grows does not sort anew for each node.
    private (string Path, int Node)[] Sorted()
    {
        if (_tail.Count <= _sorted.Length / 8)
            return _sorted;
        _sorted = [.. _sorted, .. _tail];
        _tail.Clear();
        Array.Sort(_sorted, (a, b) => _comparer.Compare(a.Path, b.Path));
        return _sorted;
    }

    private IEnumerable<(string Path, int Node)> From(string prefix)
    {
        StringComparison comparison = _ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        (string Path, int Node)[] sorted = Sorted();
        for (int i = FirstFrom(prefix); i < sorted.Length && sorted[i].Path.StartsWith(prefix, comparison); i++)
            yield return sorted[i];
        foreach ((string Path, int Node) late in _tail)
        {
            if (late.Path.StartsWith(prefix, comparison))
                yield return late;
        }
    }

    private int FirstFrom(string prefix)
    {
        (string Path, int Node)[] sorted = _sorted;
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
