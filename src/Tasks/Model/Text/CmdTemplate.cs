using System.Text;

namespace TaskGraph.Model.Text;

/// <summary>A command line for cmd, read from left to right for its quotes while placeholders are replaced.</summary>
internal static class CmdTemplate
{
    /// <inheritdoc cref="PlaceholderQuoting.TryCmd"/>
    public static bool TryExpand(string command, IPlaceholderValues values, out string result, out string? fault)
    {
        var text = new StringBuilder(command.Length + 32);
        bool inQuotes = false;
        result = command;
        fault = null;
        for (int i = 0; i < command.Length; i++)
        {
            char c = command[i];
            if (c == '{' && Placeholders.TryCloseAt(command, i, out int close)
                && values.TryGet(command.AsSpan(i + 1, close - i - 1), out PlaceholderValue value))
            {
                string? inserted = inQuotes
                    ? Within(value.Joined(" "), close + 1 < command.Length && command[close + 1] == '"')
                    : Outside(value, BackslashesBefore(command, i));
                if (inserted is null)
                {
                    fault = inQuotes
                        ? $"the value of {command[i..(close + 1)]} has a '\"', a '%' or a line break, which cmd cannot take within double quotes: write the placeholder outside of them"
                        : $"the value of {command[i..(close + 1)]} has a line break, which a command line of cmd cannot hold: use a Script";
                    return false;
                }

                text.Append(inserted);
                i = close;
                continue;
            }

            inQuotes ^= c == '"';
            text.Append(c);
            if (c == '^' && !inQuotes && i + 1 < command.Length)
                text.Append(command[++i]);
        }

        result = text.ToString();
        return true;
    }

    private static string? Within(string value, bool beforeQuote)
    {
        if (value.AsSpan().ContainsAny("\"%\r\n"))
            return null;
        int backslashes = value.Length - value.AsSpan().TrimEnd('\\').Length;
        return beforeQuote ? value + new string('\\', backslashes) : value;
    }

    private static string? Outside(PlaceholderValue value, int backslashes)
    {
        var text = new StringBuilder();
        IReadOnlyList<string> words = value.List ?? [value.Text!];
        for (int i = 0; i < words.Count; i++)
        {
            if (!ShellQuote.TryCmd(words[i], out string quoted))
                return null;
            if (i > 0)
                text.Append(' ');
            else if (quoted.StartsWith('^'))
                text.Append('\\', backslashes); // What the user wrote before the quote must not make it a literal one.
            text.Append(quoted);
        }

        return text.ToString();
    }

    private static int BackslashesBefore(string text, int at) => at - text.AsSpan(0, at).TrimEnd('\\').Length;
}
