using System.Text;
using TaskGraph.Model.Text;

namespace TaskGraph.Model.Tests.Text;

/// <summary>Any value at any place of a command is data for a real shell, or it is refused. TASKGRAPH_FUZZ_COUNT says how many values are tried.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "There is no POSIX shell on Windows.")]
public sealed class EveryPlaceOfACommand
{
    private const string Print = "printf '%s\\0' ";

    // The commands of a run are in one file, so that a shell is started for a thousand of them.
    private const int AtOnce = 1000;

    private static readonly string[] Pieces =
    [
        "'", "''", "\"", "\\", "\\\\", "$", "`", "!", "!!", "\n", "\r", "\r\n", "\t", " ", "  ", ";", ";;", "&", "&&", "|", ">", ">>", "<", "<<E", "<<<", "(", ")", "((", "))", "{", "}", "[", "]", "[[", "*", "?",
        "~", "#", " #", "=", "%", "^", ",", "+", "@", ":", "a", "Z", "0", "2", "08", "-", "--", "-n", "-e", "\\n", "\\0", "\\c", "%s", "%n", "$HOME", "${HOME}", "$(echo x)", "`echo x`", "$((1))", "$'a'", "${x}", "{x}", "{a,b}", "{1..3}",
        "ä", "\u0081", "\u0088", "\u00a0", "\u2028", "\ufeff", "😀", "\u0001", "\u007f", "\ud800", "\udc00", "if", "fi", "in", "esac", "done", "E", "EOF", ".", "..", "/", "*/", "HOME", "PATH", "a[$(exit)]", "1+1", "\nE\n", "\n)\n", "';:;'",
    ];

    // Each prints what Prints says, if the value is nothing but data there.
    private static readonly (string Template, Func<string, string> Prints)[] Places =
    [
        ("{x}", x => x), ("\"{x}\"", x => x), ("'{x}'", x => x), ("a{x}b", x => $"a{x}b"), ("-k={x}", x => "-k=" + x), ("\"a{x}\"'{x}b'{x}", x => $"a{x}{x}b{x}"),
        ("\\ {x}", x => " " + x), ("\\\\{x}", x => "\\" + x), ("\\'{x}\\'", x => $"'{x}'"), ("\"\\\"{x}\\\\\"", x => $"\"{x}\\"), ("\"'{x}'\"", x => $"'{x}'"), ("'\"{x}\"'", x => $"\"{x}\""), ("\\\n{x}", x => x), ("\\{x}", _ => "{x}"),
        ("\"$(printf '%s.' {x})\"", x => x + "."), ("\"$(printf '%s.' \"{x}\")\"", x => x + "."), ("\"$(printf '%s.' '{x}')\"", x => x + "."), ("\"$(printf '%s.' \"$(printf '%s.' {x})\")\"", x => x + ".."),
        ("\"$( (printf '%s.' {x}) )\"{x}", x => x + "." + x), ("\"`printf '%s.' {x}`\"", x => x + "."), ("\"`printf '%s.' \"{x}\"`\"", x => x + "."), ("\"`printf '%s.' '{x}'`\"", x => x + "."),
        ("\"$EMPTY{x}\"$EMPTY{x}", x => x + x), ("\"${EMPTY}{x}\"", x => x), ("\"${EMPTY:-{x}}\"", x => x), ("${EMPTY:+a}{x}", x => x), ("\"$(:)\"{x}", x => x), ("a # {x}\n" + Print + "{x}", x => "a\0" + x), ("a#{x}", x => "a#" + x),
        ("{x} 2>&1", x => x), ("{x}>&1", x => x), ("\"{x}\">&1 </dev/null", x => x), ("{x};:", x => x), ("{x}&&:", x => x), ("{x}|cat", x => x), ("{x} &\nwait", x => x), ("{all}", x => $"{x}\0b c\0{x}"), ("\"{all}\"", x => $"{x} b c {x}"), ("'{all}'", x => $"{x} b c {x}"),
        ("\"$(cat <<E\n{x}\nE\n)\"", x => x), ("\"$(cat <<'E'\n{x}\nE\n)\"", x => x), ("\"$(cat <<-E\n\t{x}\n\tE\n)\"", x => x), ("\"$(case a in a) printf %s {x};; esac)\"", x => x), ("\"$(case a in (a) printf %s {x}; esac)\"", x => x),
    ];

