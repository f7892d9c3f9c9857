using TaskGraph.Model.Text;

namespace TaskGraph.Model;

/// <summary>An edge to a node that came while the build ran, from one that was there before it.</summary>
/// <param name="Node">The node that waits.</param>
/// <param name="Dependency">The new one.</param>
public readonly record struct LateEdge(int Node, int Dependency);

/// <summary>What a graph that grows has to know of the plan.</summary>
public interface IProgress
{
    /// <summary>True if nothing can wait for a node any more: it and all its children have ended. One that has just been added is not closed.</summary>
    bool IsClosed(int node);

    /// <summary>True if a node can still be made to wait: it has not been checked.</summary>
    bool CanWait(int node);
}

/// <summary>
/// Adds nodes to a graph while it is built. They are checked as those of the beginning are, and against them; all of a request are added, or none.
/// What it costs goes by the size of the request, and by patterns and folders what these match.
/// </summary>
public sealed class GraphGrowth
{
    private readonly GraphBuilder _builder;
    private readonly Graph _graph;
    private readonly FileProducers _producers;
    private readonly GraphOptions _options;
    private readonly FileConsumers _consumers;
    private readonly Stack<int> _open = new();

    // Which node was come upon from which; -1 from the node that is asked about.
    private readonly Dictionary<int, int> _seen = [];

    internal GraphGrowth(GraphBuilder builder, Graph graph, FileProducers producers, GraphOptions options)
    {
        _builder = builder;
        _graph = graph;
        _producers = producers;
        _options = options;
        _consumers = new FileConsumers(graph, options.IgnoreCase);
    }

    /// <summary>Adds nodes as children of a node, in this order, behind all that are there.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="parent">Who adds them.</param>
    /// <param name="progress">How far the build is.</param>
    /// <param name="late">Takes the edges to them from nodes that were there before.</param>
    /// <param name="problems">Takes what is wrong with them.</param>
    /// <returns>False if anything but warnings is wrong; then nothing was added.</returns>
    public bool TryAdd(IReadOnlyList<Node> nodes, int parent, IProgress progress, List<LateEdge> late, List<Problem> problems)
    {
        int before = problems.Count;
        int first = _graph.Count;
        if (_graph.Count + nodes.Count > _options.MaxNodes)
            problems.Add(new Problem(ProblemKind.TooManyNodes, _graph[parent], (_graph.Count + nodes.Count).ToString()) { Detail = _options.MaxNodes.ToString() });
        foreach (Node node in nodes)
        {
            node.InheritPriority(_graph[parent].Priority);
            _builder.CheckResources(node, problems);
            if (_graph.Find(node.Name) is >= 0 and int same)
                problems.Add(new Problem(ProblemKind.DuplicateName, node, node.Name) { Detail = "2", Other = _graph[same] });
            CheckOutputs(node, problems);
        }

        var batch = new GrowthBatch(nodes, _graph.Paths, _options);
        batch.Check(_graph, problems);
        if (!IsSound(problems, before))
            return false;
        var consumers = new List<(int Consumer, int Index)>();
        for (int i = 0; i < nodes.Count && _options.InferDependencies; i++)
            FindConsumers(nodes[i], i, progress, consumers);
        CheckAbove(nodes, parent, progress, problems);
        foreach (int index in consumers.Select(waiting => waiting.Index).Distinct())
            CheckConsumers(nodes, index, batch, consumers, progress, problems);
        if (!IsSound(problems, before))
            return false;
        Append(nodes, parent, consumers, late, problems);
        Discover(first, progress);
        return true;
    }

    /// <summary>A child that has ended is not wanted any more: its name and its outputs are free for others.</summary>
    public void Retire(int node)
    {
        _graph.Retire(node);
        _producers.Release(node);
    }

    private static bool IsSound(List<Problem> problems, int from)
    {
        for (int i = from; i < problems.Count; i++)
        {
            if (!problems[i].IsWarning)
                return false;
        }

        return true;
    }

    private void Append(IReadOnlyList<Node> nodes, int parent, List<(int Consumer, int Index)> consumers, List<LateEdge> late, List<Problem> problems)
    {
        int first = _graph.Count;
        foreach (Node node in nodes)
            _builder.Append(node, parent);
        for (int i = 0; i < nodes.Count; i++)
        {
            _builder.Connect(first + i, problems);
            _consumers.Add(first + i);
        }

        foreach ((int consumer, int index) in consumers)
        {
            if (_graph.Late(consumer).Contains(first + index))
                continue;
            _graph.AddLate(consumer, first + index);
            late.Add(new LateEdge(consumer, first + index));
        }
    }

    private void CheckOutputs(Node node, List<Problem> problems)
    {
        foreach (string output in node.Outputs)
        {
            int other = Glob.IsPattern(output) ? -1 : _producers.Of(output);
            if (other < 0 && (output.EndsWith('/') || Glob.IsPattern(output)))
                other = First(Glob.IsPattern(output) ? _producers.Matching(output) : _producers.Below(output));
            if (other >= 0)
                problems.Add(new Problem(ProblemKind.DuplicateOutput, node, output) { Member = "Outputs", Other = _graph[other] });
        }
    }

    private static int First(IEnumerable<int> producers)
    {
        foreach (int producer in producers)
            return producer;
        return -1;
    }

