using System.Buffers;
using System.Text;

namespace TaskGraph.Model.Text;

/// <summary>
/// A command line for a POSIX shell, read from left to right for its quotes while placeholders are replaced. It follows quotes, $(…), (…), comments
/// and simple ${…}; from anything else on that could shift quotes it is opaque: values are put in only if they mean themselves everywhere.
/// </summary>
internal sealed class PosixTemplate
{
    private static readonly SearchValues<char> Unsure = SearchValues.Create("'\"\\`$\n");
    private static readonly List<string> Comparisons = ["-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-v"];
    private readonly string _text;
    private readonly IPlaceholderValues _values;
    private readonly StringBuilder _result;

    // bash's [[ a -eq b ]] reads both sides as arithmetic, quotes or not.
    private readonly bool _compares;

    // What is opaque may be arithmetic then.
    private readonly bool _hasArithmetic;
    private readonly List<Frame> _open = [Frame.Command];
    private int _at;
    private int _copied;
    private bool _wordStart = true;
    private bool _wordIsPlain = true;
    private bool _opaque;
    private string? _fault;

    // The last character before _divided that a subscript cannot go across.
    private int _divider = -1;
    private int _divided;

    /// <summary>Takes a command; it is read by <see cref="TryExpand"/>.</summary>
    public PosixTemplate(string command, IPlaceholderValues values)
    {
        _text = command;
        _values = values;
        _result = new StringBuilder(command.Length + 32);
        _compares = command.Contains("[[", StringComparison.Ordinal) && Comparisons.Exists(command.Contains);
        _hasArithmetic = command.Contains("((", StringComparison.Ordinal);
    }

    // What is open around the place that is read; the whole command is the first.
    private enum Frame
    {
        Command,
        Subshell,
        Substitution,
        Double,
    }

    private enum Place
    {
        Plain,
        Single,
        Double,
        Opaque,
        Arithmetic,
    }

    /// <inheritdoc cref="PlaceholderQuoting.TryPosix"/>
    public bool TryExpand(out string result, out string? fault)
    {
        while (_at < _text.Length && _fault is null)
        {
            if (_opaque)
                ReadUntil(_text.Length, Place.Opaque);
            else if (_open[^1] == Frame.Double)
                ReadDouble();
            else
                ReadPlain();
        }

        result = _copied == 0 ? _text : _result.Append(_text, _copied, _text.Length - _copied).ToString();
        if (_opaque && _copied > 0 && HereDocuments.EndOtherwise(_text, result))
            _fault ??= "a value ends the here-document that it stands in: choose another word for its end";
        fault = _fault;
        return fault is null;
    }

    private char Peek(int offset) => _at + offset < _text.Length ? _text[_at + offset] : '\0';

    private void ReadPlain()
    {
        char c = _text[_at];
        switch (c)
        {
            case '{' when TryInsert(Place.Plain):
                return;
            case '\\':
                // An escaped line break is nothing at all, so that a word may still begin after it.
                if (Peek(1) != '\n')
                    Advance(2, inWord: true);
                else
                    _at += 2;
                return;
            case '\'':
                ReadSingle(Place.Single);
                return;
            case '"':
                _open.Add(Frame.Double);
                Advance(1, inWord: true);
                return;
            case '#' when _wordStart:
                int end = _text.IndexOf('\n', _at);
                _at = end < 0 ? _text.Length : end;
                return;
            case '<' when Peek(1) == '<' && Peek(2) != '<':
            case 'c' when _wordStart && _open.Count > 1 && _text.AsSpan(_at).StartsWith("case", StringComparison.Ordinal):
                _opaque = true;
                return;
            case '<' when Peek(1) == '<':
                Advance(3, inWord: false);
                return;
            case '(' or ')':
                ReadParenthesis();
                return;
            case '$' or '`':
                ReadExpansion();
                return;
            default:
                Advance(1, inWord: c is not (' ' or '\t' or '\n' or '\r' or ';' or '&' or '|' or '<' or '>'));
                _wordIsPlain &= char.IsAsciiLetterOrDigit(c) || "_-./:,+@%= \t\n;&|".Contains(c, StringComparison.Ordinal);
                return;
        }
    }

