using System.Buffers;
using System.Text;

namespace TaskGraph.Model.Text;

/// <summary>Writes one value as one word of a command line that a shell reads.</summary>
public static class ShellQuote
{
    // No '=' (an assignment), '~', '^', '{' or what globs; ASCII only, as blanks depend on the locale.
    private static readonly SearchValues<char> PosixSafe =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,+@%");

    // ',', ';' and '=' divide the arguments of cmd's own commands.
    private static readonly SearchValues<char> CmdSafe =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./\\:+");

    private static readonly SearchValues<char> CmdSpecial = SearchValues.Create("\"&|<>^()%!");
    private static readonly SearchValues<char> DoubleQuoteSpecial = SearchValues.Create("\\\"$`");

    // They would be syntax where a command is expected.
    private static readonly HashSet<string> PosixWords =
    [
        "if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for", "in",
        "function", "select", "time", "coproc",
    ];

    /// <summary>True if a POSIX shell reads the value as itself wherever it stands, without quotes.</summary>
    public static bool IsPosixSafe(string value) =>
        value.Length > 0 && !value.AsSpan().ContainsAnyExcept(PosixSafe) && !PosixWords.Contains(value);

    /// <summary>The value as a word for a POSIX shell: as it is if that is safe, else in quotes. The value has no NUL.</summary>
    public static string Posix(string value) => IsPosixSafe(value) ? value : PosixQuoted(value);

    /// <summary>The value in quotes for a POSIX shell, whatever it is.</summary>
    public static string PosixQuoted(string value)
    {
        if (!value.Contains('\'', StringComparison.Ordinal))
            return $"'{value}'";
        // Plain double quotes need no shell to be understood (see DirectCommand); '!' is special to interactive shells.
        if (!value.AsSpan().ContainsAny(DoubleQuoteSpecial) && !value.Contains('!', StringComparison.Ordinal))
            return $"\"{value}\"";
        return $"'{WithinPosixSingle(value)}'";
    }

    /// <summary>The value for a place that is within '…' already.</summary>
    public static string WithinPosixSingle(string value) => value.Replace("'", "'\\''", StringComparison.Ordinal);

    /// <summary>The value for a place that is within "…" already. '!' stays: only interactive shells know it, and a backslash before it would be printed.</summary>
    public static string WithinPosixDouble(string value)
    {
        if (!value.AsSpan().ContainsAny(DoubleQuoteSpecial))
            return value;
        var text = new StringBuilder(value.Length + 8);
        foreach (char c in value)
        {
            if (DoubleQuoteSpecial.Contains(c))
                text.Append('\\');
            text.Append(c);
        }

        return text.ToString();
    }

    /// <summary>
    /// The value as one argument on a line for 'cmd /c': quoted as CommandLineToArgvW undoes it, every character that cmd would read behind a '^'.
    /// Limits: cmd has no way to write a line break (fails); it expands '%NAME%' before it looks at '^', so '^%NAME^%' stays as it is
    /// unless a variable is named 'NAME^'; a batch file that gets the argument reads it once more; echo and other commands of cmd itself show the quotes.
    /// </summary>
    /// <returns>False if the value has a line break.</returns>
    public static bool TryCmd(string value, out string quoted)
    {
        quoted = value;
        if (value.AsSpan().ContainsAny('\r', '\n'))
            return false;
        if (value.Length > 0 && !value.AsSpan().ContainsAnyExcept(CmdSafe))
            return true;
        string argument = WindowsArgument(value);
        var text = new StringBuilder(argument.Length + 16);
        foreach (char c in argument)
        {
            if (CmdSpecial.Contains(c))
                text.Append('^');
            text.Append(c);
        }

        quoted = text.ToString();
        return true;
    }

    /// <summary>The value in double quotes as CommandLineToArgvW undoes it, for a program that is started without a shell.</summary>
    public static string WindowsArgument(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        int backslashes = 0;
        foreach (char c in value)
        {
            // Backslashes count only before a quote: there each is written twice.
            if (c == '"')
                text.Append('\\', backslashes + 1);
            backslashes = c == '\\' ? backslashes + 1 : 0;
            text.Append(c);
        }

        return text.Append('\\', backslashes).Append('"').ToString();
    }
}
