using System.Text;

namespace TaskGraph.Model.Text;

/// <summary>
/// Finds and replaces '{key}'. A key has no brace, line break or quote in it, and is not empty. A brace directly after '$' is the shell's own
/// ('${name}') and stays; of '{{name}}' the inner pair is the placeholder. Keys that nobody knows stay byte for byte. Values are not read again.
/// </summary>
public static class Placeholders
{
    private static readonly System.Buffers.SearchValues<char> EndsKey = System.Buffers.SearchValues.Create("{}\r\n\"'");

    /// <summary>Finds the next '{key}' that could be a placeholder.</summary>
    /// <param name="text">The template.</param>
    /// <param name="start">Where to begin; the character before it, if any, is looked at for a '$'.</param>
    /// <param name="open">Index of the '{'.</param>
    /// <param name="close">Index of the '}'.</param>
    public static bool TryFind(ReadOnlySpan<char> text, int start, out int open, out int close)
    {
        for (int at = start; at < text.Length;)
        {
            int brace = text[at..].IndexOf('{');
            if (brace < 0)
                break;
            open = at + brace;
            if (TryCloseAt(text, open, out close))
                return true;
            at = close;
        }

        open = close = -1;
        return false;
    }

    /// <summary>Whether the '{' at <paramref name="open"/> begins a possible placeholder.</summary>
    /// <param name="text">The template.</param>
    /// <param name="open">Index of a '{'.</param>
    /// <param name="close">Index of the '}'; if there is no placeholder, where the next one may begin at the earliest.</param>
    public static bool TryCloseAt(ReadOnlySpan<char> text, int open, out int close)
    {
        int end = text[(open + 1)..].IndexOfAny(EndsKey);
        close = end < 0 ? text.Length : open + 1 + end;
        return end > 0 && text[close] == '}' && (open == 0 || text[open - 1] != '$');
    }

    /// <summary>The text with the placeholders that have a value replaced; the same string if there is nothing to replace.</summary>
    /// <param name="template">As the user wrote it.</param>
    /// <param name="values">Knows the keys.</param>
    /// <param name="listSeparator">What stands between the texts of a list.</param>
    public static string Replace(string template, IPlaceholderValues values, string listSeparator = " ")
    {
        StringBuilder? replaced = null;
        int copied = 0, at = 0;
        while (TryFind(template, at, out int open, out int close))
        {
            at = close + 1;
            if (!values.TryGet(template.AsSpan(open + 1, close - open - 1), out PlaceholderValue value))
                continue;
            replaced ??= new StringBuilder(template.Length + 32);
            replaced.Append(template, copied, open - copied).Append(value.Joined(listSeparator));
            copied = at;
        }

        return replaced is null ? template : replaced.Append(template, copied, template.Length - copied).ToString();
    }

    /// <summary>The keys that could be placeholders, in order, for a check of what a template reads.</summary>
    public static List<string> Keys(string template)
    {
        List<string> keys = [];
        for (int at = 0; TryFind(template, at, out int open, out int close); at = close + 1)
            keys.Add(template[(open + 1)..close]);
        return keys;
    }
}
