namespace TaskGraph.Model;

/// <summary>
/// The graph: nodes as dense numbers in declaration order, edges as rows of numbers. It only grows. Which nodes there are and what they wait for is
/// here; what state they are in is the <see cref="Plan"/>'s.
/// </summary>
public sealed class Graph
{
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private int[] _firstDependent = new int[16];
    private int[] _nextDependent = new int[32];
    private int[] _dependents = new int[32];
    private int _edges;

    internal Graph(PathTable paths) => Paths = paths;

    /// <summary>The paths that the rows of inputs and outputs number.</summary>
    public PathTable Paths { get; }

    /// <summary>How many nodes there are.</summary>
    public int Count => _nodes.Count;

    /// <summary>How many edges there are, order-only ones included.</summary>
    public int EdgeCount => _edges;

    /// <summary>A node by its number.</summary>
    public Node this[int node] => _nodes[node];

    /// <summary>Nodes that a node names in DependsOn: it waits for them, fails with them, and their outputs are its inputs.</summary>
    public IntRows Named { get; } = new();

    /// <summary>Nodes that make a file which a node reads, and which it does not name: it waits for them and fails with them; the file alone is its input.</summary>
    public IntRows ByFile { get; } = new();

    /// <summary>Nodes that a node runs after: order only.</summary>
    public IntRows After { get; } = new();

    /// <summary>Declared inputs that are plain paths.</summary>
    public IntRows Inputs { get; } = new();

    /// <summary>Declared outputs that are plain paths.</summary>
    public IntRows Outputs { get; } = new();

    /// <summary>The number of a name, or -1.</summary>
    public int Find(string name) => _byName.TryGetValue(name, out int node) ? node : -1;

    /// <summary>How many nodes a node waits for.</summary>
    public int DependencyCount(int node) => Named[node].Length + ByFile[node].Length + After[node].Length;

    /// <summary>One of the nodes that a node waits for: the named ones first, then those by file, then those it only runs after.</summary>
    public int Dependency(int node, int index)
    {
        ReadOnlySpan<int> named = Named[node];
        if (index < named.Length)
            return named[index];
        index -= named.Length;
        ReadOnlySpan<int> byFile = ByFile[node];
        return index < byFile.Length ? byFile[index] : After[node][index - byFile.Length];
    }

    /// <summary>Walks the nodes that wait for a node, each with whether the edge is order-only.</summary>
    public DependentsEnumerator DependentsOf(int node) => new(this, _firstDependent[node]);

    internal bool TryAdd(Node node)
    {
        if (!_byName.TryAdd(node.Name, _nodes.Count))
            return false;
        if (_nodes.Count == _firstDependent.Length)
            Array.Resize(ref _firstDependent, _nodes.Count * 2);
        _firstDependent[_nodes.Count] = -1;
        _nodes.Add(node);
        return true;
    }

    internal void AddDependent(int dependency, int dependent, bool orderOnly)
    {
        if (_edges == _dependents.Length)
        {
            Array.Resize(ref _dependents, _edges * 2);
            Array.Resize(ref _nextDependent, _edges * 2);
        }

        _dependents[_edges] = (dependent << 1) | (orderOnly ? 1 : 0);
        _nextDependent[_edges] = _firstDependent[dependency];
        _firstDependent[dependency] = _edges++;
    }

    /// <summary>Walks the dependents of a node without allocating.</summary>
    public struct DependentsEnumerator
    {
        private readonly Graph _graph;
        private int _next;

        internal DependentsEnumerator(Graph graph, int first)
        {
            _graph = graph;
            _next = first;
            Current = 0;
            IsOrderOnly = false;
        }

        /// <summary>The dependent.</summary>
        public int Current { get; private set; }

        /// <summary>True if the edge carries order alone.</summary>
        public bool IsOrderOnly { get; private set; }

        /// <summary>The enumerator itself, for foreach.</summary>
        public readonly DependentsEnumerator GetEnumerator() => this;

        /// <summary>Goes to the next one.</summary>
        public bool MoveNext()
        {
            if (_next < 0)
                return false;
            int packed = _graph._dependents[_next];
            _next = _graph._nextDependent[_next];
            Current = packed >> 1;
            IsOrderOnly = (packed & 1) != 0;
            return true;
        }
    }
}
