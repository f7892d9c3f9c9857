namespace TaskGraph.Model;

/// <summary>What a plan knows of one node.</summary>
internal struct PlanRow
{
    /// <summary>Where it is on its way.</summary>
    public NodeState State;

    /// <summary>How it ended.</summary>
    public Outcome Outcome;

    /// <summary>It and all its children have ended.</summary>
    public bool Closed;

    /// <summary>It, or a child of it, failed in a way that counts, or was skipped because of such a failure.</summary>
    public bool Failed;

    /// <summary>The child whose failure is its own for who depends on it; null if it failed itself, or not at all.</summary>
    public int? FailedChild;

    /// <summary>It, or a child of it, was let go because the build stopped: nobody knows how it would have ended.</summary>
    public bool LetGo;

    /// <summary>Its parent does not want it any more: its end fails nothing but what depends on it.</summary>
    public bool CancelledByParent;

    /// <summary>How many of the nodes it depends on have not closed.</summary>
    public int WaitingFor;

    /// <summary>How many of its children have not closed.</summary>
    public int Children;

    /// <summary>How many of those it depends on failed, or were skipped because of a failure.</summary>
    public int Broken;

    /// <summary>How many of them succeeded.</summary>
    public int Good;

    /// <summary>How many of them were let go.</summary>
    public int Unknown;

    /// <summary>How many of those that did not succeed stand for others, of which one did.</summary>
    public int PartlyGood;

    /// <summary>Of those that it stands for, if it stands for others, one succeeded.</summary>
    public bool AnyGood;

    /// <summary>The first of those that it depends on that failed, or was not what it is there for; null if there is none.</summary>
    public int? FirstBad;

    /// <summary>Children that it has to be checked after; null if there are none.</summary>
    public int[]? DeferredTo;

    /// <summary>It has ended as skipped, and neither for a failure nor because the build stopped: what it is there for did not come.</summary>
    public readonly bool IsUnmet => Outcome == Outcome.Skipped && !Failed && !LetGo;

    /// <summary>Counts one of those that it depends on, which has closed.</summary>
    /// <param name="number">Which.</param>
    /// <param name="closed">What is known of it.</param>
    /// <param name="standsForOthers">Whether it is a group or map, and no one node.</param>
    public void Count(int number, in PlanRow closed, bool standsForOthers)
    {
        if (closed.Failed)
            Broken++;
        else if (closed.LetGo)
            Unknown++;
        else if (!closed.IsUnmet)
            Good++;
        if (closed.Failed || closed.IsUnmet)
            FirstBad ??= closed.FailedChild ?? number;
        if (!closed.IsGood && standsForOthers && closed.AnyGood)
            PartlyGood++;
    }

    /// <summary>It has ended well, with all its children.</summary>
    public readonly bool IsGood => !Failed && !LetGo && !IsUnmet;

    /// <summary>Takes over from a child, which has closed, what it means for who depends on this one.</summary>
    /// <param name="number">Which.</param>
    /// <param name="child">What is known of it.</param>
    /// <param name="standsForOthers">Whether it is a group or map, and no one node.</param>
    public void TakeOver(int number, in PlanRow child, bool standsForOthers)
    {
        if (child.CancelledByParent)
            return;
        AnyGood |= child.IsGood || (standsForOthers && child.AnyGood);
        if (child.Failed && !Failed)
            (Failed, FailedChild) = (true, child.FailedChild ?? number);
        LetGo |= child.LetGo;
    }
}
