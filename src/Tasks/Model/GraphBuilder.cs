using TaskGraph.Model.Text;

namespace TaskGraph.Model;

/// <summary>What a graph is built from, beside the nodes.</summary>
public sealed record GraphOptions
{
    /// <summary>What there is to share.</summary>
    public required Limits Limits { get; init; }

    /// <summary>Whether paths are compared without case.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>Absolute path of the project's folder; it tells what in the project a glob means that begins above it. Empty if that is not wanted.</summary>
    public string ProjectFolder { get; init; } = "";

    /// <summary>Whether an input that another node declares as output is an edge, also one that a dep file named.</summary>
    public bool InferDependencies { get; init; } = true;

    /// <summary>How many nodes there may be.</summary>
    public int MaxNodes { get; init; } = 1_000_000;

    /// <summary>Inputs that a node's dep file named last time, as numbers of <see cref="Graph.Paths"/>; null for none.</summary>
    public Func<string, int[]?>? Discovered { get; init; }
}

/// <summary>
/// Makes a <see cref="Graph"/> of nodes, and reports everything that is wrong with them at once. Linear in nodes, edges and paths, but for patterns,
/// which cost what they match.
/// </summary>
public sealed class GraphBuilder
{
    // To look for the nearest name is to compare all: half a second's worth of it, so that thousands of mistakes in a large graph are told as fast as one.
    private const int MostComparisons = 10_000_000;

    private readonly GraphOptions _options;
    private List<Problem> _problems;
    private readonly Graph _graph;
    private readonly FileProducers _producers;
    private readonly HashSet<int> _seen = [];
    private readonly List<int> _found = [];
    private SortedNames? _names;
    private long _comparisons;

    // Sorting all names pays from the first pattern or mistake on, and only from then on.
    private SortedNames Names => _names ??= new SortedNames(_graph);

    private GraphBuilder(PathTable paths, GraphOptions options, List<Problem> problems)
    {
        _options = options;
        _problems = problems;
        _graph = new Graph(paths);
        _producers = new FileProducers(_graph, options.IgnoreCase, options.ProjectFolder);
    }

    /// <summary>Builds the graph; it may be used only if no problem but warnings was added.</summary>
    public static Graph Build(IReadOnlyList<Node> nodes, PathTable paths, GraphOptions options, List<Problem> problems) =>
        Build(nodes, paths, options, problems, out _);

    /// <summary>Builds the graph, and what lets it grow afterwards.</summary>
    public static Graph Build(IReadOnlyList<Node> nodes, PathTable paths, GraphOptions options, List<Problem> problems, out GraphGrowth growth)
    {
        // What dep files named is an edge as well where another node makes it; but yesterday's discovery may make a cycle with today's declaration,
        // and only declarations may be at fault for a cycle.
        if (options.Discovered is not null)
        {
            var attempt = new List<Problem>();
            var tried = new GraphBuilder(paths, options, attempt);
            Graph graph = tried.Build(nodes);
            if (attempt.TrueForAll(problem => problem.Kind != ProblemKind.Cycle))
            {
                problems.AddRange(attempt);
                growth = new GraphGrowth(tried, graph, tried._producers, options);
                return graph;
            }
        }

        var builder = new GraphBuilder(paths, options with { Discovered = null }, problems);
        growth = new GraphGrowth(builder, builder._graph, builder._producers, options);
        return builder.Build(nodes);
    }

    private Graph Build(IReadOnlyList<Node> nodes)
    {
        if (nodes.Count > _options.MaxNodes)
        {
            // The map that is too long, if it is one.
            _problems.Add(new Problem(ProblemKind.TooManyNodes, nodes[_options.MaxNodes].Origin, nodes.Count.ToString()) { Detail = _options.MaxNodes.ToString() });
            return _graph;
        }

        Dictionary<string, int>? times = null;
        foreach (Node node in nodes)
        {
            CheckResources(node);
            if (_graph.TryAdd(node))
                continue;
            times ??= [];
            int time = times[node.Name] = times.GetValueOrDefault(node.Name, 1) + 1;
            _problems.Add(new Problem(ProblemKind.DuplicateName, node, node.Name) { Detail = time.ToString(), Other = _graph[_graph.Find(node.Name)] });
        }

        for (int node = 0; node < _graph.Count; node++)
            _producers.AddOutputs(node, _problems);

        for (int node = 0; node < _graph.Count; node++)
            CheckOverlap(node);
        for (int node = 0; node < _graph.Count; node++)
            AddEdges(node, discovered: true);
        foreach ((int start, string text) in Cycles.Find(_graph))
            _problems.Add(new Problem(ProblemKind.Cycle, _graph[start], text));
        return _graph;
    }

    /// <summary>Adds a node of a graph that grows; what its outputs and names can be has been checked.</summary>
    internal void Append(Node node, int parent)
    {
        _graph.TryAdd(node, parent);
        _producers.AddOutputs(_graph.Count - 1, _problems);
    }

