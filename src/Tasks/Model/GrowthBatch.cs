using TaskGraph.Model.Text;

namespace TaskGraph.Model;

/// <summary>The nodes of one request to grow, among themselves: names, outputs and cycles.</summary>
internal sealed class GrowthBatch
{
    private readonly IReadOnlyList<Node> _nodes;
    private readonly GraphOptions _options;
    private readonly Graph _graph;
    private readonly FileProducers _producers;

    public GrowthBatch(IReadOnlyList<Node> nodes, PathTable paths, GraphOptions options)
    {
        _nodes = nodes;
        _options = options;
        _graph = new Graph(paths);
        _producers = new FileProducers(_graph, options.IgnoreCase, options.ProjectFolder);
    }

    /// <summary>The nodes of the request that one of them waits for, once it has been checked.</summary>
    public ReadOnlySpan<int> DependenciesOf(int index) => _graph.Named[index];

    /// <summary>Reports what is wrong.</summary>
    /// <param name="there">The graph as it is.</param>
    /// <param name="problems">Takes it.</param>
    public void Check(Graph there, List<Problem> problems)
    {
        foreach (Node node in _nodes)
        {
            if (!_graph.TryAdd(node))
                problems.Add(new Problem(ProblemKind.DuplicateName, node, node.Name) { Detail = "2", Other = _graph[_graph.Find(node.Name)] });
        }

        for (int node = 0; node < _graph.Count; node++)
            _producers.AddOutputs(node, problems);
        bool any = false;
        for (int node = 0; node < _graph.Count; node++)
        {
            foreach (int path in _graph.Outputs[node])
            {
                int other = _graph.Count == 1 ? -1 : _producers.Around(_graph.Paths[path]);
                if (other >= 0 && other != node)
                    problems.Add(new Problem(ProblemKind.DuplicateOutput, _graph[node], _graph.Paths[path]) { Member = "Outputs", Other = _graph[other] });
            }

            any |= Connect(node, there, problems);
        }

        if (!any)
            return;
        foreach ((int start, string text) in Cycles.Find(_graph))
            problems.Add(new Problem(ProblemKind.Cycle, _graph[start], text));
    }

    // True if the node waits for another one of the request.
    private bool Connect(int number, Graph there, List<Problem> problems)
    {
        Node node = _graph[number];
        var seen = new HashSet<int>();
        foreach (string name in node.DependsOn)
            AddNamed(number, name, "DependsOn", there, seen, problems);
        foreach (string name in node.Behind)
            AddNamed(number, name, "DependsOn", there, seen, problems);
        foreach (string name in node.RunAfter)
            AddNamed(number, name, "RunAfter", there, seen, problems);
        var producers = new List<int>();
        foreach (string input in _options.InferDependencies && _graph.Count > 1 ? node.Inputs : [])
            _producers.Find(input, producers);
        // What a node writes itself is no input of it; what it names itself is a mistake.
        seen.UnionWith(producers.Where(producer => producer != number));
        foreach (ResultReference result in ResultReference.Of(node, _graph))
            AddResult(number, result, there, seen, problems);
        foreach (int dependency in seen)
            _graph.Named.Add(dependency);
        _graph.Named.EndRow();
        _graph.ByFile.EndRow();
        _graph.After.EndRow();
        return seen.Count > 0;
    }

    // A name with dots in it may be there and come as well; the longer one is meant.
    private void AddResult(int number, ResultReference result, Graph there, HashSet<int> seen, List<Problem> problems)
    {
        ResultReference other = ResultReference.Parse(result.Text, _graph[number], there);
        if (result.Node >= 0 && (other.Node < 0 || result.Key.Length < other.Key.Length))
        {
            seen.Add(result.Node);
        }
        else if (other.Node < 0)
        {
            int dot = result.Text.LastIndexOf('.');
            string name = dot < 0 ? result.Text : result.Text[..dot];
            problems.Add(Missing(number, name, $"{{results.{result.Text}}}"));
        }
    }

    private Problem Missing(int number, string name, string member) =>
        new(ProblemKind.MissingDependency, _graph[number], name) { Member = member, Detail = NearestName.Find(name, _nodes.Select(node => node.Name)) ?? "" };

    private void AddNamed(int number, string name, string member, Graph there, HashSet<int> seen, List<Problem> problems)
    {
        if (name.AsSpan().ContainsAny('*', '?'))
        {
            var pattern = new NamePattern(name);
            for (int other = 0; other < _graph.Count; other++)
            {
                if (other != number && pattern.IsMatch(_graph[other].Name))
                    seen.Add(other);
            }

            return;
        }

        int dependency = _graph.Find(name);
        if (dependency >= 0)
            seen.Add(dependency);
        else if (there.Find(name) < 0)
            problems.Add(Missing(number, name, member));
    }
}
