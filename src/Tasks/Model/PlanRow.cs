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

    /// <summary>Children that it has to be checked after; null if there are none.</summary>
    public int[]? DeferredTo;

    /// <summary>It has ended as skipped, and neither for a failure nor because the build stopped: what it is there for did not come.</summary>
    public readonly bool IsUnmet => Outcome == Outcome.Skipped && !Failed && !LetGo;

    /// <summary>Counts one of those that it depends on, which has closed.</summary>
    public void Count(in PlanRow closed)
    {
        if (closed.Failed)
            Broken++;
        else if (closed.LetGo)
            Unknown++;
        else if (!closed.IsUnmet)
            Good++;
    }

    /// <summary>Takes over from a child, which has closed, what it means for who depends on this one.</summary>
    public void TakeOver(int number, in PlanRow child)
    {
        if (child.CancelledByParent)
            return;
        if (child.Failed && !Failed)
            (Failed, FailedChild) = (true, child.FailedChild ?? number);
        LetGo |= child.LetGo;
    }
}
