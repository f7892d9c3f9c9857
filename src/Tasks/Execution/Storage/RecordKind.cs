namespace TaskGraph.Execution.Storage;

/// <summary>What a record of the journal says. The numbers are the file's.</summary>
internal enum RecordKind : byte
{
    /// <summary>Gives a number to a path; comes before the first record that uses the number.</summary>
    Path = 1,

    /// <summary>A file with this stat has this content.</summary>
    Memo = 2,

    /// <summary>A node's success.</summary>
    Node = 3,

    /// <summary>A node is about to start: no record of its name counts until the next <see cref="Node"/> or <see cref="Ended"/>, and the record of the definition that starts never again.</summary>
    Started = 4,

    /// <summary>A started node ended without success.</summary>
    Ended = 5,

    /// <summary>All records of a name are void.</summary>
    Removed = 6,

    /// <summary>What follows was written since the machine started as this id says.</summary>
    Session = 7,

    /// <summary>A node that runs has, or had, these children; void when it succeeds, since its record has them then.</summary>
    Grew = 8,

    /// <summary>What was said of a name so far is in doubt (<see cref="Doubts"/>).</summary>
    Doubted = 9,
}
