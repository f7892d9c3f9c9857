using System.Runtime.InteropServices;

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
    private readonly Dictionary<int, List<int>> _late = [];
    private readonly HashSet<int> _retired = [];
    private int[] _parents = new int[16];
    private int[] _firstChild = new int[16];
    private int[] _lastChild = new int[16];
    private int[] _nextChild = new int[16];
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

    /// <summary>Nodes that make a file or leave a result which a node reads, and which it does not name: it waits for them and fails with them; the file or result alone is its input.</summary>
    public IntRows ByFile { get; } = new();

    /// <summary>Nodes that a node runs after: order only.</summary>
    public IntRows After { get; } = new();

    /// <summary>Nodes that came while the build ran and make a file which a node reads that was there before them: as <see cref="ByFile"/>.</summary>
    public ReadOnlySpan<int> Late(int node) => _late.TryGetValue(node, out List<int>? late) ? CollectionsMarshal.AsSpan(late) : [];

    /// <summary>Declared inputs that are plain paths.</summary>
    public IntRows Inputs { get; } = new();

    /// <summary>Declared outputs that are plain paths.</summary>
    public IntRows Outputs { get; } = new();

    /// <summary>The number of a name, or -1.</summary>
    public int Find(string name) => _byName.TryGetValue(name, out int node) ? node : -1;

    /// <summary>The node that added a node, or -1: who waits for a node waits for its children as well.</summary>
    public int ParentOf(int node) => _parents[node];

    /// <summary>A node's place in the order of declaration: its number or, for one that was added by another, that of the declared node it comes from.</summary>
    public int PlaceOf(int node)
    {
        while (_parents[node] >= 0)
            node = _parents[node];
        return node;
    }

    /// <summary>Walks the children of a node, in the order in which they were added.</summary>
    public ChildrenEnumerator ChildrenOf(int node) => new(this, _firstChild[node]);

    /// <summary>True if a node has children.</summary>
    public bool HasChildren(int node) => _firstChild[node] >= 0;

    /// <summary>How many nodes a node waits for.</summary>
    public int DependencyCount(int node) => Named[node].Length + ByFile[node].Length + After[node].Length + Late(node).Length;

    /// <summary>One of the nodes that a node waits for: the named ones first, then those by file, then those it only runs after, then those that came late.</summary>
    public int Dependency(int node, int index)
    {
        ReadOnlySpan<int> named = Named[node];
        if (index < named.Length)
            return named[index];
        index -= named.Length;
        ReadOnlySpan<int> byFile = ByFile[node];
        if (index < byFile.Length)
            return byFile[index];
        index -= byFile.Length;
        ReadOnlySpan<int> after = After[node];
        return index < after.Length ? after[index] : Late(node)[index - after.Length];
    }

    /// <summary>True if a node only runs after this one of the nodes that it waits for.</summary>
    public bool IsOrderOnly(int node, int index)
    {
        int first = Named[node].Length + ByFile[node].Length;
        return index >= first && index < first + After[node].Length;
    }

    /// <summary>Walks the nodes that wait for a node, each with whether the edge is order-only.</summary>
    public DependentsEnumerator DependentsOf(int node) => new(this, _firstDependent[node]);

    internal bool TryAdd(Node node, int parent = -1)
    {
        int number = _nodes.Count;
        if (!_byName.TryAdd(node.Name, number))
            return false;
        if (number == _firstDependent.Length)
            Grow(number * 2);
        _firstDependent[number] = _firstChild[number] = _lastChild[number] = _nextChild[number] = -1;
        _parents[number] = parent;
        if (parent >= 0)
            AddChild(parent, number);
        _nodes.Add(node);
        return true;
    }

    /// <summary>True for a node that is not wanted any more: it has ended, is not found by its name, and what it declares is free.</summary>
    public bool IsRetired(int node) => _retired.Contains(node);

    internal void Retire(int node)
    {
        _retired.Add(node);
        if (Find(_nodes[node].Name) == node)
            _byName.Remove(_nodes[node].Name);
    }

    internal void AddLate(int node, int dependency)
    {
        if (!_late.TryGetValue(node, out List<int>? late))
            _late.Add(node, late = []);
        late.Add(dependency);
        AddDependent(dependency, node, orderOnly: false);
    }

    private void AddChild(int parent, int child)
    {
        if (_lastChild[parent] < 0)
            _firstChild[parent] = child;
        else
            _nextChild[_lastChild[parent]] = child;
        _lastChild[parent] = child;
    }

    private void Grow(int length)
    {
        Array.Resize(ref _firstDependent, length);
        Array.Resize(ref _parents, length);
        Array.Resize(ref _firstChild, length);
        Array.Resize(ref _lastChild, length);
        Array.Resize(ref _nextChild, length);
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

    /// <summary>Walks the children of a node without allocating.</summary>
    public struct ChildrenEnumerator
    {
        private readonly Graph _graph;
        private int _next;

        internal ChildrenEnumerator(Graph graph, int first)
        {
            _graph = graph;
            _next = first;
            Current = 0;
        }

        /// <summary>The child.</summary>
        public int Current { get; private set; }

        /// <summary>The enumerator itself, for foreach.</summary>
        public readonly ChildrenEnumerator GetEnumerator() => this;

        /// <summary>Goes to the next one.</summary>
        public bool MoveNext()
        {
            if (_next < 0)
                return false;
            Current = _next;
            _next = _graph._nextChild[_next];
            return true;
        }
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
