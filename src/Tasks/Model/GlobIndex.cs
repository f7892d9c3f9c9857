using TaskGraph.Model.Text;

namespace TaskGraph.Model;

/// <summary>Globs with the node that each belongs to, by what their matches begin with, so that thousands of them in one folder cost each other nothing.</summary>
internal sealed class GlobIndex
{
    private readonly StringComparer _comparer;
    private readonly StringComparison _comparison;
    private readonly Dictionary<string, List<(Glob Glob, int Node)>> _byPrefix;
    private readonly SortedSet<int> _lengths = new(Comparer<int>.Create((a, b) => b.CompareTo(a)));
    private string[]? _sorted;

    public GlobIndex(bool ignoreCase)
    {
        _comparer = ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        _comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        _byPrefix = new Dictionary<string, List<(Glob, int)>>(_comparer);
    }

    /// <summary>True if there is none.</summary>
    public bool IsEmpty => _byPrefix.Count == 0;

    /// <summary>All globs.</summary>
    public IEnumerable<(Glob Glob, int Node)> All => _byPrefix.Values.SelectMany(same => same);

    public void Add(Glob glob, int node)
    {
        if (!_byPrefix.TryGetValue(glob.FixedPrefix, out List<(Glob, int)>? same))
        {
            _byPrefix.Add(glob.FixedPrefix, same = []);
            _lengths.Add(glob.FixedPrefix.Length);
            _sorted = null;
        }

        same.Add((glob, node));
    }

    /// <summary>Takes out what belongs to a node.</summary>
    public void Remove(int node)
    {
        foreach ((string prefix, List<(Glob Glob, int Node)> same) in _byPrefix)
        {
            if (same.RemoveAll(entry => entry.Node == node) == 0 || same.Count > 0)
                continue;
            _byPrefix.Remove(prefix);
            _sorted = null;
        }
    }

    /// <summary>The node of the glob that matches a path, that with the longest beginning if several do; -1 if none does.</summary>
    public int Of(string path)
    {
        foreach (List<(Glob Glob, int Node)> same in BeginningOf(path))
        {
            foreach ((Glob glob, int node) in same)
            {
                if (glob.IsMatch(path))
                    return node;
            }
        }

        return -1;
    }

    /// <summary>The nodes of globs whose matches all lie in or below a folder.</summary>
    public IEnumerable<int> Below(string folder)
    {
        foreach ((Glob glob, int node) in BeginningWith(folder))
        {
            if (glob.FixedFolder.StartsWith(folder, _comparison))
                yield return node;
        }
    }

    /// <summary>The nodes of globs that have a path in common with this one.</summary>
    public IEnumerable<int> Meeting(Glob other)
    {
        foreach ((Glob glob, int node) in BeginningWith(other.FixedPrefix))
        {
            if (other.CouldMatch(glob))
                yield return node;
        }

        foreach (List<(Glob Glob, int Node)> same in BeginningOf(other.FixedPrefix))
        {
            if (same[0].Glob.FixedPrefix.Length == other.FixedPrefix.Length)
                continue;
            foreach ((Glob glob, int node) in same)
            {
                if (other.CouldMatch(glob))
                    yield return node;
            }
        }
    }

    private IEnumerable<List<(Glob Glob, int Node)>> BeginningOf(string text)
    {
        foreach (int length in _lengths)
        {
            if (length <= text.Length && _byPrefix.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text.AsSpan(0, length), out List<(Glob, int)>? same))
                yield return same;
        }
    }

    private IEnumerable<(Glob Glob, int Node)> BeginningWith(string text)
    {
        _sorted ??= [.. _byPrefix.Keys.Order(_comparer)];
        int first = Array.BinarySearch(_sorted, text, _comparer);
        for (int i = first < 0 ? ~first : first; i < _sorted.Length && _sorted[i].StartsWith(text, _comparison); i++)
        {
            foreach ((Glob, int) one in _byPrefix[_sorted[i]])
                yield return one;
        }
    }
}
