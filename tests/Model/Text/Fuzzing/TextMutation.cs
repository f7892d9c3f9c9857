using System.Text;

namespace TaskGraph.Model.Tests.Text.Fuzzing;

/// <summary>Makes texts that are almost right out of some that are: characters changed, cut out, doubled, put in from elsewhere, and what readers of texts stumble over.</summary>
internal sealed class TextMutation(Random random, params string[] corpus)
{
    private static readonly string[] Stumbles =
    [
        "'", "\"", "`", "\\", "$", "${", "$(", "$((", "))", "(", ")", "((", "[", "]", "[[", "{", "}", "{{", "}}", "{x}", "{all}", "{name}", "{item.a}", "{results.a.b}", "<<E\n", "<<<", ">&", "#", "^", "%", "%3B", "%00", "%zz", ";", ",", "+", "=", ":",
        "*", "**", "**/", "?", "/", "//", "../", "./", "C:/", "\\\\s\\h\\", "tag:", "2+", "+99999999999999", " ", "\t", "\r\n", "\n", "\0", "\u0001", "\u00a0", "\u2028", "\ufeff", "\ud800", "\udc00", "😀", "ä", "0", "-1", "9999999999999999999999", "1e9", "0x1", "١", "1_000", "0:00:0.5", "24:00:00", "true", "null",
        new('(', 200), new('9', 400), new('*', 50), new('+', 50),
    ];

    /// <summary>One more text.</summary>
    public string Next()
    {
        var text = new StringBuilder(corpus[random.Next(corpus.Length)]);
        for (int changes = random.Next(1, 6); changes > 0; changes--)
            Change(text);
        return text.ToString();
    }

    private void Change(StringBuilder text)
    {
        int at = random.Next(text.Length + 1);
        int length = Math.Min(random.Next(1, 20), text.Length - at);
        switch (random.Next(6))
        {
            case 0 when length > 0:
                text[at] = (char)random.Next(random.Next(4) == 0 ? 0x10000 : 0x80);
                break;
            case 1:
                text.Remove(at, length);
                break;
            case 2:
                text.Insert(at, text.ToString(at, length));
                break;
            case 3:
                string other = corpus[random.Next(corpus.Length)];
                text.Remove(at, text.Length - at).Append(other[random.Next(other.Length)..]);
                break;
            default:
                text.Insert(at, Stumbles[random.Next(Stumbles.Length)]);
                break;
        }
    }
}
