namespace TaskGraph.Model;

/// <summary>The workflow that a node was declared in, where that is not the project that is built: a workflow that is a node of it.</summary>
/// <param name="Prefix">What its nodes' names begin with: 'sub/'; empty for the project's own.</param>
/// <param name="Folder">Absolute path of its folder, '/' between segments, none at the end; empty for the project's own.</param>
/// <param name="Base">The folder as a canonical path with '/' at the end; empty for the project's own.</param>
public sealed record NodeScope(string Prefix, string Folder, string Base)
{
    /// <summary>In how many workflows it lies.</summary>
    public int Depth { get; init; }

    /// <summary>The project that is built.</summary>
    public static NodeScope Project { get; } = new("", "", "");

    /// <summary>The name in the graph that a program of one of its nodes means: its names are the workflow's own, and one that begins with the prefix is a whole one already, as TASKGRAPH_NODE is.</summary>
    public string NameOf(string sent) => sent.StartsWith(Prefix, StringComparison.Ordinal) ? sent : Prefix + sent;
}
