namespace TaskGraph.Model;

/// <summary>Strongly connected components after Tarjan ("Depth-first search and linear graph algorithms", 1972), without recursion.</summary>
internal static class StrongComponents
{
    /// <summary>For each node the number of its component.</summary>
    public static int[] Of(Graph graph)
    {
        int count = graph.Count;
        int[] component = new int[count], index = new int[count], low = new int[count], edge = new int[count];
        Array.Fill(component, -1);
        Array.Fill(index, -1);
        var path = new Stack<int>();
        var open = new Stack<int>();
        int next = 0, components = 0;
        for (int root = 0; root < count; root++)
        {
            if (index[root] >= 0)
                continue;
            path.Push(root);
            while (path.TryPeek(out int node))
            {
                if (index[node] < 0)
                {
                    index[node] = low[node] = next++;
                    open.Push(node);
                }

                if (edge[node] < graph.DependencyCount(node))
                {
                    int dependency = graph.Dependency(node, edge[node]++);
                    if (index[dependency] < 0)
                        path.Push(dependency);
                    else if (component[dependency] < 0)
                        low[node] = Math.Min(low[node], index[dependency]);
                    continue;
                }

                path.Pop();
                if (path.TryPeek(out int above))
                    low[above] = Math.Min(low[above], low[node]);
                if (low[node] != index[node])
                    continue;
                while (component[node] < 0)
                    component[open.Pop()] = components;
                components++;
            }
        }

        return component;
    }
}