    private static readonly (string Template, Func<string, string> Prints)[] Commands =
    [
        ("v={x}; printf '%s\\0' \"$v\"", x => x + "\0"), ("v=\"{x}\"; printf '%s\\0' \"$v\"", x => x + "\0"), ("v=a:{x}:'{x}'; printf '%s\\0' \"$v\"", x => $"a:{x}:{x}\0"), ("v={x} sh -c 'printf \"%s\\0\" \"$v\"'", x => x + "\0"),
        ("for i in {all}; do printf '%s\\0' \"$i\"; done", x => $"{x}\0b c\0{x}\0"), ("set -- {x}; printf '%s\\0' \"$@\" $#", x => x + "\01\0"), ("f() { printf '%s\\0' \"$1\"; }; f {x}", x => x + "\0"),
        ("(printf '%s\\0' {x})", x => x + "\0"), ("{ printf '%s\\0' {x}; }", x => x + "\0"), ("if printf '%s\\0' {x}; then :; fi", x => x + "\0"), ("! printf '%s\\0' {x}", x => x + "\0"), ("while printf '%s\\0' {x}; do break; done", x => x + "\0"),
        ("case {x} in {x}) printf 'y\\0';; *) printf 'n\\0';; esac", _ => "y\0"), ("case \"{x}\" in '{x}') printf 'y\\0';; *) printf 'n\\0';; esac", _ => "y\0"), ("case 'z z' in {x}) printf 'y\\0';; *) printf 'n\\0';; esac", _ => "n\0"),
        ("case a{x}b in a*{x}*b) printf 'y\\0';; *) printf 'n\\0';; esac", _ => "y\0"), ("[ {x} = {x} ] && printf 'y\\0'", _ => "y\0"), ("[ \"x{x}\" = x'{x}' ] && printf 'y\\0'", _ => "y\0"),
        ("cat <<E\n{x}\nE\nprintf '\\0'", x => x + "\n\0"), ("cat <<\\E\n{x}\nE\nprintf '\\0'", x => x + "\n\0"), (": <<EOF {x}\nEOF\nprintf 'a\\0'", _ => "a\0"), ("# {x}\nprintf '%s\\0' {x} #{x}", x => x + "\0"),
        ("printf '%s\\0' \"$(( {x} ))\"", x => x + "\0"), ("printf '%s\\0' $((1 + {x}))", x => (ulong.Parse(x) + 1) + "\0"),
    ];

    private string _folder = "";

    [TestInitialize]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("taskgraph-shell-").FullName;

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [Timeout(3_600_000)]
    public void A_value_is_data_there_or_refused()
    {
        var random = new Random(11);
        int accepted = 0;
        for (int left = Shell.FuzzCount(3000); left > 0; left -= AtOnce)
        {
            var cases = new List<(string Command, string Prints)>();
            for (int i = Math.Min(left, AtOnce); i > 0; i--)
                Add(AnyValue(random), random, cases);
            accepted += cases.Count;
            foreach (string shell in Shell.Installed())
                Try(shell, cases);
        }

        Assert.IsGreaterThan(1000, accepted);
    }

    [TestMethod]
    public void What_is_started_without_a_shell_has_the_words_that_a_shell_makes()
    {
        var random = new Random(12);
        string[] templates = ["sort {x}", "sort a {x} b", "sort \"{x}\" '{x}'", "sort -k={x}", "sort a{x}b", "sort {all}", "sort \"{all}\"{x}", "./sort {x}", "sort\t{x} ''", "sort # {x}", "{x} a", "sort {x}>&1", "sort \"a'{x}\"", "\"{x}\" b"];
        int direct = 0;
        for (int left = Shell.FuzzCount(3000); left > 0; left -= AtOnce)
        {
            var cases = new List<(string Command, string Prints)>();
            for (int i = Math.Min(left, AtOnce); i > 0; i--)
            {
                string value = AnyValue(random);
                string template = templates[random.Next(templates.Length)];
                if (!PlaceholderQuoting.TryPosix(template, Values(value), out string command, out _) || !DirectCommand.TryParse(command, out List<string> words))
                    continue;
                direct++;
                cases.Add(($"printf '%s\\0' {command}", Bytes(string.Join('\0', words)) + "\0"));
            }

            foreach (string shell in Shell.Installed())
                Try(shell, cases);
        }

        Assert.IsGreaterThan(300, direct);
    }

