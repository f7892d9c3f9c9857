namespace TaskGraph.Model;

/// <summary>What a plan says is to be done next.</summary>
public enum NextStep : byte
{
    /// <summary>Nothing, until something that runs ends.</summary>
    None,

    /// <summary>Check the node; it is Checking.</summary>
    Check,

    /// <summary>Start the node; it is Running and holds its slots.</summary>
    Start,

    /// <summary>Let the node go on, which waited for children; it is Running and holds its slots again.</summary>
    Resume,
}
