namespace TaskGraph.Execution.Growth;

/// <summary>A running node that has connections, and what it waits for.</summary>
internal sealed class Parent
{
    /// <summary>Its connections.</summary>
    public List<IClient> Clients { get; } = [];

    /// <summary>Connections that its processes have opened, and that have not said whose they are.</summary>
    public List<IClient> Silent { get; } = [];

    /// <summary>What it waits for and has not been answered.</summary>
    public List<OpenWait> Waits { get; } = [];

    /// <summary>Its children by name: those it added, and those it took over from the record.</summary>
    public Dictionary<string, int> Children { get; } = new(StringComparer.Ordinal);

    /// <summary>What its program calls those of its children whose names in the graph are others, by their numbers.</summary>
    public Dictionary<int, string> Called { get; } = [];

    /// <summary>Children that were waited for or asked for results: what they leave is something that the node has read.</summary>
    public HashSet<int> Consumed { get; } = [];

    /// <summary>The first thing that it asked and was refused; null if there is none.</summary>
    public Model.Problem? Fault { get; set; }
}

/// <summary>A wait that has not been answered.</summary>
internal sealed class OpenWait
{
    /// <summary>Who waits.</summary>
    public required IClient Client { get; init; }

    /// <summary>The number of the request.</summary>
    public required long? Id { get; init; }

    /// <summary>The children whose end it waits for and that have not ended.</summary>
    public required HashSet<int> For { get; init; }

    /// <summary>True if all of them must have ended.</summary>
    public required bool All { get; init; }

    /// <summary>When time is up, on the runner's clock; <see cref="long.MaxValue"/> for never.</summary>
    public required long Deadline { get; init; }

    /// <summary>True once it is to be answered.</summary>
    public bool Ready { get; set; }

    /// <summary>True if it is to be answered because time is up.</summary>
    public bool TimedOut { get; set; }
}
