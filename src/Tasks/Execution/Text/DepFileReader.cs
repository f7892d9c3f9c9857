using System.Buffers;
using System.Text;

namespace TaskGraph.Execution.Text;

/// <summary>Reads the text of a dep file from left to right, once.</summary>
internal ref struct DepFileReader
{
    private static readonly SearchValues<char> Special = SearchValues.Create(" \t\r\n$:\\");
    private const string MissingColon = "expected ':' after the target";
    private readonly ReadOnlySpan<char> _text;
    private readonly StringBuilder _name = new();
    private int _at;
    private int _line = 1;

    /// <summary>Takes the text of a file.</summary>
    public DepFileReader(ReadOnlySpan<char> text) => _text = text;

    // What ended a name.
    private enum End
    {
        Space,
        Colon,
        Rule,
    }

    /// <summary>The line that is read, from 1.</summary>
    public readonly int Line => _line;

    /// <summary>Adds the prerequisites; what is wrong, or an empty text.</summary>
    public string ReadRules(List<string> prerequisites)
    {
        if (_text.Contains('\0'))
        {
            _line += _text[.._text.IndexOf('\0')].Count('\n');
            return "it has a NUL character: it is no text file";
        }

        HashSet<string> seen = [];
        bool inTargets = true, anyTarget = false;
        while (SkipSpace())
        {
            bool lineEnds = _text[_at] is '\n' or '\r';
            End end = lineEnds ? End.Rule : ReadName(inTargets);
            if (_name.Length > 0)
            {
                if (inTargets)
                {
                    anyTarget = true;
                }
                else
                {
                    string name = _name.ToString();
                    if (seen.Add(name))
                        prerequisites.Add(name);
                }

                _name.Clear();
            }

            if (end == End.Colon)
                inTargets = anyTarget = false;
            if (end != End.Rule)
                continue;
            if (inTargets && anyTarget)
                return MissingColon;
            inTargets = true;
            _at += Math.Max(1, LineEndLength(_at));
            _line++;
        }

        return inTargets && anyTarget ? MissingColon : "";
    }

    // Spaces, continuations, and comments at the start of a name. False at the end of the text.
    private bool SkipSpace()
    {
        while (_at < _text.Length)
        {
            if (_text[_at] is ' ' or '\t')
            {
                _at++;
            }
            else if (_text[_at] == '\\' && LineEndLength(_at + 1) is int length && (length > 0 || _at + 1 == _text.Length))
            {
                _line += length > 0 ? 1 : 0;
                _at += 1 + length;
            }
            else if (_text[_at] == '#')
            {
                int end = _text[_at..].IndexOf('\n');
                _at = end < 0 ? _text.Length : _at + end;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private readonly int LineEndLength(int at)
    {
        if (at < _text.Length && _text[at] == '\n')
            return 1;
        return at + 1 < _text.Length && _text[at] == '\r' && _text[at + 1] == '\n' ? 2 : 0;
    }

    // A ':' within a word is part of it, as in C:/x.
    private readonly bool EndsTargets(int colon) =>
        colon + 1 == _text.Length
        || _text[colon + 1] is ' ' or '\t' or '\r' or '\n'
        || (_text[colon + 1] == '\\' && LineEndLength(colon + 2) > 0);

    // Leaves the position at what ended the name, or after the ':'.
    private End ReadName(bool isTarget)
    {
        while (_at < _text.Length)
        {
            char c = _text[_at];
            switch (c)
            {
                case '\\':
                    if (!ReadBackslashes())
                        return End.Space;
                    break;
                case ' ' or '\t':
                    return End.Space;
                case '\n' or '\r':
                    return End.Rule;
                case '$' when _at + 1 < _text.Length && _text[_at + 1] == '$':
                    _name.Append('$');
                    _at += 2;
                    break;
                case ':' when isTarget && EndsTargets(_at):
                    _at++;
                    return End.Colon;
                default:
                    int length = _text[_at..].IndexOfAny(Special);
                    length = length < 0 ? _text.Length - _at : Math.Max(1, length);
                    _name.Append(_text.Slice(_at, length));
                    _at += length;
                    break;
            }
        }

        return End.Space;
    }

    // False if the name ends here.
    private bool ReadBackslashes()
    {
        int count = 0;
        while (_at + count < _text.Length && _text[_at + count] == '\\')
            count++;
        int after = _at + count;
        char next = after < _text.Length ? _text[after] : '\0';
        bool continued = count == 1 && (next == '\0' || LineEndLength(after) > 0);
        if (continued)
            return false;
        bool evenBeforeSpace = next is ' ' or '\t' && count % 2 == 0;
        bool escapes = next is ' ' or '\t' or '#' || (next == ':' && !EndsTargets(after));
        int kept = evenBeforeSpace || !escapes ? count : next is ' ' or '\t' ? count / 2 : count - 1;
        _name.Append('\\', kept);
        _at = after;
        if (evenBeforeSpace)
            return false;
        if (escapes)
        {
            _name.Append(next);
            _at++;
        }

        return true;
    }
}
