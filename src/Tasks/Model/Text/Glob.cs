namespace TaskGraph.Model.Text;

/// <summary>
/// A glob over canonical paths ('/' between segments), with MSBuild's meaning: '*' and '?' stay within a segment and match a leading dot too,
/// a segment '**' is any number of folders, a '**' at the end is all files below, '*.*' is '*'. A pattern that ends in '/' matches folders (paths that
/// end in '/'), any other one files. A wildcard never stands for '..', a root or a drive. '**' beside other characters of a segment, which MSBuild takes literally, is '*'.
/// </summary>
public sealed class Glob
{
    private readonly string _pattern;
    private readonly bool _ignoreCase;
    private readonly GlobSegment[] _segments;
    private readonly StringComparison _comparison;

    /// <summary>Reads a pattern; any text is one.</summary>
    /// <param name="pattern">In the form that <see cref="CanonicalPath"/> gives.</param>
    /// <param name="ignoreCase">True where the file system does not tell upper from lower case.</param>
    public Glob(string pattern, bool ignoreCase)
    {
        _pattern = pattern;
        _ignoreCase = ignoreCase;
        _comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        int wild = pattern.AsSpan().IndexOfAny('*', '?');
        int slash = (wild < 0 ? pattern.AsSpan() : pattern.AsSpan(0, wild)).LastIndexOf('/');
        FixedFolder = pattern[..(slash + 1)];
        FixedPrefix = wild < 0 ? pattern : pattern[..wild];
        _segments = GlobSegment.Split(pattern[(slash + 1)..]);
        FixedEnding = _segments[^1].FixedEnding;
    }

    /// <summary>The folder below which all matches lie, without a wildcard: "" or ending in '/'.</summary>
    public string FixedFolder { get; }

    /// <summary>What every match begins with: <see cref="FixedFolder"/> and what stands before the first wildcard.</summary>
    public string FixedPrefix { get; }

    /// <summary>What every match ends with ("" if that can be anything): a quick way to reject most files of a folder.</summary>
    public string FixedEnding { get; }

    /// <summary>True if the text has a wildcard.</summary>
    public static bool IsPattern(ReadOnlySpan<char> text) => Wildcard.IsPattern(text);

    /// <summary>True if the glob matches the canonical path. Time: at most pattern times path; no allocation.</summary>
    public bool IsMatch(ReadOnlySpan<char> path)
    {
        if (!path.EndsWith(FixedEnding, _comparison) || !path.StartsWith(FixedFolder, _comparison))
            return false;
        ReadOnlySpan<char> rest = path[FixedFolder.Length..];
        return !LeavesFolder(rest) && MatchesSegments(rest);
    }

    /// <summary>True unless it is certain that nothing below the folder matches: whether a walk has to go into it.</summary>
    /// <param name="folder">Canonical path of a folder, "" or ending in '/'.</param>
    public bool CouldMatchBelow(ReadOnlySpan<char> folder)
    {
        if (folder.Length < FixedFolder.Length)
            return FixedFolder.AsSpan().StartsWith(folder, _comparison);
        if (!folder.StartsWith(FixedFolder, _comparison))
            return false;
        ReadOnlySpan<char> rest = folder[FixedFolder.Length..];
        if (LeavesFolder(rest))
            return false;
        for (int i = 0; !rest.IsEmpty; i++)
        {
            if (_segments[i].IsAnyDepth)
                return true;
            int slash = rest.IndexOf('/');
            if (i == _segments.Length - 1 || !_segments[i].Matches(rest[..slash], _ignoreCase))
                return false;
            rest = rest[(slash + 1)..];
        }

        return true;
    }

    /// <summary>True if some path is matched by both globs. Exact for the characters; case is ignored if either glob ignores it.</summary>
    public bool CouldMatch(Glob other)
    {
        bool ignoreCase = _ignoreCase || other._ignoreCase;
        StringComparison comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (!FixedFolder.StartsWith(other.FixedFolder, comparison) && !other.FixedFolder.StartsWith(FixedFolder, comparison))
            return false;
        if (!FixedEnding.EndsWith(other.FixedEnding, comparison) && !other.FixedEnding.EndsWith(FixedEnding, comparison))
            return false;
        return GlobSegment.Intersect(GlobSegment.Split(_pattern), GlobSegment.Split(other._pattern), ignoreCase);
    }

    /// <summary>The pattern as it was given.</summary>
    public override string ToString() => _pattern;

    // Canonical paths have '..', a root or a drive at the start only, so one look is enough to keep every wildcard off them.
    private bool LeavesFolder(ReadOnlySpan<char> rest) =>
        rest.Length > 1
        && (rest[0] == '/'
            || (rest[0] == '.' && rest[1] == '.' && (rest.Length == 2 || rest[2] == '/'))
            || (FixedFolder.Length == 0 && GlobSegment.IsDrive(rest[..2]) && (rest.Length == 2 || rest[2] == '/')));

    private bool MatchesSegments(ReadOnlySpan<char> path)
    {
        int segment = 0, at = 0, afterAnyDepth = -1, retryAt = 0;
        while (at <= path.Length)
        {
            if (segment < _segments.Length && _segments[segment].IsAnyDepth)
            {
                afterAnyDepth = ++segment;
                retryAt = at;
                continue;
            }

            int length = path[at..].IndexOf('/');
            int end = length < 0 ? path.Length : at + length;
            if (segment < _segments.Length && _segments[segment].Matches(path[at..end], _ignoreCase))
            {
                segment++;
                at = end + 1;
                continue;
            }

            if (afterAnyDepth < 0)
                return false;
            segment = afterAnyDepth;
            int skipped = path[retryAt..].IndexOf('/');
            if (skipped < 0)
                return false;
            at = retryAt += skipped + 1;
        }

        // What is over in the pattern needs at least one more segment: another try, with fewer left, would not find it.
        return segment == _segments.Length;
    }
}
