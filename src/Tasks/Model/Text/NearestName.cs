namespace TaskGraph.Model.Text;

/// <summary>Finds the name that somebody who mistyped one most likely meant.</summary>
public static class NearestName
{
    // Nobody mistypes more; without it two names of 100,000 characters would be compared for minutes.
    private const int MostDifferences = 30;

    /// <summary>
    /// The candidate with the fewest differences (a character more, less or other, or two neighbours swapped; upper and lower case are the same),
    /// the first of several; null if none comes near: within two, or a third of the name's length, and never more than half of it or 30.
    /// </summary>
    /// <param name="name">What was written.</param>
    /// <param name="candidates">What there is.</param>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        int limit = Math.Min(Math.Min(Math.Max(2, name.Length / 3), name.Length / 2), MostDifferences);
        string? nearest = null;
        int[] rows = new int[3 * (name.Length + 1)];
        foreach (string candidate in candidates)
        {
            int distance = Distance(candidate, name, limit, rows);
            if (distance > limit)
                continue;
            nearest = candidate;
            limit = distance - 1;
            if (limit < 0)
                break;
        }

        return nearest;
    }

    // Optimal string alignment; more than `limit` is told as limit + 1, as soon as that is certain.
    private static int Distance(string left, string right, int limit, int[] rows)
    {
        if (Math.Abs(left.Length - right.Length) > limit)
            return limit + 1;
        int width = right.Length + 1;
        Span<int> before = rows.AsSpan(0, width), above = rows.AsSpan(width, width), row = rows.AsSpan(2 * width, width);
        for (int j = 0; j < width; j++)
            above[j] = j;
        for (int i = 1; i <= left.Length; i++)
        {
            // Outside this band more than `limit` characters are only in one of the two.
            int from = Math.Max(1, i - limit), to = Math.Min(right.Length, i + limit);
            int least = row[from - 1] = from == 1 ? i : limit + 1;
            for (int j = from; j <= to; j++)
            {
                char a = char.ToUpperInvariant(left[i - 1]), b = char.ToUpperInvariant(right[j - 1]);
                int cost = Math.Min(above[j - 1] + (a == b ? 0 : 1), row[j - 1] + 1);
                if (j < i + limit)
                    cost = Math.Min(cost, above[j] + 1);
                if (i > 1 && j > 1 && a == char.ToUpperInvariant(right[j - 2]) && b == char.ToUpperInvariant(left[i - 2]))
                    cost = Math.Min(cost, before[j - 2] + 1);
                row[j] = cost;
                least = Math.Min(least, cost);
            }

            if (least > limit)
                return limit + 1;
            Span<int> free = before;
            before = above;
            above = row;
            row = free;
        }

        return above[right.Length];
    }
}
