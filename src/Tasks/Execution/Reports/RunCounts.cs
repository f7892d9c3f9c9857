using TaskGraph.Model;

namespace TaskGraph.Execution.Reports;

/// <summary>How many nodes ended how, counted from the events.</summary>
public sealed class RunCounts
{
    private readonly int[] _counts = new int[(int)Outcome.Cancelled + 1];

    /// <summary>How many nodes ended so.</summary>
    public int this[Outcome outcome] => _counts[(int)outcome];

    /// <summary>Wall time of the run, milliseconds; known at its end.</summary>
    public int Duration { get; private set; }

    /// <summary>How long the runs took that a cache saved, milliseconds.</summary>
    public long Saved { get; private set; }

    /// <summary>Critical path of what ran, milliseconds; known at its end.</summary>
    public int CriticalPath { get; private set; }

    /// <summary>Takes an event.</summary>
    public void On(GraphEvent e)
    {
        switch (e)
        {
            case GraphEvent.UpToDate:
                _counts[(int)Outcome.UpToDate]++;
                break;
            case GraphEvent.Ended ended:
                _counts[(int)ended.Outcome]++;
                Saved += ended.Saved;
                break;
            case GraphEvent.Skipped:
                _counts[(int)Outcome.Skipped]++;
                break;
            case GraphEvent.RunEnded end:
                (Duration, CriticalPath) = (end.Duration, end.CriticalPath);
                break;
        }
    }

    /// <summary>The counts and times in one sentence.</summary>
    public string Sentence()
    {
        int executed = this[Outcome.Executed], failed = this[Outcome.Failed], cancelled = this[Outcome.Cancelled];
        bool nothing = executed + failed + cancelled + this[Outcome.Skipped] + this[Outcome.FromCache] == 0;
        string counts = $"{executed} executed, {this[Outcome.UpToDate]} up to date, {this[Outcome.FromCache]} from cache{(Saved > 0 ? $" (saved {Seconds((int)Math.Min(Saved, int.MaxValue))})" : "")}, {this[Outcome.Skipped]} skipped, {failed} failed";
        if (cancelled > 0)
            counts += $", {cancelled} cancelled";
        return $"{(nothing ? "everything is up to date: " : "")}{counts} in {Seconds(Duration)}, critical path {Seconds(CriticalPath)}";
    }

    /// <summary>Milliseconds as people read them: '0.31 s', '2 min 05 s'.</summary>
    public static string Seconds(int milliseconds) => milliseconds < 60_000
        ? (milliseconds / 1000.0).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture) + " s"
        : $"{milliseconds / 60_000} min {milliseconds / 1000 % 60:00} s";
}
