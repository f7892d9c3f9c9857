namespace TaskGraph.MSBuild;

/// <summary>The builds of which this one is a part: a node that builds something runs within one.</summary>
internal static class Ancestors
{
    /// <summary>The variable that names their state folders, and that nodes inherit.</summary>
    public const string Variable = "TASKGRAPH_BUILDS";

    /// <summary>The node that this build runs in; empty if it runs in none.</summary>
    public static string Node => Environment.GetEnvironmentVariable("TASKGRAPH_NODE") ?? "";

    /// <summary>True if one of them works with this state folder: to wait until it is done would never end.</summary>
    public static bool Hold(string stateDirectory) =>
        (Environment.GetEnvironmentVariable(Variable) ?? "").Split(Path.PathSeparator).Contains(Normal(stateDirectory), StringComparer.Ordinal);

    /// <summary>What nodes of a build with this state folder inherit.</summary>
    public static string With(string stateDirectory)
    {
        string above = Environment.GetEnvironmentVariable(Variable) ?? "";
        return above.Length == 0 ? Normal(stateDirectory) : above + Path.PathSeparator + Normal(stateDirectory);
    }

    private static string Normal(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
}
