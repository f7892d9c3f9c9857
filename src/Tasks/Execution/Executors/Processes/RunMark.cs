using System.Security.Cryptography;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>
/// What all processes of a build have in their environment, and no other: by it those are found that left their group and whose parent has ended. Builds within nodes of a build have its
/// mark as well as their own.
/// </summary>
public sealed class RunMark
{
    /// <summary>The variable that it is in.</summary>
    public const string Variable = "TASKGRAPH_RUN";

    private readonly string _above;

    /// <summary>Makes up a mark.</summary>
    /// <param name="above">The variable's value in this process; empty if it is in no node of another build.</param>
    public RunMark(string above) => _above = above;

    /// <summary>What the marks of all nodes of the build begin with.</summary>
    public string Build { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)) + ".";

    /// <summary>The mark of one attempt of a node.</summary>
    public string Of(int node, int attempt) => $"{Build}{node}.{attempt}/";

    /// <summary>The variable's value for a process with that mark.</summary>
    public string ValueWith(string mark) => _above + mark;
}
