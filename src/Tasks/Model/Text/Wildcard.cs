namespace TaskGraph.Model.Text;

/// <summary>'*' (any run, also empty) and '?' (any one character) within a text that is not divided further.</summary>
internal static class Wildcard
{
    /// <summary>True if the text has a wildcard.</summary>
    public static bool IsPattern(ReadOnlySpan<char> text) => text.ContainsAny('*', '?');

    /// <summary>True if the pattern matches the whole text. Time: at most pattern times text; no allocation.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, bool ignoreCase)
    {
        int p = 0, t = 0, afterStar = -1, retryAt = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                afterStar = ++p;
                retryAt = t;
                continue;
            }

            if (p < pattern.Length && (pattern[p] == '?' || Same(pattern[p], text[t], ignoreCase)))
            {
                p++;
                t++;
                continue;
            }

            // Only the last star needs another try: what an earlier one could take as well, the last one can take too.
            if (afterStar < 0)
                return false;
            p = afterStar;
            t = ++retryAt;
        }

        while (p < pattern.Length && pattern[p] == '*')
            p++;
        return p == pattern.Length;
    }

    /// <summary>True if some text is matched by both patterns. Exact; time: the product of the lengths.</summary>
    public static bool Intersects(ReadOnlySpan<char> left, ReadOnlySpan<char> right, bool ignoreCase)
    {
        // meets[j]: whether what is left of `left` from i and of `right` from j have a text in common.
        bool[] meets = new bool[right.Length + 1];
        bool[] next = new bool[right.Length + 1];
        for (int i = left.Length; i >= 0; i--)
        {
            (meets, next) = (next, meets);
            for (int j = right.Length; j >= 0; j--)
                meets[j] = MeetsAt(left, i, right, j, meets, next, ignoreCase);
        }

        return meets[0];
    }

    private static bool MeetsAt(
        ReadOnlySpan<char> left, int i, ReadOnlySpan<char> right, int j, bool[] meets, bool[] next, bool ignoreCase)
    {
        bool leftEnds = i == left.Length, rightEnds = j == right.Length;
        if (leftEnds && rightEnds)
            return true;
        bool leftStar = !leftEnds && left[i] == '*', rightStar = !rightEnds && right[j] == '*';
        if (leftStar && (next[j] || (!rightEnds && meets[j + 1])))
            return true;
        if (rightStar && (meets[j + 1] || (!leftEnds && next[j])))
            return true;
        if (leftEnds || rightEnds || leftStar || rightStar)
            return false;
        return next[j + 1] && (left[i] == '?' || right[j] == '?' || Same(left[i], right[j], ignoreCase));
    }

    private static bool Same(char a, char b, bool ignoreCase) =>
        a == b || (ignoreCase && char.ToUpperInvariant(a) == char.ToUpperInvariant(b));
}
