namespace TaskGraph.Model;

/// <summary>Where a node is on its way through a build. Each goes Waiting → Unchecked → Checking → (Fetching →) (Queued → Running → Settling →) Ended; one that a cache had goes from Fetching to Settling. Back go only: Unchecked and Checking to Waiting, when something comes that it has to wait for; Paused to Running; Settling, by way of Delayed, to Unchecked.</summary>
public enum NodeState : byte
{
    /// <summary>Something that it waits for has not ended.</summary>
    Waiting,

    /// <summary>All that it waits for has ended; whether it is up to date is not known yet.</summary>
    Unchecked,

    /// <summary>It is being checked.</summary>
    Checking,

    /// <summary>It is stale, and a cache is asked for what it would leave. It holds no slots.</summary>
    Fetching,

    /// <summary>It is stale and waits for slots.</summary>
    Queued,

    /// <summary>It holds slots and runs.</summary>
    Running,

    /// <summary>Its process waits for children, and holds no slots.</summary>
    Paused,

    /// <summary>It has run and given its slots back, or a cache had what it would have left; that is being recorded.</summary>
    Settling,

    /// <summary>It has failed, and waits for its next attempt.</summary>
    Delayed,

    /// <summary>It has its outcome.</summary>
    Ended,
}

/// <summary>How a node ended; exactly one a build and selected node.</summary>
public enum Outcome : byte
{
    /// <summary>None yet, or not selected.</summary>
    None,

    /// <summary>It ran and succeeded.</summary>
    Executed,

    /// <summary>Nothing had changed.</summary>
    UpToDate,

    /// <summary>Its outputs came from the cache.</summary>
    FromCache,

    /// <summary>It was not started, because something it depends on failed or the build stopped.</summary>
    Skipped,

    /// <summary>It ran, or should have, and failed.</summary>
    Failed,

    /// <summary>It was ended while it ran.</summary>
    Cancelled,
}
