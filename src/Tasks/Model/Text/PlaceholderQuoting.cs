namespace TaskGraph.Model.Text;

/// <summary>
/// Replaces placeholders in a command line that a shell will read, so that each value arrives as exactly itself and cannot become syntax,
/// whether the user put the placeholder in quotes or not. A list becomes one word for each text outside quotes, and is joined by spaces within.
/// </summary>
public static class PlaceholderQuoting
{
    /// <summary>
    /// For a POSIX shell. A placeholder stays where it is not read as one: after a backslash, in a comment. In places where no quoting is
    /// sure (here-documents, backquotes, $((…)), ${…}, $'…', and all that follows a construct this scanner does not follow) only a value that needs no quotes is put in; any other is a fault.
    /// </summary>
    /// <param name="command">As the user wrote it.</param>
    /// <param name="values">Knows the placeholders. No value has a NUL.</param>
    /// <param name="result">The command; the same string if nothing was replaced.</param>
    /// <param name="fault">What cannot be done and what to do instead; null if all went well.</param>
    public static bool TryPosix(string command, IPlaceholderValues values, out string result, out string? fault)
    {
        if (!command.Contains('{', StringComparison.Ordinal))
        {
            (result, fault) = (command, null);
            return true;
        }

        return new PosixTemplate(command, values).TryExpand(out result, out fault);
    }

    /// <summary>
    /// For 'cmd /c', within the limits of <see cref="ShellQuote.TryCmd"/>. Within "…" a value with a double quote or a '%' is a fault, and so is one with a line
    /// break anywhere: cmd has no way to write them. A placeholder after '^' stays.
    /// </summary>
    /// <param name="command">As the user wrote it.</param>
    /// <param name="values">Knows the placeholders. No value has a NUL.</param>
    /// <param name="result">The command; the same string if nothing was replaced.</param>
    /// <param name="fault">What cannot be done and what to do instead; null if all went well.</param>
    public static bool TryCmd(string command, IPlaceholderValues values, out string result, out string? fault)
    {
        if (!command.Contains('{', StringComparison.Ordinal))
        {
            (result, fault) = (command, null);
            return true;
        }

        return CmdTemplate.TryExpand(command, values, out result, out fault);
    }
}
