using System.Text;

namespace TaskGraph.Model.Text;

/// <summary>
/// Cuts Arguments into words by quotes alone, the same on every system: white space divides, '…' and "…" group, quotes within a word join (a"b c"d),
/// empty quotes give an empty word. A backslash is itself, except in \" within double quotes.
/// </summary>
public static class CommandWords
{
    /// <summary>
    /// Adds the words of a text. Placeholders are replaced as the words are cut, in quotes as well: a value is never divided or read for quotes.
    /// An unquoted word that is nothing but the placeholder of a list becomes one word for each text of the list (none for an empty list); elsewhere a list is joined by spaces.
    /// </summary>
    /// <param name="text">As the user wrote it.</param>
    /// <param name="values">Knows the placeholders; null leaves them as they are written.</param>
    /// <param name="words">Receives the words.</param>
    /// <param name="unclosed">Index of a quote that nothing closes; -1 if there is none.</param>
    /// <returns>False if a quote is not closed.</returns>
    public static bool TrySplit(string text, IPlaceholderValues? values, List<string> words, out int unclosed)
    {
        var word = new StringBuilder();
        bool inWord = false;
        char quote = '\0';
        unclosed = -1;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '{' && values is not null && Placeholders.TryCloseAt(text, i, out int close)
                && values.TryGet(text.AsSpan(i + 1, close - i - 1), out PlaceholderValue value))
            {
                if (value.List is { } list && !inWord && (close + 1 == text.Length || char.IsWhiteSpace(text[close + 1])))
                {
                    words.AddRange(list);
                }
                else
                {
                    word.Append(value.Joined(" "));
                    inWord = true;
                }

                i = close;
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (inWord)
                    words.Add(word.ToString());
                word.Clear();
                inWord = false;
            }
            else if (quote == '\0' ? c is '"' or '\'' : c == quote)
            {
                unclosed = i;
                quote = quote == '\0' ? c : '\0';
                inWord = true;
            }
            else
            {
                if (c == '\\' && quote == '"' && i + 1 < text.Length && text[i + 1] == '"')
                    c = text[++i];
                word.Append(c);
                inWord = true;
            }
        }

        if (inWord)
            words.Add(word.ToString());
        if (quote != '\0')
            return false;
        unclosed = -1;
        return true;
    }
}
