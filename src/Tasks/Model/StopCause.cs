namespace TaskGraph.Model;

/// <summary>What a build stops for.</summary>
internal enum StopCause : byte
{
    /// <summary>It does not stop.</summary>
    None,

    /// <summary>A node failed.</summary>
    Failure,

    /// <summary>Somebody wants it to.</summary>
    Request,
}
