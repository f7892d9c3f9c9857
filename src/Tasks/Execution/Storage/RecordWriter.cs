using System.Buffers;
using System.Text.Unicode;

namespace TaskGraph.Execution.Storage;

/// <summary>Collects records, sealed for the place in the file where they will lie.</summary>
internal sealed class RecordWriter
{
    private readonly ulong _id;
    private byte[] _buffer = new byte[4096];
    private int _used;

    /// <summary>Creates it.</summary>
    /// <param name="offset">Where in the file the first byte goes; 0 for a new file, whose head is written as well.</param>
    /// <param name="id">The file's id.</param>
    public RecordWriter(long offset, ulong id)
    {
        (Offset, _id) = (offset, id);
        if (offset > 0)
            return;
        JournalFormat.WriteFileHead(_buffer, id);
        _used = JournalFormat.FileHead;
    }

    /// <summary>Where in the file <see cref="Pending"/> goes.</summary>
    public long Offset { get; private set; }

    /// <summary>What is collected and not yet written.</summary>
    public ReadOnlySpan<byte> Pending => _buffer.AsSpan(0, _used);

    /// <summary>True if no record was added since the last <see cref="Written"/>.</summary>
    public bool IsEmpty => _used == (Offset == 0 ? JournalFormat.FileHead : 0);

    /// <summary>Says that <see cref="Pending"/> is in the file.</summary>
    public void Written()
    {
        Offset += _used;
        _used = 0;
    }

    /// <summary>Adds a record that is some bytes, then text in UTF-8. Returns its length; 0, and nothing is added, if the text is no valid UTF-16 or the record is too long.</summary>
    public int Append(RecordKind kind, ReadOnlySpan<byte> fields, ReadOnlySpan<char> text)
    {
        long most = fields.Length + (text.Length * 3L);
        if (most > JournalFormat.MaxPayload)
            return 0;
        Span<byte> record = Room(JournalFormat.RecordHead + (int)most);
        fields.CopyTo(record[JournalFormat.RecordHead..]);
        Span<byte> utf8 = record[(JournalFormat.RecordHead + fields.Length)..];
        // Text that is not valid would come back as other text: better not remembered.
        if (Utf8.FromUtf16(text, utf8, out _, out int length, replaceInvalidSequences: false) != OperationStatus.Done)
            return 0;
        int total = JournalFormat.RecordHead + fields.Length + length;
        JournalFormat.Seal(record[..total], kind, Offset + _used, _id);
        _used += total;
        return total;
    }

    private Span<byte> Room(int length)
    {
        if (_buffer.Length - _used < length)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, checked(_used + length)));
        return _buffer.AsSpan(_used);
    }
}
