namespace TaskGraph.Model.Text;

/// <summary>What stands between two '/' of a glob: a text, a text with wildcards, or '**'.</summary>
internal readonly struct GlobSegment
{
    private readonly string _text;
    private readonly bool _wild;

    private GlobSegment(string text)
    {
        _text = text;
        IsAnyDepth = text == "**";
        _wild = Wildcard.IsPattern(text);
    }

    /// <summary>True for '**': any number of folders, also none.</summary>
    public bool IsAnyDepth { get; }

    /// <summary>What follows the last wildcard: the end of every text that the segment matches.</summary>
    public string FixedEnding => _text[(_text.AsSpan().LastIndexOfAny('*', '?') + 1)..];

    /// <summary>The segments of a pattern, at least one. '**' is never the last: at the end it is '**/*'.</summary>
    public static GlobSegment[] Split(string pattern)
    {
        string[] texts = pattern.Split('/');
        int last = texts.Length - 1;
        List<GlobSegment> segments = new(texts.Length + 1);
        for (int i = 0; i <= last; i++)
        {
            // 'a/**/' is 'a/**' to MSBuild.
            bool below = i == last && texts[i].Length == 0 && i > 0 && texts[i - 1] == "**";
            string text = below ? "*" : i == last ? texts[i].Replace("*.*", "*", StringComparison.Ordinal) : texts[i];
            segments.Add(new GlobSegment(text));
            if (i == last && segments[^1].IsAnyDepth)
                segments.Add(new GlobSegment("*"));
        }

        return [.. segments];
    }

    /// <summary>True for the first segment of 'C:/…'.</summary>
    public static bool IsDrive(ReadOnlySpan<char> segment) => segment.Length == 2 && segment[1] == ':' && char.IsAsciiLetter(segment[0]);

    /// <summary>True if the segment, which is not '**', matches one segment of a path. A wildcard does not match an empty one, which stands for a folder.</summary>
    public bool Matches(ReadOnlySpan<char> text, bool ignoreCase)
    {
        if (_wild)
            return !text.IsEmpty && Wildcard.Matches(_text, text, ignoreCase);
        return text.Equals(_text, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
    }

    /// <summary>True if some path is matched by both patterns. Exact; time: the product of the lengths.</summary>
    public static bool Intersect(GlobSegment[] left, GlobSegment[] right, bool ignoreCase)
    {
        bool[] meets = new bool[right.Length + 1];
        bool[] next = new bool[right.Length + 1];
        for (int i = left.Length; i >= 0; i--)
        {
            (meets, next) = (next, meets);
            for (int j = right.Length; j >= 0; j--)
            {
                if (i == left.Length || j == right.Length)
                {
                    // Neither pattern ends in '**', so one that is not at its end needs a segment more.
                    meets[j] = i == left.Length && j == right.Length;
                    continue;
                }

                GlobSegment a = left[i], b = right[j];
                if (a.IsAnyDepth || b.IsAnyDepth)
                {
                    meets[j] = (a.IsAnyDepth && (next[j] || (b.CanBeWild(j == 0) && meets[j + 1])))
                        || (b.IsAnyDepth && (meets[j + 1] || (a.CanBeWild(i == 0) && next[j])));
                }
                else
                {
                    meets[j] = next[j + 1] && a.Meets(b, i == 0, j == 0, ignoreCase);
                }
            }
        }

        return meets[0];
    }

    // What looks like a drive is one at the start of a path; elsewhere it is a name, on systems that have such names.
    private bool CanBeWild(bool isFirst) => _text.Length > 0 && _text != ".." && !(isFirst && IsDrive(_text));

    private bool Meets(GlobSegment other, bool isFirst, bool otherIsFirst, bool ignoreCase)
    {
        if (!_wild && !other._wild)
            return string.Equals(_text, other._text, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
        return (_wild || CanBeWild(isFirst)) && (other._wild || other.CanBeWild(otherIsFirst)) && Wildcard.Intersects(_text, other._text, ignoreCase);
    }
}
