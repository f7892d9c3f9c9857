using System.Globalization;
using TaskGraph.Model;

namespace TaskGraph.Execution.Reports;

/// <summary>Why a cache had nothing of a node, in words.</summary>
public static class MissText
{
    /// <summary>A sentence without a full stop.</summary>
    public static string Of(CacheMiss miss) => miss.Kind switch
    {
        CacheMissKind.OtherRun => $"the cache has no such run: since the last one that it knows, of {Moment(miss)}, {ReasonText.Changes(miss.Differences, details: true)}",
        CacheMissKind.Evicted => "the cache knows such a run, and does not have all any more that it left",
        CacheMissKind.OtherDiscovered => $"the cache has no such run: the last one that it knows, of {Moment(miss)}, is the same but for a file that its dep file named",
        CacheMissKind.Unfit => "what the cache has could not be put in its place: something else is there, or it is not what the node declares",
        _ => "the cache knows no run of it",
    };

    private static string Moment(CacheMiss miss) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(miss.EndedAt, 0, 253402300799999)).UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
