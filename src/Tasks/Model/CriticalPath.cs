namespace TaskGraph.Model;

/// <summary>The longest path from each node to the end of the graph.</summary>
public static class CriticalPath
{
    /// <summary>For each node its own duration and the longest of what waits for it, milliseconds. Linear, without recursion.</summary>
    /// <param name="graph">An acyclic graph.</param>
    /// <param name="durations">Milliseconds a node, at least 0; negative where it is not known, which counts as the average of those known (1 if none is).</param>
    public static long[] Remaining(Graph graph, ReadOnlySpan<int> durations)
    {
        long[] remaining = new long[graph.Count];
        int[] order = Topological(graph);
        long unknown = Average(durations);
        for (int i = order.Length - 1; i >= 0; i--)
        {
            int node = order[i];
            remaining[node] += durations[node] >= 0 ? durations[node] : unknown;
            int count = graph.DependencyCount(node);
            for (int k = 0; k < count; k++)
            {
                int dependency = graph.Dependency(node, k);
                remaining[dependency] = Math.Max(remaining[dependency], remaining[node]);
            }
        }

        return remaining;
    }

    /// <summary>The nodes so that each comes after all that it waits for.</summary>
    public static int[] Topological(Graph graph)
    {
        int[] waiting = new int[graph.Count];
        int[] order = new int[graph.Count];
        int found = 0;
        for (int node = 0; node < graph.Count; node++)
        {
            waiting[node] = graph.DependencyCount(node);
            if (waiting[node] == 0)
                order[found++] = node;
        }

        for (int taken = 0; taken < found; taken++)
        {
            Graph.DependentsEnumerator dependents = graph.DependentsOf(order[taken]);
            while (dependents.MoveNext())
            {
                if (--waiting[dependents.Current] == 0)
                    order[found++] = dependents.Current;
            }
        }

        return order;
    }

    private static long Average(ReadOnlySpan<int> durations)
    {
        long sum = 0, known = 0;
        foreach (int duration in durations)
        {
            if (duration < 0)
                continue;
            sum += duration;
            known++;
        }

        return known == 0 ? 1 : Math.Max(1, sum / known);
    }
}
