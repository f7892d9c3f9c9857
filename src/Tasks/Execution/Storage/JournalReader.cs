namespace TaskGraph.Execution.Storage;

/// <summary>
/// Walks over the intact records of a journal's bytes. What it does with damage:
/// <list type="bullet">
/// <item>The last record is cut short, the rest is zeros, or both, the last record's own rest among them (what a crash leaves): the rest is cut off. Nothing else is lost, since a record is
/// handed to the system whole before what it announces is done.</item>
/// <item>A record's head is intact and its payload is not: the record is skipped, by its length. Only a lost Started or Removed casts doubt on what
/// came before.</item>
/// <item>Anything else: the next record that is intact is looked for. The stretch may have held anything, a Started among it, so what came
/// before is in doubt.</item>
/// </list>
/// </summary>
/// <param name="content">The file's bytes.</param>
/// <param name="id">The file's id.</param>
internal ref struct JournalReader(ReadOnlySpan<byte> content, ulong id)
{
    private readonly ReadOnlySpan<byte> _content = content;
    private readonly ulong _id = id;
    private int _next = JournalFormat.FileHead;

    /// <summary>What the current record says.</summary>
    public RecordKind Kind { get; private set; }

    /// <summary>Where the current record's payload begins.</summary>
    public int Start { get; private set; }

    /// <summary>Bytes of the current record's payload.</summary>
    public int Length { get; private set; }

    /// <summary>True if a Started or Removed may have been lost between the record before and the current one (or the end); set anew by each step.</summary>
    public bool Doubt { get; private set; }

    /// <summary>True once the rest was found cut short.</summary>
    public bool Torn { get; private set; }

    /// <summary>Damaged bytes so far, a torn rest not counted.</summary>
    public int Damaged { get; private set; }

    /// <summary>Bytes up to the end of the last record that was walked over.</summary>
    public readonly int End => _next;

    /// <summary>Steps to the next intact record; false at the end.</summary>
    public bool Next()
    {
        Doubt = false;
        while (_next < _content.Length)
        {
            if (_content.Length - _next < JournalFormat.RecordHead)
                return Cut();
            if (JournalFormat.TryReadHead(_content, _next, _id, out RecordKind kind, out int length))
            {
                int start = _next + JournalFormat.RecordHead;
                if (length > _content.Length - start)
                    return Cut();
                if (JournalFormat.PayloadHolds(_content, _next, length, _id))
                {
                    (Kind, Start, Length) = (kind, start, length);
                    _next = start + length;
                    return true;
                }

                if (OnlyZerosFrom(start + length - 1))
                    return Cut();
                if (MayBegin(start + length))
                {
                    Skip(start + length, kind is RecordKind.Started or RecordKind.Removed);
                    continue;
                }
            }
            else if (OnlyZerosFrom(_next + JournalFormat.RecordHead))
            {
                return Cut();
            }

            Skip(FindIntact(_next + 1), doubt: true);
        }

        return false;
    }

    private bool Cut()
    {
        Torn = true;
        return false;
    }

    private void Skip(int to, bool doubt)
    {
        Damaged += to - _next;
        Doubt |= doubt;
        _next = to;
    }

    private readonly bool OnlyZerosFrom(int offset) => !_content[offset..].ContainsAnyExcept((byte)0);

    private readonly bool MayBegin(int offset) =>
        _content.Length - offset < JournalFormat.RecordHead || JournalFormat.TryReadHead(_content, offset, _id, out _, out _);

    private readonly int FindIntact(int offset)
    {
        for (; offset <= _content.Length - JournalFormat.RecordHead; offset++)
        {
            if (JournalFormat.TryReadHead(_content, offset, _id, out _, out int length) && JournalFormat.PayloadHolds(_content, offset, length, _id))
                return offset;
        }

        return _content.Length;
    }
}