    /// <summary>Adds the edges of a node that was appended, but for those that a dep file named last time.</summary>
    internal void Connect(int number, List<Problem> problems)
    {
        _problems = problems;
        _names = null;
        AddEdges(number, discovered: false);
    }

    internal void CheckResources(Node node, List<Problem> problems)
    {
        _problems = problems;
        CheckResources(node);
    }

    private void CheckResources(Node node)
    {
        foreach (ResourceAmount amount in node.Resources)
        {
            int resource = _options.Limits.Find(amount.Name);
            if (resource < 0)
            {
                string? nearest = NearestName.Find(amount.Name, _options.Limits.Resources.Select(known => known.Name));
                _problems.Add(new Problem(ProblemKind.UnknownResource, node, amount.Name) { Member = "Resources", Detail = nearest ?? "" });
            }
            else if (amount.Amount > _options.Limits.Resources[resource].Amount)
            {
                string there = _options.Limits.Resources[resource].Amount.ToString();
                _problems.Add(new Problem(ProblemKind.ResourceExceeded, node, $"{amount.Name}={amount.Amount}") { Member = "Resources", Detail = there });
            }
        }
    }

    // A folder is its node's, with all that is in it: two nodes that write into one another's folders would delete and record each other's files.
    private void CheckOverlap(int number)
    {
        foreach (int path in _graph.Outputs[number])
        {
            int other = _producers.Around(_graph.Paths[path]);
            if (other >= 0 && other != number)
                _problems.Add(new Problem(ProblemKind.DuplicateOutput, _graph[number], _graph.Paths[path]) { Member = "Outputs", Other = _graph[other] });
        }
    }

    private void AddEdges(int number, bool discovered)
    {
        Node node = _graph[number];
        _seen.Clear();
        foreach (string name in node.DependsOn)
            AddNamed(number, node, name, "DependsOn", _graph.Named, orderOnly: false);
        foreach (Node instance in node.Instances)
        {
            if (_graph.Find(instance.Name) is >= 0 and int there)
                AddEdge(number, there, _graph.Named, orderOnly: false);
        }

        _graph.Named.EndRow();

        foreach (string input in node.Inputs)
            AddInput(number, input);
        _graph.Inputs.EndRow();
        if (discovered && _options.InferDependencies && node.DepFile is not null && _options.Discovered?.Invoke(node.Name) is { } paths)
        {
            foreach (int path in paths)
                AddByFile(number, _producers.Of(_graph.Paths[path]));
        }

        foreach (string name in node.Behind)
            AddNamed(number, node, name, "DependsOn", _graph.ByFile, orderOnly: false);
        foreach (ResultReference result in ResultReference.Of(node, _graph))
        {
            if (result.Node >= 0)
                AddByFile(number, result.Node);
            else
                MissingResult(node, result);
        }

        _graph.ByFile.EndRow();

        foreach (string name in node.RunAfter)
            AddNamed(number, node, name, "RunAfter", _graph.After, orderOnly: true);
        _graph.After.EndRow();
    }

    private void AddNamed(int number, Node node, string name, string member, IntRows rows, bool orderOnly)
    {
        if (name.AsSpan().ContainsAny('*', '?'))
        {
            bool any = false;
            foreach (int match in Names.Match(name))
            {
                if (match == number)
                    continue;
                any = true;
                AddEdge(number, match, rows, orderOnly);
            }

            if (!any)
                _problems.Add(new Problem(ProblemKind.EmptyPattern, node, name) { Member = member });
            return;
        }

        int dependency = _graph.Find(name);
        if (dependency >= 0)
        {
            AddEdge(number, dependency, rows, orderOnly);
            return;
        }

        _problems.Add(new Problem(ProblemKind.MissingDependency, node, name) { Member = member, Detail = NearestOf(name) ?? "" });
    }

    private string? NearestOf(string name)
    {
        if (_comparisons >= MostComparisons)
            return null;
        _comparisons += _graph.Count;
        return Names.Nearest(name);
    }

    private void MissingResult(Node node, ResultReference result) =>
        _problems.Add(new Problem(ProblemKind.MissingDependency, node, result.Name) { Member = $"{{results.{result.Text}}}", Detail = Names.Nearest(result.Name) ?? "" });

    private void AddInput(int number, string input)
    {
        if (!Glob.IsPattern(input))
            _graph.Inputs.Add(_graph.Paths.Intern(input));
        if (!_options.InferDependencies)
            return;
        _found.Clear();
        _producers.Find(input, _found);
        _producers.FindComing(input, _found);
        foreach (int producer in _found)
            AddByFile(number, producer);
    }

    // A node that reads what it writes does not wait for itself: its own outputs are no inputs of it.
    private void AddByFile(int number, int producer)
    {
        if (producer >= 0 && producer != number)
            AddEdge(number, producer, _graph.ByFile, orderOnly: false);
    }

    private void AddEdge(int number, int dependency, IntRows rows, bool orderOnly)
    {
        if (!_seen.Add(dependency))
            return;
        rows.Add(dependency);
        _graph.AddDependent(dependency, number, orderOnly);
    }
}
