namespace TaskGraph.Model;

/// <summary>Finds what waits for itself. Iterative: a chain of 100,000 nodes needs no deep stack.</summary>
internal static class Cycles
{
    // A tangle of thousands of cycles is one mistake made often; the first ones say enough.
    private const int MostTold = 25;

    /// <summary>
    /// For each node that lies on a cycle and on none told before it, a shortest one through it, as text "a → b → a" where a depends on b.
    /// </summary>
    public static List<(int Start, string Text)> Find(Graph graph)
    {
        var texts = new List<(int, string)>();
        int[] knots = StrongComponents.Of(graph);
        int[] sizes = new int[graph.Count];
        foreach (int knot in knots)
            sizes[knot]++;
        int[]? parent = null;
        bool[]? told = null;
        for (int node = 0; node < graph.Count && texts.Count < MostTold; node++)
        {
            if ((sizes[knots[node]] < 2 && !DependsOnItself(graph, node)) || (told is not null && told[node]))
                continue;
            told ??= new bool[graph.Count];
            parent ??= new int[graph.Count];
            List<int> cycle = ShortestThrough(graph, node, knots, parent);
            foreach (int member in cycle)
                told[member] = true;
            texts.Add((node, string.Join(" → ", cycle.Append(node).Select(member => graph[member].Name))));
        }

        return texts;
    }

    private static bool DependsOnItself(Graph graph, int node)
    {
        int count = graph.DependencyCount(node);
        for (int i = 0; i < count; i++)
        {
            if (graph.Dependency(node, i) == node)
                return true;
        }

        return false;
    }

    private static List<int> ShortestThrough(Graph graph, int start, int[] knots, int[] parent)
    {
        Array.Fill(parent, -1);
        var queue = new Queue<int>();
        queue.Enqueue(start);
        while (queue.TryDequeue(out int node))
        {
            int count = graph.DependencyCount(node);
            for (int i = 0; i < count; i++)
            {
                int dependency = graph.Dependency(node, i);
                if (dependency == start)
                    return Path(start, node, parent);
                if (knots[dependency] != knots[start] || parent[dependency] >= 0)
                    continue;
                parent[dependency] = node;
                queue.Enqueue(dependency);
            }
        }

        throw new InvalidOperationException("A node of a strong component lies on a cycle.");
    }

    private static List<int> Path(int start, int last, int[] parent)
    {
        var path = new List<int>();
        for (int node = last; node != start; node = parent[node])
            path.Add(node);
        path.Add(start);
        path.Reverse();
        return path;
    }
}
