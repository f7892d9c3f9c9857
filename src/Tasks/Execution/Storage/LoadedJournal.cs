namespace TaskGraph.Execution.Storage;

/// <summary>A journal's bytes as they were read, and what its path numbers mean: records are decoded from here when they are asked for.</summary>
internal sealed class LoadedJournal
{
    private int[] _paths = [];

    /// <summary>The whole file.</summary>
    public byte[] Content { get; set; } = [];

    /// <summary>The number in the path table of each number in the file; -1 for one that the file does not explain.</summary>
    public ReadOnlySpan<int> Paths => _paths;

    /// <summary>Makes room for so many numbers.</summary>
    public void EnsureCapacity(int count)
    {
        int old = _paths.Length;
        if (count <= old)
            return;
        Array.Resize(ref _paths, count);
        _paths.AsSpan(old).Fill(-1);
    }

    /// <summary>Explains a number of the file; false if it is none that a journal of this size can have, or means another path already.</summary>
    public bool TryExplain(int number, int path)
    {
        if ((uint)number >= (uint)Content.Length)
            return false;
        if (number >= _paths.Length)
            EnsureCapacity(Math.Max(number + 1, _paths.Length * 2));
        if (_paths[number] >= 0 && _paths[number] != path)
            return false;
        _paths[number] = path;
        return true;
    }
}
