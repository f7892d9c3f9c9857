using TaskGraph.Model;

namespace TaskGraph.Execution;

/// <summary>The longest path of what ran, by what it took.</summary>
internal sealed class LongestPath(Graph graph)
{
    private long[] _ends = new long[graph.Count];

    /// <summary>Its length, milliseconds.</summary>
    public long Length { get; private set; }

    /// <summary>A node ended that took so many milliseconds, after all that it depends on.</summary>
    public void Extend(int node, int duration)
    {
        if (_ends.Length < graph.Count)
            Array.Resize(ref _ends, Math.Max(graph.Count, _ends.Length * 2));
        long before = 0;
        int count = graph.DependencyCount(node);
        for (int i = 0; i < count; i++)
            before = Math.Max(before, _ends[graph.Dependency(node, i)]);
        _ends[node] = before + duration;
        Length = Math.Max(Length, _ends[node]);
    }
}
