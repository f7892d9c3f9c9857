namespace TaskGraph.Model;

/// <summary>
/// Thread slots that a build shares with others: of those that it is allowed it may use as many as it holds. Used on the plan's thread; never waits. Who was refused is told when to ask again by whoever
/// runs the plan.
/// </summary>
public interface ISharedSlots
{
    /// <summary>How many are held; more than enough where nothing is shared.</summary>
    int Held { get; }

    /// <summary>
    /// True if others may keep slots for as long as this build runs, so that a node that waited for several might wait for ever: it takes what there is.
    /// </summary>
    bool MayFallShort { get; }

    /// <summary>Takes what is missing for that many in all. False if not all could be had; what could is held.</summary>
    bool TryHold(int threads);

    /// <summary>Gives back what is held beyond that many.</summary>
    void Keep(int threads);
}
