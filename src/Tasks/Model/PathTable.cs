namespace TaskGraph.Model;

/// <summary>
/// Every path that a build knows, each once, as a dense number. Paths are canonical: relative to the project where they lie inside it,
/// '/' between segments, no '.' or '..' in the middle (see <see cref="CanonicalPath"/>). A folder's path ends with '/'.
/// </summary>
public sealed class PathTable
{
    private readonly List<string> _paths = [];
    private readonly Dictionary<string, int> _numbers;

    /// <summary>Creates an empty table; <paramref name="comparer"/> is the file system's (case-sensitive or not).</summary>
    public PathTable(StringComparer comparer) => _numbers = new Dictionary<string, int>(comparer);

    /// <summary>How many paths there are; numbers run from 0 to this less one.</summary>
    public int Count => _paths.Count;

    /// <summary>The path of a number.</summary>
    public string this[int number] => _paths[number];

    /// <summary>The number of a path, given out now if it is new.</summary>
    public int Intern(string path)
    {
        ref int number = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_numbers, path, out bool known);
        if (!known)
        {
            number = _paths.Count;
            _paths.Add(path);
        }

        return number;
    }

    /// <summary>The same, for a path that is no string yet and need not become one if it is known.</summary>
    public int Intern(ReadOnlySpan<char> path) =>
        _numbers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(path, out int number) ? number : Intern(path.ToString());

    /// <summary>The number of a path, or -1 if the table does not have it.</summary>
    public int Find(string path) => _numbers.TryGetValue(path, out int number) ? number : -1;

    /// <summary>Makes room for so many paths in one step.</summary>
    public void EnsureCapacity(int count)
    {
        _paths.EnsureCapacity(count);
        _numbers.EnsureCapacity(count);
    }
}
