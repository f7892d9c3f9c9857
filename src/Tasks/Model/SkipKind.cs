namespace TaskGraph.Model;

/// <summary>Why a node was not started.</summary>
public enum SkipKind : byte
{
    /// <summary>One that it depends on did not succeed.</summary>
    DependencyFailed,

    /// <summary>It is there for a failure, and nothing that it depends on failed.</summary>
    NothingFailed,

    /// <summary>It is there for a success, and nothing that it depends on succeeded.</summary>
    NothingSucceeded,

    /// <summary>The build stopped, because a node failed or somebody cancelled it; it might have run otherwise.</summary>
    BuildStopped,
}
