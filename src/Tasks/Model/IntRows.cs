namespace TaskGraph.Model;

/// <summary>A growing list of rows of numbers in one block of memory: row i is what was appended between two ends. Rows are appended in order and never change.</summary>
public sealed class IntRows
{
    private int[] _ends = new int[16];
    private int[] _values = new int[32];
    private int _total;

    /// <summary>How many rows are complete.</summary>
    public int Count { get; private set; }

    /// <summary>The numbers of a row.</summary>
    public ReadOnlySpan<int> this[int row]
    {
        get
        {
            int start = row == 0 ? 0 : _ends[row - 1];
            return _values.AsSpan(start, _ends[row] - start);
        }
    }

    /// <summary>The numbers appended since the last <see cref="EndRow"/>.</summary>
    public ReadOnlySpan<int> Open
    {
        get
        {
            int start = Count == 0 ? 0 : _ends[Count - 1];
            return _values.AsSpan(start, _total - start);
        }
    }

    /// <summary>How many numbers all rows have together.</summary>
    public int Total => _total;

    /// <summary>Appends a number to the open row.</summary>
    public void Add(int value)
    {
        if (_total == _values.Length)
            Array.Resize(ref _values, _total * 2);
        _values[_total++] = value;
    }

    /// <summary>Completes the open row.</summary>
    public void EndRow()
    {
        if (Count == _ends.Length)
            Array.Resize(ref _ends, Count * 2);
        _ends[Count++] = _total;
    }
}