    private void FindConsumers(Node node, int index, IProgress progress, List<(int Consumer, int Index)> found)
    {
        foreach (string output in node.Outputs)
        {
            foreach (int consumer in _consumers.Of(output))
            {
                if (progress.CanWait(consumer))
                    found.Add((consumer, index));
            }
        }
    }

    // A child is part of its parent for all who wait for that one. So it may wait for nothing that waits for its parent or for a node above that. What was added
    // below the same parent has been looked at when it was added, and what one node of the request has led to need not be looked at for the next.
    private void CheckAbove(IReadOnlyList<Node> nodes, int parent, IProgress progress, List<Problem> problems)
    {
        _seen.Clear();
        foreach (Node node in nodes)
        {
            foreach (int dependency in DependenciesOf(node))
                Visit(dependency, -1, progress);
            while (_open.TryPop(out int at))
            {
                if (IsAncestor(at, parent))
                {
                    _open.Clear();
                    problems.Add(CycleThrough(node, at));
                }
                else if (!IsAncestor(parent, at))
                {
                    VisitNext(at, progress);
                }
            }
        }
    }

    // Nor may it wait for who will wait for it, also by way of others that come with it. Those have numbers from the end of the graph on here.
    private void CheckConsumers(
        IReadOnlyList<Node> nodes, int index, GrowthBatch batch, List<(int Consumer, int Index)> consumers, IProgress progress, List<Problem> problems)
    {
        _seen.Clear();
        _open.Push(_graph.Count + index);
        while (_open.TryPop(out int at))
        {
            if (at >= _graph.Count)
            {
                foreach (int dependency in DependenciesOf(nodes[at - _graph.Count]))
                    Visit(dependency, -1, progress);
                foreach (int other in batch.DependenciesOf(at - _graph.Count))
                    VisitNew(other, -1);
                continue;
            }

            foreach ((int consumer, int made) in consumers)
            {
                if (consumer == at && made == index)
                {
                    _open.Clear();
                    problems.Add(CycleThrough(nodes[index], at));
                    return;
                }

                if (consumer == at)
                    VisitNew(made, at);
            }

            VisitNext(at, progress);
        }
    }

    // What a dep file named last time is an edge where it makes no cycle: only declarations may be at fault for one.
    private void Discover(int first, IProgress progress)
    {
        for (int number = first; number < _graph.Count && _options.InferDependencies; number++)
        {
            if (_graph[number].DepFile is null || _options.Discovered?.Invoke(_graph[number].Name) is not { } discovered)
                continue;
            foreach (int path in discovered)
            {
                int producer = _producers.Of(_graph.Paths[path]);
                if (producer >= 0 && producer != number && !IsDependency(number, producer) && !LeadsTo(producer, number, progress))
                    _graph.AddLate(number, producer);
            }
        }
    }

    private bool LeadsTo(int from, int to, IProgress progress)
    {
        _seen.Clear();
        Visit(from, -1, progress);
        while (_open.TryPop(out int at))
        {
            if (IsAncestor(at, to))
            {
                _open.Clear();
                return true;
            }

            VisitNext(at, progress);
        }

        return false;
    }

    private bool IsDependency(int node, int dependency)
    {
        for (int i = _graph.DependencyCount(node) - 1; i >= 0; i--)
        {
            if (_graph.Dependency(node, i) == dependency)
                return true;
        }

        return false;
    }

    private Problem CycleThrough(Node node, int last)
    {
        string way = node.Name;
        for (int at = last; at >= 0; at = _seen.GetValueOrDefault(at, -1))
            way = at < _graph.Count ? $"{_graph[at].Name} → {way}" : way;
        return new Problem(ProblemKind.Cycle, node, $"{node.Name} → {way}");
    }

    private void VisitNext(int at, IProgress progress)
    {
        int count = _graph.DependencyCount(at);
        for (int i = 0; i < count; i++)
            Visit(_graph.Dependency(at, i), at, progress);
        foreach (int child in _graph.ChildrenOf(at))
            Visit(child, at, progress);
    }

    private void VisitNew(int index, int from)
    {
        if (_seen.TryAdd(_graph.Count + index, from))
            _open.Push(_graph.Count + index);
    }

    private void Visit(int node, int from, IProgress progress)
    {
        if (!progress.IsClosed(node) && _seen.TryAdd(node, from))
            _open.Push(node);
    }

    // True if `above` is `node` itself or one that added it, directly or not.
    private bool IsAncestor(int above, int node)
    {
        for (int at = node; at >= 0; at = _graph.ParentOf(at))
        {
            if (at == above)
                return true;
        }

        return false;
    }

    private IEnumerable<int> DependenciesOf(Node node)
    {
        foreach (string name in node.DependsOn)
        {
            foreach (int match in Named(name))
                yield return match;
        }

        foreach (string name in node.Behind)
        {
            foreach (int match in Named(name))
                yield return match;
        }

        foreach (string name in node.RunAfter)
        {
            foreach (int match in Named(name))
                yield return match;
        }

        foreach (ResultReference result in ResultReference.Of(node, _graph))
        {
            if (result.Node >= 0)
                yield return result.Node;
        }

        if (!_options.InferDependencies)
            yield break;
        var producers = new List<int>();
        foreach (string input in node.Inputs)
            _producers.Find(input, producers);
        foreach (int producer in producers)
            yield return producer;
    }

    private List<int> Named(string name)
    {
        if (name.AsSpan().ContainsAny('*', '?'))
            return new SortedNames(_graph).Match(name);
        return _graph.Find(name) is >= 0 and int node ? [node] : [];
    }
}
