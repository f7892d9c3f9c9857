using System.Buffers;
using System.Text;

namespace TaskGraph.Model.Text;

/// <summary>Tells which POSIX command lines mean the same without a shell, so that no shell has to be started for them.</summary>
public static class DirectCommand
{
    // Beyond these (and letters of other scripts) every unquoted character may be syntax: globs, braces, redirections, variables.
    private static readonly SearchValues<char> Bare =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,+@%=");

    private static readonly SearchValues<char> NeverQuoted = SearchValues.Create("\\$`!\r\n\0");

    // What a shell does in its own process or by its own rules, in any of dash, bash, busybox and ksh; syntax words as well.
    private static readonly HashSet<string> ShellWords =
    [
        // They change the shell itself, or ask it about itself.
        ".", ":", "alias", "bg", "bind", "break", "builtin", "caller", "cd", "chdir", "command", "compgen", "complete", "compopt", "continue",
        "declare", "dirs", "disown", "enable", "eval", "exec", "exit", "export", "fc", "fg", "getopts", "hash", "help", "history", "jobs", "let",
        "local", "logout", "mapfile", "popd", "print", "pushd", "read", "readarray", "readonly", "return", "set", "shift", "shopt", "source", "suspend",
        "times", "trap", "type", "typeset", "ulimit", "umask", "unalias", "unset", "wait", "whence",
        // There are programs of the same name that differ from the shell's own.
        "[", "kill", "pwd", "test", "time",
        // Syntax.
        "!", "[[", "{", "}", "case", "coproc", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if", "in", "select", "then", "until", "while",
    ];

    /// <summary>
    /// True if starting the words directly does what 'sh -c' does with the command. Says no where it is not certain.
    /// </summary>
    /// <param name="command">The command line, placeholders replaced.</param>
    /// <param name="words">The program and its arguments; meaningless where the result is false.</param>
    public static bool TryParse(string command, out List<string> words) => TryParse(command, out words, out Redirection? output) && output is null;

    /// <summary>The same, where the standard output can be sent into a file, the only thing that a shell may have to do for the command ('> file' or '>> file' behind all words).</summary>
    /// <param name="command">The command line, placeholders replaced.</param>
    /// <param name="words">The program and its arguments; meaningless where the result is false.</param>
    /// <param name="output">Where the output goes; null if nowhere else.</param>
    public static bool TryParse(string command, out List<string> words, out Redirection? output)
    {
        words = [];
        output = null;
        if (command.AsSpan().ContainsAny(NeverQuoted) || !TryCut(command, words, out int arrow, out bool appends))
            return false;
        if (arrow >= 0)
        {
            // All that is behind it was cut into words as well: the first of these is the file, and there must be no other.
            if (words.Count - arrow != 1 || words[arrow].Length == 0)
                return false;
            output = new Redirection(words[arrow], appends);
            words.RemoveAt(arrow);
        }

        return words.Count > 0 && IsPlainProgram(words);
    }

    private static bool TryCut(string command, List<string> words, out int arrow, out bool appends)
    {
        arrow = -1;
        appends = false;
        for (int i = 0; i < command.Length;)
        {
            if (command[i] is ' ' or '\t')
            {
                i++;
                continue;
            }

            if (command[i] == '>')
            {
                // A number right before it would say which stream; here it is a word, and the arrow begins the next one.
                if (arrow >= 0 || (i > 0 && command[i - 1] is not (' ' or '\t')))
                    return false;
                arrow = words.Count;
                appends = i + 1 < command.Length && command[i + 1] == '>';
                i += appends ? 2 : 1;
                continue;
            }

            int start = i;
            StringBuilder? joined = null;
            while (i < command.Length && command[i] is not (' ' or '\t'))
            {
                if (command[i] is '\'' or '"')
                {
                    int close = command.IndexOf(command[i], i + 1);
                    if (close < 0)
                        return false;
                    joined ??= new StringBuilder();
                    joined.Append(command, start, i - start).Append(command, i + 1, close - i - 1);
                    start = i = close + 1;
                }
                else if (IsBare(command[i]))
                {
                    // VAR=value before the program is an assignment; quotes in it change nothing about that.
                    if (command[i] == '=' && words.Count == 0)
                        return false;
                    i++;
                }
                else
                {
                    return false;
                }
            }

            words.Add(joined is null ? command[start..i] : joined.Append(command, start, i - start).ToString());
        }

        return words.Count > 0;
    }

    private static bool IsBare(char c) => Bare.Contains(c) || (c > '\x7f' && char.IsLetter(c));

    private static bool IsPlainProgram(List<string> words)
    {
        string program = words[0];
        if (program.Length == 0 || ShellWords.Contains(program))
            return false;
        bool option = words.Count > 1 && words[1].StartsWith('-');
        return program switch
        {
            "echo" => !option,
            "printf" => words.Count > 1 && !option && IsSimpleFormat(words[1]),
            _ => true,
        };
    }

    // %s and %% mean the same everywhere; %q, %b and %(…)T do not.
    private static bool IsSimpleFormat(string format)
    {
        for (int at = format.IndexOf('%'); at >= 0; at = at + 2 < format.Length ? format.IndexOf('%', at + 2) : -1)
        {
            if (at + 1 == format.Length || format[at + 1] is not ('s' or '%'))
                return false;
        }

        return true;
    }
}