    private void ReadParenthesis()
    {
        Frame closed = Frame.Command;
        if (_text[_at] == ')' && _open.Count > 1)
        {
            closed = _open[^1];
            _open.RemoveAt(_open.Count - 1);
        }
        else if (_text[_at] == '(')
        {
            // f() alone may follow a word. ((…)), <(…), a=(…) and @(…) are bash's own, with rules of their own.
            char before = _at > 0 ? _text[_at - 1] : ' ';
            _opaque = Peek(1) == '(' || before is '<' or '>' || (!_wordStart && Peek(1) != ')');
            _open.Add(Frame.Subshell);
        }

        // A word goes on after $(…), so that a '#' there begins no comment.
        Advance(1, inWord: closed == Frame.Substitution);
        _wordIsPlain = closed != Frame.Substitution;
    }

    private void ReadDouble()
    {
        switch (_text[_at])
        {
            case '{' when TryInsert(Place.Double):
                return;
            case '\\':
                Advance(2, inWord: true);
                return;
            case '"':
                _open.RemoveAt(_open.Count - 1);
                Advance(1, inWord: true);
                _wordIsPlain = false;
                return;
            case '$' or '`':
                ReadExpansion();
                return;
            default:
                Advance(1, inWord: true);
                return;
        }
    }

    private void ReadSingle(Place place)
    {
        _at++;
        int end = _text.IndexOf('\'', _at);
        if (end < 0)
            _opaque = true;
        else
            ReadUntil(end, place);
        Advance(end < 0 ? 0 : 1, inWord: true);
    }

    // At '$' or '`'.
    private void ReadExpansion()
    {
        _wordIsPlain = false;
        switch (Peek(1))
        {
            case '(' when _text[_at] == '$' && Peek(2) != '(':
                _open.Add(Frame.Substitution);
                Advance(2, inWord: false);
                return;
            case '(' when _text[_at] == '$':
                SkipSimple(3, "))", "()", Place.Arithmetic);
                return;
            case '[' when _text[_at] == '$':
                SkipSimple(2, "]", "[", Place.Arithmetic);
                return;
            case '{' when _text[_at] == '$':
                SkipSimple(2, "}", "{");
                return;
            case '\'' when _text[_at] == '$' && _open[^1] != Frame.Double:
                // bash reads backslashes in $'…', other shells do not: with one in it nobody can tell where it ends.
                _at++;
                int end = _text.IndexOf('\'', _at + 1);
                if (end < 0 || _text.AsSpan(_at, end - _at).Contains('\\'))
                    _opaque = true;
                else
                    ReadSingle(Place.Opaque);
                return;
            default:
                if (_text[_at] == '`')
                    SkipSimple(1, "`", "#");
                else
                    Advance(1, inWord: true);
                return;
        }
    }

    // An expansion without quotes, escapes and further expansions in it ends where it seems to; from any other on, nothing is sure.
    private void SkipSimple(int length, string closing, string unsure, Place place = Place.Opaque)
    {
        int from = _at + length;
        int end = from <= _text.Length ? _text.IndexOf(closing, from, StringComparison.Ordinal) : -1;
        if (end < 0 || _text.AsSpan(from, end - from).ContainsAny(Unsure) || _text.AsSpan(from, end - from).ContainsAny(unsure))
        {
            _opaque = true;
            return;
        }

        _at = from;
        ReadUntil(end, place);
        Advance(closing.Length, inWord: true);
    }

    private void ReadUntil(int end, Place place)
    {
        while (_fault is null && _at < end)
        {
            int brace = _text.AsSpan(_at, end - _at).IndexOf('{');
            if (brace < 0)
                break;
            _at += brace;
            if (!TryInsert(place))
                _at++;
        }

        _at = end;
    }

    private void Advance(int count, bool inWord)
    {
        _at = Math.Min(_at + count, _text.Length);
        _wordStart = !inWord;
        if (!inWord)
            _wordIsPlain = true;
    }

    // At a '{': puts in the value if it begins a placeholder that is known.
    private bool TryInsert(Place place)
    {
        if (!Placeholders.TryCloseAt(_text, _at, out int close)
            || !_values.TryGet(_text.AsSpan(_at + 1, close - _at - 1), out PlaceholderValue value))
            return false;

        if (place is not (Place.Opaque or Place.Arithmetic) && (_compares || (place == Place.Plain && IsSubscript())))
            place = Place.Opaque;
        if (place == Place.Opaque && _hasArithmetic)
            place = Place.Arithmetic;
        _result.Append(_text, _copied, _at - _copied);
        bool nothing = place == Place.Plain && value.List is { Count: 0 };
        switch (place)
        {
            case Place.Single:
                _result.Append(ShellQuote.WithinPosixSingle(value.Joined(" ")));
                break;
            case Place.Double:
                // "$HOME{x}" must not become a longer variable name: the quotes end and begin between.
                _result.Append(FollowsVariable() ? "\"\"" : "").Append(ShellQuote.WithinPosixDouble(value.Joined(" ")));
                break;
            case Place.Plain:
                AppendWords(value, close);
                break;
            default:
                AppendSafe(value, _text[_at..(close + 1)], place == Place.Arithmetic ? IsNumber : ShellQuote.IsPosixSafe, IsReadOn(close));
                break;
        }

        _at = _copied = close + 1;
        if (!nothing)
            _wordStart = false;
        return true;
    }

