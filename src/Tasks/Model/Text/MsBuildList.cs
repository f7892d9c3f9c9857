using System.Text;

namespace TaskGraph.Model.Text;

/// <summary>Lists as MSBuild writes them: entries between ';', with %XX for what would be read otherwise.</summary>
public static class MsBuildList
{
    private static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create("%*?@$();'");

    /// <summary>
    /// The entries of an escaped list, unescaped. White space around an entry is dropped and so are empty entries; what is escaped
    /// divides nothing and is not trimmed: 'a%3Bb' is the one entry 'a;b'.
    /// </summary>
    public static List<string> Split(string escaped)
    {
        List<string> entries = [];
        foreach (Range range in escaped.AsSpan().Split(';'))
        {
            ReadOnlySpan<char> entry = escaped.AsSpan(range).Trim();
            if (!entry.IsEmpty)
                entries.Add(entry.Length == escaped.Length ? Unescape(escaped) : Unescape(entry));
        }

        return entries;
    }

    /// <summary>The text with each %XX (two hexadecimal digits) replaced by the character; the same string if there is none.</summary>
    public static string Unescape(string text) => text.Contains('%', StringComparison.Ordinal) ? Decode(text) : text;

    /// <summary>The text with each %XX (two hexadecimal digits) replaced by the character.</summary>
    public static string Unescape(ReadOnlySpan<char> text) => text.Contains('%') ? Decode(text) : text.ToString();

    /// <summary>The text as MSBuild takes it for itself: the characters that it would read otherwise as %XX.</summary>
    public static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAny(Special))
            return text;
        var escaped = new StringBuilder(text.Length + 8);
        foreach (char c in text)
        {
            if (Special.Contains(c))
                escaped.Append('%').Append(((int)c).ToString("x2"));
            else
                escaped.Append(c);
        }

        return escaped.ToString();
    }

    private static string Decode(ReadOnlySpan<char> text)
    {
        var decoded = new StringBuilder(text.Length);
        while (true)
        {
            int percent = text.IndexOf('%');
            if (percent < 0)
                return decoded.Append(text).ToString();
            decoded.Append(text[..percent]);
            text = text[percent..];
            if (text.Length >= 3 && char.IsAsciiHexDigit(text[1]) && char.IsAsciiHexDigit(text[2]))
            {
                decoded.Append((char)((HexValue(text[1]) << 4) | HexValue(text[2])));
                text = text[3..];
            }
            else
            {
                decoded.Append('%');
                text = text[1..];
            }
        }
    }

    private static int HexValue(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
