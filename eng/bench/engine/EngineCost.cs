namespace TaskGraph.Bench.Engine;

/// <summary>What one run of the engine cost. Times are microseconds a node; sizes are bytes a node, live ones after a full collection.</summary>
internal sealed record EngineCost
{
    /// <summary>Reading the node file.</summary>
    public required double Read { get; init; }

    /// <summary>Building the graph.</summary>
    public required double Build { get; init; }

    /// <summary>Making the plan and the runner.</summary>
    public required double Plan { get; init; }

    /// <summary>Running it, from the first check to the last end.</summary>
    public required double Run { get; init; }

    /// <summary>What the nodes as they were declared keep: names, commands, lists of paths.</summary>
    public required double LiveNodes { get; init; }

    /// <summary>What the graph keeps beside the nodes: edges, numbers of paths, who makes which file.</summary>
    public required double LiveGraph { get; init; }

    /// <summary>What plan and runner keep after the run.</summary>
    public required double LivePlan { get; init; }

    /// <summary>What was allocated to build the graph.</summary>
    public required double AllocatedBuild { get; init; }

    /// <summary>What was allocated while it ran, nearly all of it gone at once.</summary>
    public required double AllocatedRun { get; init; }
}
