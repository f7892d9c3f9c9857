using System.Text;

namespace TaskGraph.Execution.Text;

/// <summary>Colours and cursor movements in a terminal's output.</summary>
public static class AnsiEscapes
{
    /// <summary>The text without escape sequences (CSI, OSC and two-character ones); the same string if it has none.</summary>
    public static string Remove(string text)
    {
        int escape = text.IndexOf('\x1b', StringComparison.Ordinal);
        if (escape < 0)
            return text;
        var plain = new StringBuilder(text.Length);
        int copied = 0;
        for (; escape >= 0; escape = copied < text.Length ? text.IndexOf('\x1b', copied) : -1)
        {
            plain.Append(text, copied, escape - copied);
            copied = End(text, escape + 1);
        }

        return plain.Append(text, copied, text.Length - copied).ToString();
    }

    private static int End(string text, int at)
    {
        if (at >= text.Length)
            return at;
        if (text[at] == '[')
        {
            // Parameters, then one final byte.
            for (at++; at < text.Length; at++)
            {
                if (text[at] is >= '@' and <= '~')
                    return at + 1;
                if (text[at] is < ' ' or > '~')
                    return at;
            }

            return at;
        }

        if (text[at] != ']')
            return at + 1;
        // A title or link, up to BEL or ESC \.
        int end = text.AsSpan(at).IndexOfAny('\a', '\x1b');
        if (end < 0)
            return text.Length;
        end += at;
        return text[end] == '\x1b' && end + 1 < text.Length && text[end + 1] == '\\' ? end + 2 : end + (text[end] == '\a' ? 1 : 0);
    }
}
