namespace TaskGraph.Model;

/// <summary>Why a node is not up to date.</summary>
public enum StaleKind : byte
{
    /// <summary>There is no record of a success.</summary>
    NeverSucceeded,

    /// <summary>The build that last ran it ended before it did.</summary>
    Interrupted,

    /// <summary>Its last run failed.</summary>
    LastRunFailed,

    /// <summary>It runs in every build, because it says so or declares neither inputs nor outputs.</summary>
    AlwaysRuns,

    /// <summary>Something that it is made of is not what it was; <see cref="StaleReason.Differences"/> says what.</summary>
    Changed,

    /// <summary>An output is not there; <see cref="StaleReason.Path"/>.</summary>
    OutputMissing,

    /// <summary>An output is not what the node left; <see cref="StaleReason.Path"/>.</summary>
    OutputChanged,

    /// <summary>An input is newer than an output; <see cref="StaleReason.Path"/> is the input.</summary>
    InputNewer,

    /// <summary>Its last run left no dep file, so that nobody knows what it read; <see cref="StaleReason.Path"/>.</summary>
    DepFileMissing,

    /// <summary>What it added last time cannot be added again; its children have to be told anew.</summary>
    ChildrenChanged,

    /// <summary>A dry run only: a node that it depends on would run, and may change what it reads; <see cref="StaleReason.Path"/> is that node's name.</summary>
    DependencyWouldRun,

    /// <summary>The record of a later run may have been lost, and it has no outputs that could tell.</summary>
    InDoubt,
}

/// <summary>Why a node ran, or would.</summary>
/// <param name="Kind">The reason.</param>
/// <param name="Path">The file or node concerned, or empty.</param>
/// <param name="Differences">The components that differ, or empty.</param>
public sealed record StaleReason(StaleKind Kind, string Path, IReadOnlyList<Difference> Differences)
{
    /// <summary>A reason of a kind alone.</summary>
    public static StaleReason Of(StaleKind kind, string path = "") => new(kind, path, []);
}
