using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Simulation.Growing;

/// <summary>
/// Whether nodes can be added, by the plainest means: everything that begins or ends is a point, everything that waits an arrow, and no walk along the arrows
/// may come back to where it began.
/// </summary>
internal sealed class WaitsFor
{
    private readonly GrowingInvariants _state;
    private readonly Graph _graph;
    private readonly List<Spec> _added;
    private readonly int _parent;
    private readonly Dictionary<(int Node, bool End), bool> _done = [];

    public WaitsFor(GrowingInvariants state, Graph graph, int parent, List<Spec> added) =>
        (_state, _graph, _parent, _added) = (state, graph, parent, added);

    public bool HasCycle()
    {
        for (int i = 0; i < _added.Count; i++)
        {
            if (ComesBack((_graph.Count + i, true)))
                return true;
        }

        return false;
    }

    /// <summary>The entries of one metadata.</summary>
    public static string[] Entries(Spec spec, string metadata) =>
        [.. spec.Metadata.Where(pair => pair.Metadata == metadata).SelectMany(pair => pair.Value.Split(';'))];

    /// <summary>The node whose result a command reads, or none.</summary>
    public static string[] Read(Spec spec) =>
        [.. Entries(spec, "Command").Where(text => text.StartsWith("{results.", StringComparison.Ordinal)).Select(text => text.Split('.')[1])];

    private bool ComesBack((int Node, bool End) point)
    {
        if (_done.TryGetValue(point, out bool left))
            return !left;
        _done.Add(point, false);
        bool found = (point.End ? BeforeEnd(point.Node) : BeforeBegin(point.Node)).ToList().Exists(ComesBack);
        _done[point] = true;
        return found;
    }

    private IEnumerable<(int Node, bool End)> BeforeEnd(int node)
    {
        if (node < _graph.Count && _state.IsClosed(node))
            yield break;
        yield return (node, false);
        if (node >= _graph.Count)
            yield break;
        foreach (int child in _graph.ChildrenOf(node))
            yield return (child, true);
        for (int i = 0; i < _added.Count && node == _parent; i++)
            yield return (_graph.Count + i, true);
    }

    private IEnumerable<(int Node, bool End)> BeforeBegin(int node)
    {
        if (node >= _graph.Count)
        {
            foreach (int dependency in DependenciesOf(_added[node - _graph.Count]))
                yield return (dependency, true);
            yield break;
        }

        if (_state.HasBegun(node))
            yield break;
        for (int i = 0; i < _graph.DependencyCount(node); i++)
            yield return (_graph.Dependency(node, i), true);
        foreach (int child in _state.DeferredTo(node))
            yield return (child, true);
        for (int i = 0; i < _added.Count; i++)
        {
            if (Entries(_added[i], "Outputs").Any(output => _graph[node].Inputs.Contains(output)))
                yield return (_graph.Count + i, true);
        }
    }

    /// <summary>True if something is named that is neither there nor comes along.</summary>
    public bool NamesWhatIsNotThere() => _added.Any(spec => Entries(spec, "DependsOn").Concat(Entries(spec, "RunAfter")).Concat(Read(spec))
        .Any(name => _graph.Find(name) < 0 && !_added.Exists(other => other.Name == name)));

    private IEnumerable<int> DependenciesOf(Spec spec)
    {
        foreach (string name in Entries(spec, "DependsOn").Concat(Entries(spec, "RunAfter")).Concat(Read(spec)))
        {
            int added = _added.FindIndex(other => other.Name == name);
            if (added >= 0 || _graph.Find(name) >= 0)
                yield return added >= 0 ? _graph.Count + added : _graph.Find(name);
        }

        foreach (string input in Entries(spec, "Inputs"))
        {
            for (int node = 0; node < _graph.Count; node++)
            {
                if (!_graph.IsRetired(node) && _graph[node].Outputs.Contains(input))
                    yield return node;
            }

            for (int i = 0; i < _added.Count; i++)
            {
                if (Entries(_added[i], "Outputs").Contains(input))
                    yield return _graph.Count + i;
            }
        }
    }
}
