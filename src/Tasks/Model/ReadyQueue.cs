namespace TaskGraph.Model;

/// <summary>What decides which of two ready nodes goes first.</summary>
/// <param name="Priority">The author's; larger first.</param>
/// <param name="Remaining">Milliseconds of the longest path that begins with the node; larger first. All 0 where declaration order alone counts.</param>
/// <param name="Place">Its place in the order of declaration, or that of the declared node it comes from; smaller first.</param>
/// <param name="Node">The node's number; smaller first.</param>
public readonly record struct ReadyKey(int Priority, long Remaining, int Place, int Node) : IComparable<ReadyKey>
{
    /// <inheritdoc/>
    public int CompareTo(ReadyKey other)
    {
        int order = other.Priority.CompareTo(Priority);
        if (order == 0)
            order = other.Remaining.CompareTo(Remaining);
        if (order == 0)
            order = Place.CompareTo(other.Place);
        return order != 0 ? order : Node.CompareTo(other.Node);
    }

    /// <summary>True if this goes before another.</summary>
    public static bool operator <(ReadyKey left, ReadyKey right) => left.CompareTo(right) < 0;

    /// <summary>True if this goes after another.</summary>
    public static bool operator >(ReadyKey left, ReadyKey right) => left.CompareTo(right) > 0;

    /// <summary>True if this does not go after another.</summary>
    public static bool operator <=(ReadyKey left, ReadyKey right) => left.CompareTo(right) <= 0;

    /// <summary>True if this does not go before another.</summary>
    public static bool operator >=(ReadyKey left, ReadyKey right) => left.CompareTo(right) >= 0;
}

/// <summary>
/// The stale nodes whose turn it can be, best first, one heap for each distinct need, so that a node that does not fit never hides one that does
/// and finding the best that fits costs a look at as many heaps as there are distinct needs.
/// </summary>
internal sealed class ReadyQueue
{
    // Nearly all nodes take one thread and nothing else; their heap is found without looking anything up.
    private const int Plain = 0;

    private readonly Dictionary<string, int> _byNeed = [];
    private readonly List<(Need Need, PriorityQueue<int, ReadyKey> Nodes)> _heaps = [(new Need(1, []), new PriorityQueue<int, ReadyKey>())];
    private readonly Slots _slots;

    public ReadyQueue(Slots slots) => _slots = slots;

    public void Add(Node node, ReadyKey key) => _heaps[HeapOf(node)].Nodes.Enqueue(key.Node, key);

    /// <summary>The best node that fits into what is free, without taking it.</summary>
    public bool TryPeek(out ReadyKey best, out int heap)
    {
        best = default;
        heap = -1;
        for (int i = 0; i < _heaps.Count; i++)
        {
            if (_heaps[i].Nodes.TryPeek(out _, out ReadyKey key) && (heap < 0 || key < best) && _slots.Fits(_heaps[i].Need))
            {
                best = key;
                heap = i;
            }
        }

        return heap >= 0;
    }

    public void Remove(Node node, int number) => _heaps[HeapOf(node)].Nodes.Remove(number, out _, out _);

    public void Clear()
    {
        foreach ((_, PriorityQueue<int, ReadyKey> nodes) in _heaps)
            nodes.Clear();
    }

    public int Take(int heap) => _heaps[heap].Nodes.Dequeue();

    private int HeapOf(Node node)
    {
        if (node.Cpus == 1 && node.Resources.Length == 0)
            return Plain;
        Need need = _slots.NeedOf(node);
        string text = need.ToString();
        if (!_byNeed.TryGetValue(text, out int heap))
        {
            heap = _heaps.Count;
            _heaps.Add((need, new PriorityQueue<int, ReadyKey>()));
            _byNeed.Add(text, heap);
        }

        return heap;
    }
}
