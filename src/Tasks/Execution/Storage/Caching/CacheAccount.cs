using System.Globalization;

namespace TaskGraph.Execution.Storage.Caching;

/// <summary>What a cache's log says, added up: lines of builds, and at most one of what was before them.</summary>
internal sealed record CacheAccount
{
    private const char Build = 'b', Total = 't';

    public long Builds { get; init; }

    public long Hits { get; init; }

    public long MillisecondsSaved { get; init; }

    /// <summary>Bytes stored since the folder was measured.</summary>
    public long StoredSince { get; init; }

    /// <summary>When the folder was measured, ms since 1970; null if never.</summary>
    public long? MeasuredAt { get; init; }

    /// <summary>What was in it then, bytes.</summary>
    public long Measured { get; init; }

    /// <summary>What the folder should have in it now, bytes, as far as builds have told.</summary>
    public long Size => Measured + StoredSince;

    /// <summary>Adds up lines; one that is damaged counts for nothing.</summary>
    public static CacheAccount Read(string text)
    {
        var account = new CacheAccount();
        foreach (string line in text.Split('\n'))
            account = account.With(line);
        return account;
    }

    /// <summary>A build's line: when it ended, hits, ms saved, bytes and entries stored.</summary>
    public static string LineOf(DateTimeOffset at, CacheUse use, long bytes, long entries) => Line(Build, at.ToUnixTimeMilliseconds(), use.Hits, use.MillisecondsSaved, bytes, entries);

    /// <summary>The line that stands for all that were read: when the folder was measured, its bytes, builds, hits, ms saved.</summary>
    public string TotalLine(DateTimeOffset at, long bytes) => Line(Total, at.ToUnixTimeMilliseconds(), bytes, Builds, Hits, MillisecondsSaved);

    private static string Line(char kind, params ReadOnlySpan<long> numbers) => $"{kind} {string.Join(' ', numbers.ToArray())} .\n";

    private CacheAccount With(string line)
    {
        // The point at the end tells a number from the beginning of one.
        string[] words = line.Split(' ');
        Span<long> numbers = stackalloc long[5];
        if (words.Length != 7 || words[6] != "." || words[0].Length != 1)
            return this;
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!long.TryParse(words[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]) || numbers[i] > long.MaxValue >> 20)
                return this;
        }

        return words[0][0] switch
        {
            Build => this with
            {
                Builds = Builds + 1,
                Hits = Hits + numbers[1],
                MillisecondsSaved = MillisecondsSaved + numbers[2],
                StoredSince = StoredSince + numbers[3],
            },
            Total => this with
            {
                MeasuredAt = numbers[0],
                Measured = numbers[1],
                Builds = Builds + numbers[2],
                Hits = Hits + numbers[3],
                MillisecondsSaved = MillisecondsSaved + numbers[4],
            },
            _ => this,
        };
    }
}
