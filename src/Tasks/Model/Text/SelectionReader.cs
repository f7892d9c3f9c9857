namespace TaskGraph.Model.Text;

/// <summary>Cuts the text of a selection into terms.</summary>
internal sealed class SelectionReader(string text, Func<string, bool> isName)
{
    private const string TagPrefix = "tag:";
    private const int MaxWords = 32;
    private static readonly System.Buffers.SearchValues<char> WordEnds = System.Buffers.SearchValues.Create(" \t\n,;");
    private int _at;

    /// <summary>The selection that the text is.</summary>
    public Selection Read()
    {
        List<Selection> union = [];
        List<Selection> intersection = [];
        while (SkipSpace())
        {
            if (text[_at] == ';' && intersection.Count == 0)
            {
                _at++;
                continue;
            }

            intersection.Add(ReadTerm());
            bool more = SkipSpace() && text[_at] == ',';
            if (more)
            {
                _at++;
                continue;
            }

            union.Add(Close(intersection));
            intersection = [];
        }

        if (intersection.Count > 0)
            union.Add(Close(intersection));
        return union.Count == 1 ? union[0] : new Selection.Union(union);
    }

    private static Selection Close(List<Selection> parts) => parts.Count == 1 ? parts[0] : new Selection.Intersection(parts);

    private bool SkipSpace()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
        return _at < text.Length;
    }

    // The longest piece that has a name in it, else the piece up to the next space. ',' and ';' are in no name.
    private Selection.Term ReadTerm()
    {
        int end = LastWordEnd();
        while (end > _at)
        {
            string piece = text[_at..end].TrimEnd();
            bool isLast = piece.AsSpan().IndexOfAny(' ', '\t', '\n') < 0;
            if (TryName(piece) is { } named)
            {
                _at = end;
                return named;
            }

            if (isLast)
            {
                _at = end;
                return ReadSigns(piece);
            }

            end = _at + piece.AsSpan().LastIndexOfAny(' ', '\t', '\n');
        }

        return ReadSigns("");
    }

    // Without a bound on a name's words, a selection of thousands of names would be read in quadratic time.
    private int LastWordEnd()
    {
        int end = _at;
        for (int words = 0; words < MaxWords && end < text.Length && text[end] is not (',' or ';'); words++)
        {
            int length = text.AsSpan(end + 1).IndexOfAny(WordEnds);
            end = length < 0 ? text.Length : end + 1 + length;
        }

        return end;
    }

    private Selection.Term? TryName(string piece)
    {
        if (isName(piece))
            return new Selection.Term(piece, piece, IsTag: false, 0, 0);
        Selection.Term term = ReadSigns(piece);
        return !term.IsTag && isName(term.Pattern) ? term : null;
    }

    private static Selection.Term ReadSigns(string piece)
    {
        int before = 0, after = 0;
        ReadOnlySpan<char> rest = piece;
        int plus = rest.IndexOf('+');
        if (plus >= 0 && TrySteps(rest[..plus], out int steps))
        {
            before = steps;
            rest = rest[(plus + 1)..];
        }

        plus = rest.LastIndexOf('+');
        if (plus >= 0 && TrySteps(rest[(plus + 1)..], out steps))
        {
            after = steps;
            rest = rest[..plus];
        }

        bool tag = rest.StartsWith(TagPrefix, StringComparison.Ordinal);
        return new Selection.Term(piece, rest[(tag ? TagPrefix.Length : 0)..].ToString(), tag, before, after);
    }

    private static bool TrySteps(ReadOnlySpan<char> digits, out int steps)
    {
        steps = int.MaxValue;
        if (digits.ContainsAnyExceptInRange('0', '9'))
            return false;
        // A number too large for an int is as good as all.
        if (!digits.IsEmpty && int.TryParse(digits, out int number))
            steps = number;
        return true;
    }
}
