namespace TaskGraph.Model.Tests;

/// <summary>Builds graphs from a few words: a node is its name, then metadata as 'Name=value'.</summary>
internal sealed class Declared
{
    public List<Problem> Problems { get; } = [];

    public List<Node> Nodes { get; } = [];

    public Limits Limits { get; init; } = new(4, [new ResourceAmount("gpu", 2)]);

    public bool InferDependencies { get; init; } = true;

    public bool IgnoreCase { get; init; }

    public string ProjectFolder { get; init; } = "/w/project";

    public int MaxNodes { get; init; } = 1_000_000;

    public Func<string, string[]>? Discovered { get; init; }

    public Declared Node(string name, params string[] metadata)
    {
        var reader = new NodeReader(ProjectFolder, IgnoreCase, Problems);
        if (!reader.Begin(name, new NodeSource("/w/project/flow.proj", 0), backslashSeparates: true))
            return this;
        foreach (string one in metadata)
        {
            int equals = one.IndexOf('=', StringComparison.Ordinal);
            reader.Set(one[..equals], MetadataValue.Escaped(one[(equals + 1)..]));
        }

        Nodes.Add(reader.End());
        return this;
    }

    public Graph Build()
    {
        var paths = new PathTable(IgnoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        return GraphBuilder.Build(Nodes, paths, new GraphOptions
        {
            Limits = Limits,
            ProjectFolder = ProjectFolder,
            InferDependencies = InferDependencies,
            IgnoreCase = IgnoreCase,
            MaxNodes = MaxNodes,
            Discovered = Discovered is null ? null : name => [.. Discovered(name).Select(path => paths.Intern(path))],
        }, Problems);
    }

    /// <summary>The edges as 'dependent: named | by file | only after'.</summary>
    public static string Edges(Graph graph, string name)
    {
        int node = graph.Find(name);
        string Names(ReadOnlySpan<int> row) => string.Join(",", row.ToArray().Select(other => graph[other].Name));
        return $"{Names(graph.Named[node])}|{Names(graph.ByFile[node])}|{Names(graph.After[node])}";
    }
}
