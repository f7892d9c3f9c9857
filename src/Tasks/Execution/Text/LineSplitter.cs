using System.Text;

namespace TaskGraph.Execution.Text;

/// <summary>
/// Turns bytes, as they come from a pipe, into lines. UTF-8; bytes that are none become U+FFFD. LF, CRLF and a CR alone (progress bars) end a line; a CR with nothing
/// before it ends none. A line is delivered as soon as its end is seen, a longer one than the bound in pieces, so that memory stays bounded. Not thread-safe.
/// </summary>
public sealed class LineSplitter
{
    private readonly LineHandler _handler;
    private readonly Decoder _decoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetDecoder();
    private readonly char[] _decoded = new char[4096];
    private readonly int _bound;
    private char[] _line = new char[256];
    private int _length;

    // A piece of the line was delivered already: what comes belongs to it, even if it is empty.
    private bool _inPieces;

    // An LF now belongs to the CR that ended the line.
    private bool _afterEndingCarriageReturn;

    /// <summary>Creates a splitter.</summary>
    /// <param name="handler">Takes the lines, in order, during the calls to <see cref="Feed"/> and <see cref="Complete"/>.</param>
    /// <param name="bound">How many characters a line or piece has at most; at least 2.</param>
    public LineSplitter(LineHandler handler, int bound = 16 * 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 2);
        _handler = handler;
        _bound = bound;
    }

    /// <summary>Takes the next bytes; they may end anywhere, also within a character.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            _decoder.Convert(bytes, _decoded, flush: false, out int used, out int chars, out _);
            bytes = bytes[used..];
            Split(_decoded.AsSpan(0, chars));
        }
    }

    /// <summary>Says that nothing more comes: delivers a last line that has no end. The splitter is then as new.</summary>
    public void Complete()
    {
        _decoder.Convert([], _decoded, flush: true, out _, out int chars, out _);
        Split(_decoded.AsSpan(0, chars));
        if (_length > 0 || _inPieces)
            Deliver(ended: true);
        _afterEndingCarriageReturn = false;
    }

    private void Split(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            int end = text.IndexOfAny('\r', '\n');
            int plain = end < 0 ? text.Length : end;
            if (plain > 0)
            {
                _afterEndingCarriageReturn = false;
                Append(text[..plain]);
            }

            if (end < 0)
                return;
            EndLine(text[end]);
            text = text[(end + 1)..];
        }
    }

    private void EndLine(char end)
    {
        bool empty = _length == 0 && !_inPieces;
        if (end == '\r')
        {
            if (empty)
                return;
            Deliver(ended: true);
            _afterEndingCarriageReturn = true;
            return;
        }

        if (!_afterEndingCarriageReturn)
            Deliver(ended: true);
        _afterEndingCarriageReturn = false;
    }

    private void Append(ReadOnlySpan<char> text)
    {
        while (true)
        {
            int room = _bound - _length;
            if (text.Length <= room)
            {
                Store(text);
                return;
            }

            // Both halves of a surrogate pair stay in one piece.
            if (room > 0)
            {
                int cut = char.IsHighSurrogate(text[room - 1]) ? room - 1 : room;
                Store(text[..cut]);
                text = text[cut..];
                Deliver(ended: false);
            }
            else
            {
                char last = _line[_length - 1];
                bool high = char.IsHighSurrogate(last);
                _length -= high ? 1 : 0;
                Deliver(ended: false);
                if (high)
                    _line[_length++] = last;
            }
        }
    }

    private void Store(ReadOnlySpan<char> text)
    {
        if (_length + text.Length > _line.Length)
            Array.Resize(ref _line, Math.Min(_bound, Math.Max(_line.Length * 2, _length + text.Length)));
        text.CopyTo(_line.AsSpan(_length));
        _length += text.Length;
    }

    private void Deliver(bool ended)
    {
        _handler(_line.AsSpan(0, _length), ended);
        _length = 0;
        _inPieces = !ended;
    }
}
