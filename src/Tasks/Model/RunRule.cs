namespace TaskGraph.Model;

/// <summary>Whether what became of all that a node depends on is what the node is there for.</summary>
internal static class RunRule
{
    /// <summary>Whether a node is there for failures and has seen one: it runs although the build stops because of one, since it would be there for nothing otherwise.</summary>
    public static bool IsForFailures(RunWhen when, in PlanRow row) => when is RunWhen.AnyFailed or RunWhen.AllDone && row.Broken > 0;

    /// <summary>Why a node that waits for nothing any more does not run; null if it does.</summary>
    /// <param name="when">What it is there for.</param>
    /// <param name="row">What became of what it depends on.</param>
    /// <param name="alone">True if it depends on nothing.</param>
    /// <param name="stop">What the build stops for.</param>
    // What was let go might have done anything: where it counts, only that the build stopped is a true reason.
    public static SkipKind? Skips(RunWhen when, in PlanRow row, bool alone, StopCause stop) => when switch
    {
        RunWhen.AnyFailed when row.Broken + row.Unknown == 0 => SkipKind.NothingFailed,
        RunWhen.AnySucceeded when row.Good + row.PartlyGood + row.Unknown == 0 && !alone => SkipKind.NothingSucceeded,
        // Others are skipped at once; a group is what became of all.
        RunWhen.AllSucceeded when row.FirstBad is not null => SkipKind.DependencyFailed,
        _ when stop == StopCause.None || (stop == StopCause.Failure && IsForFailures(when, row)) => null,
        _ => SkipKind.BuildStopped,
    };
}
