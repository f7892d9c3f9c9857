namespace TaskGraph.Execution;

/// <summary>Why a running node is asked to end; a later one counts more.</summary>
internal enum EndCause : byte
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>Its time is up: it has failed.</summary>
    Timeout,

    /// <summary>The build stops, or its parent does not want it any more: it is cancelled.</summary>
    Unwanted,
}
