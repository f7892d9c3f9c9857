namespace TaskGraph.Execution.Storage;

/// <summary>Why what a journal says of a node proves less than it did when it was written. The numbers are the file's.</summary>
[Flags]
internal enum Doubts : byte
{
    /// <summary>It proves what it did.</summary>
    None = 0,

    /// <summary>The machine was started anew since.</summary>
    Restart = 1,

    /// <summary>What became of later runs may have been in a damaged stretch.</summary>
    Loss = 2,
}