    private void AppendWords(PlaceholderValue value, int close)
    {
        // Bare only where a whole word stays what it is: '2' before '>' would be a file descriptor, 'a' before '=' a variable, 'root' after '~' a home.
        char next = close + 1 < _text.Length ? _text[close + 1] : '\0';
        bool bare = _wordIsPlain && next is not ('<' or '>' or '=' or '(' or '[' or '\\' or '{');
        IReadOnlyList<string> words = value.List ?? [value.Text!];
        for (int i = 0; i < words.Count; i++)
            _result.Append(i > 0 ? " " : "").Append(bare ? ShellQuote.Posix(words[i]) : ShellQuote.PosixQuoted(words[i]));
    }

    private void AppendSafe(PlaceholderValue value, string placeholder, Func<string, bool> isSafe, bool isReadOn)
    {
        IReadOnlyList<string> words = value.List ?? [value.Text!];
        for (int i = 0; i < words.Count; i++)
        {
            if (isReadOn || !isSafe(words[i]))
            {
                _fault = $"the value of {placeholder}, '{words[i]}', cannot be quoted safely where it stands: "
                    + $"put it into a variable at the start of the command (value={placeholder}; …) and use \"$value\" there";
                return;
            }

            _result.Append(i > 0 ? " " : "").Append(words[i]);
        }
    }

    // In arithmetic a name is a variable, whose value is read as arithmetic again, and '08' is no number.
    private static bool IsNumber(string value) => value.Length > 0 && !value.AsSpan().ContainsAnyExceptInRange('0', '9') && (value[0] != '0' || value.Length == 1);

    // bash's a[…] is arithmetic, quotes or not. A glob begins its word with '[' or has no name before it.
    private bool IsSubscript()
    {
        int at = _at - 1;
        while (at >= _divided && !char.IsWhiteSpace(_text[at]) && _text[at] is not ('[' or ']' or ';' or '&' or '|' or '(' or ')' or '<' or '>' or '/'))
            at--;
        // What a placeholder before has looked at is not looked at again.
        (_divider, _divided) = (at >= _divided ? at : _divider, _at);
        return _divider > 0 && _text[_divider] == '[' && (char.IsAsciiLetterOrDigit(_text[_divider - 1]) || _text[_divider - 1] == '_');
    }

    // Where nobody knows the quotes, a value must not be one word, name or number with what is beside it: $HOME{x}, ~{x}, \x{x}, {x}>f, {x}=3.
    private bool IsReadOn(int close)
    {
        char next = close + 1 < _text.Length ? _text[close + 1] : '\0';
        int at = _at - 1;
        while (at >= 0 && (char.IsAsciiLetterOrDigit(_text[at]) || _text[at] == '_'))
            at--;
        if (IsInExpansion())
            return true;
        return next is '<' or '>' or '=' or '(' or '[' or '{' || (at >= 0 && _text[at] is '$' or '~' or '\\' or '}' or '&');
    }

    // Within ${…} it would be the variable's name, or say what is done with it; only behind ${name:- and the like it is a word.
    private bool IsInExpansion()
    {
        int begin = _text.LastIndexOf("${", _at, StringComparison.Ordinal);
        int close = begin < 0 ? -1 : _text.IndexOf('}', begin);
        if (begin < 0 || (close >= 0 && close < _at))
            return false;
        ReadOnlySpan<char> between = _text.AsSpan(begin + 2, _at - begin - 2);
        int name = 0;
        while (name < between.Length && (char.IsAsciiLetterOrDigit(between[name]) || between[name] == '_'))
            name++;
        ReadOnlySpan<char> action = between[name..];
        return name == 0 || action.Length == 0 || !"-=+?".Contains(action[action.Length > 1 && action[0] == ':' ? 1 : 0], StringComparison.Ordinal);
    }

    private bool FollowsVariable()
    {
        int at = _at;
        while (at > 0 && (char.IsAsciiLetterOrDigit(_text[at - 1]) || _text[at - 1] == '_'))
            at--;
        return at < _at && at > 0 && _text[at - 1] == '$';
    }
}