    [TestMethod]
    public void A_value_of_a_hundred_thousand_characters_is_one_as_well()
    {
        string value = string.Concat(Enumerable.Repeat("a'b\"c$(x)`\\ \n", 8000));
        var cases = new List<(string, string)>();
        foreach ((string template, Func<string, string> prints) in Places[..6])
            cases.Add((Filled(Print + template, value)!, prints(value) + "\0"));
        foreach (string shell in Shell.Installed())
            Try(shell, cases);
    }

    [TestMethod]
    public void A_file_is_called_as_the_value_says()
    {
        var random = new Random(13);
        var expected = new SortedSet<string>(StringComparer.Ordinal);
        var script = new StringBuilder();
        string files = Directory.CreateDirectory(Path.Combine(_folder, "files")).FullName;
        string[] templates = [": > {x}", ": >\"{x}\"", ": 2>'{x}'", ": >>{x}", ": 1>| {x}"];
        for (int i = 0; i < 500; i++)
        {
            string value = i + AnyValue(random).Replace('/', '_').Replace("\ud800", "", StringComparison.Ordinal).Replace("\udc00", "", StringComparison.Ordinal);
            value = value.Length > 60 ? value[..20] : value;
            if (char.IsHighSurrogate(value[^1]))
                value += "\udc00";
            script.Append(Filled(templates[i % templates.Length], value)).Append('\n');
            expected.Add(value);
        }

        foreach (string shell in Shell.Installed())
        {
            _ = Run(shell, script.ToString(), files);
            CollectionAssert.AreEquivalent(expected.ToArray(), Directory.EnumerateFileSystemEntries(files).Select(Path.GetFileName).ToArray(), shell);
            foreach (string file in Directory.EnumerateFiles(files))
                File.Delete(file);
        }
    }

    private static void Add(string value, Random random, List<(string Command, string Prints)> cases)
    {
        (string place, Func<string, string> prints) = Places[random.Next(Places.Length)];
        // A value that a substitution prints at its end has no line ends there, nor has what is quoted in it any.
        if (Filled(Print + place, value) is { } printed)
            cases.Add((printed, prints(Bytes(value)) + "\0"));
        (string command, prints) = Commands[random.Next(Commands.Length)];
        if (Filled(command, value) is { } filled)
            cases.Add((filled, prints(Bytes(value))));
    }

    // What no encoding has is a question mark of its own by the time that a process sees it.
    private static string Bytes(string value) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value));

    private static FixedValues Values(string value) => new FixedValues(("x", value)).List("all", value, "b c", value);

    private static string? Filled(string template, string value) => PlaceholderQuoting.TryPosix(template, Values(value), out string command, out _) ? command : null;

    private static string AnyValue(Random random)
    {
        var value = new StringBuilder();
        for (int i = random.Next(0, 7); i > 0; i--)
            value.Append(Pieces[random.Next(Pieces.Length)]);
        return value.ToString();
    }

    private void Try(string shell, List<(string Command, string Prints)> cases)
    {
        if (Run(shell, string.Join('\n', cases.Select(one => one.Command)) + "\n", _folder) == string.Concat(cases.Select(one => one.Prints)))
            return;
        foreach ((string command, string prints) in cases)
            Assert.AreEqual(prints, Run(shell, command + "\n", _folder), $"{shell} read this: {command}");
        Assert.Fail($"{shell}: together the commands do something else than each by itself.");
    }

    private string Run(string shell, string script, string folder)
    {
        string file = Path.Combine(_folder, "script");
        File.WriteAllBytes(file, Encoding.UTF8.GetBytes(script));
        // A byte order mark at the very beginning would be taken for one of the output's own.
        return Shell.Run(shell, $"printf ,; . {file}", folder)[1..];
    }
}
