using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using TaskGraph.Execution.Storage;

namespace TaskGraph.Execution.Sealing;

/// <summary>Turns what is to be sealed into the bytes of a file.</summary>
internal sealed class SealWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];

    /// <summary>The file's bytes; null if they would be too many, or if a path is too long for the format.</summary>
    public static byte[]? Write(SealContent content)
    {
        try
        {
            return new SealWriter().Encode(content);
        }
        catch (Exception e) when (e is OverflowException or OutOfMemoryException)
        {
            return null;
        }
    }

    private byte[] Encode(SealContent content)
    {
        _bytes.GetSpan(SealFormat.Head)[..SealFormat.Head].Clear();
        _bytes.Advance(SealFormat.Head);
        Add(content.Stats);
        Add(content.Key.Span);
        Add(content.Environment.Count);
        foreach ((string name, string? value) in content.Environment)
        {
            Add(name);
            Add(value is null ? 0 : 1);
            Add(value ?? "");
        }

        Add(content.Listings.Count);
        foreach (((string folder, bool deep), string[] found) in content.Listings)
        {
            Add(folder);
            Add(deep ? 1 : 0);
            Add(SealCheck.Joined(found));
        }

        Add(content.Threads);
        int[] results = Numbered(content.Results), outputs = Numbered(content.Outputs);
        Add(_texts.Count);
        foreach (string text in _texts)
            Add(text);
        Add(MemoryMarshal.AsBytes<int>(results));
        Add(MemoryMarshal.AsBytes<int>(outputs));
        byte[] file = _bytes.WrittenSpan.ToArray();
        SealFormat.Close(file);
        return file;
    }

    // First, so that they lie where their numbers can be read in place.
    private void Add(IReadOnlyCollection<KeyValuePair<string, FileStat>> stats)
    {
        var entries = new SealFormat.Entry[stats.Count];
        var paths = new ArrayBufferWriter<byte>();
        int next = 0;
        foreach ((string path, FileStat stat) in stats)
        {
            FileStat essence = ObservedDisk.Essence(stat);
            int length = (int)Encoding.UTF8.GetBytes(path, paths);
            entries[next++] = new SealFormat.Entry
            {
                Size = essence.Size,
                Modified = essence.Modified,
                Changed = essence.Changed,
                Inode = essence.Inode,
                Path = paths.WrittenCount - length,
                Length = checked((ushort)length),
                Kind = essence.Kind,
                Executable = essence.Executable ? (byte)1 : (byte)0,
            };
        }

        Add(entries.Length);
        Add(paths.WrittenCount);
        _bytes.Write(MemoryMarshal.AsBytes<SealFormat.Entry>(entries));
        _bytes.Write(paths.WrittenSpan);
    }

    // An item is its name's number, how much is said of it, and the numbers of that.
    private int[] Numbered(IReadOnlyCollection<SealedItem> items)
    {
        var numbers = new List<int>(items.Count * 4) { items.Count };
        foreach (SealedItem item in items)
        {
            numbers.Add(NumberOf(item.Name));
            numbers.Add(item.Metadata.Count);
            foreach ((string name, string value) in item.Metadata)
            {
                numbers.Add(NumberOf(name));
                numbers.Add(NumberOf(value));
            }
        }

        return [.. numbers];
    }

    private int NumberOf(string text)
    {
        if (_numbers.TryGetValue(text, out int number))
            return number;
        _texts.Add(text);
        return _numbers[text] = _texts.Count - 1;
    }

    private void Add(int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.GetSpan(sizeof(int)), number);
        _bytes.Advance(sizeof(int));
    }

    private void Add(string text)
    {
        Add(Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, _bytes);
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        Add(bytes.Length);
        _bytes.Write(bytes);
    }
}
