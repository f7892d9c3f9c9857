using System.Text;
using TaskGraph.Model.Text;

namespace TaskGraph.Model.Tests.Text;

/// <summary>What a real shell makes of what is quoted for it.</summary>
[TestClass]
public sealed class RealShellTests
{
    private static readonly string[] Pieces =
    [
        "'", "\"", "\\", "$", "`", "!", "\n", "\r", "\t", " ", "  ", ";", "&", "|", ">", "<", "(", ")", "{", "}", "[", "]", "*", "?", "~", "#", "=", "%",
        "a", "Z", "0", "2", "-", "-n", "\\n", "$HOME", "$(echo x)", "`echo x`", "${x}", "{x}", "ä", "\u00a0", "\u2028", "😀", "\u0001", "if", "..", "^", ",",
    ];

    private string _folder = "";

    [TestInitialize]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("taskgraph-shell-").FullName;

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Every_value_is_printed_as_it_is_in_every_quoting()
    {
        SkipWithoutShell();
        var random = new Random(1);
        for (int left = Shell.FuzzCount(200); left > 0; left -= 100)
        {
            var script = new StringBuilder();
            var expected = new StringBuilder();
            for (int i = 0; i < Math.Min(left, 100); i++)
            {
                string value = AnyValue(random);
                var values = new FixedValues(("x", value)).List("all", value, "b c", value);
                Add("{x}", value);
                Add("\"{x}\"", value);
                Add("'{x}'", value);
                Add("\"{x}\"'{x}'{x}", value + value + value);
                Add("\"$(printf '%s.' {x})\"", value + ".");
                Add("\"$(printf '%s.' \"{x}\")\"", value + ".");
                Add("\"$EMPTY{x}\"$EMPTY{x}", value + value);
                Add("-a={x}b", $"-a={value}b");
                Add("{all}", $"{value}\0b c\0{value}");
                Add("\"{all}\"", $"{value} b c {value}");

                void Add(string template, string prints)
                {
                    Assert.IsTrue(PlaceholderQuoting.TryPosix($"printf '%s\\0' {template}\n", values, out string command, out string? fault), fault);
                    script.Append(command);
                    expected.Append(prints).Append('\0');
                }
            }

            foreach (string shell in Shell.Installed())
                Assert.AreEqual(expected.ToString(), Shell.Run(shell, script.ToString(), _folder), shell);
        }
    }

    [TestMethod]
    public void No_value_breaks_out_of_any_template()
    {
        SkipWithoutShell();
        string[] fragments =
        [
            "'", "\"", "\\", "$(", "$((", "))", "(", ")", "((", "`", "#", " #", " ", "\n", "\\\n", ";", "${y}", "${y:-", "}", "$'", "$", "<<E\n", "<<<", "\nE\n", "$#",
            "case a in a) ", ";; esac", "{x}", "{x}", "{x}", "\"{x}\"", "'{x}'", "\"$(echo {x})\"", "a", "=", "~", "&", "|", "echo ", "if ", "[[ ", "{", "1", "f()", "@(", "<(",
        ];
        string[] hostile =
        [
            ";>pwned;", "';>pwned;'", "\";>pwned;\"", "$(>pwned)", "`>pwned`", "\n>pwned\n", ")\n>pwned\n(", "\\';>pwned;", "\\\";>pwned;", "\nE\n>pwned\n",
            "}\n>pwned\n", "))\n>pwned\n", "a[$(>pwned)]", "'\n>pwned\n'", "\"\n>pwned\n\"",
        ];
        string pwned = Path.Combine(_folder, "pwned");
        var random = new Random(2);
        int tried = 0;
        for (int round = 0; round < Shell.FuzzCount(150); round++)
        {
            string template = "echo " + string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => fragments[random.Next(fragments.Length)]));
            string value = hostile[random.Next(hostile.Length)];
            if (!PlaceholderQuoting.TryPosix(template, new FixedValues(("x", value)), out string command, out _) || command == template)
                continue;
            tried++;
            foreach (string shell in Shell.Installed())
            {
                _ = Shell.Run(shell, command, _folder);
                Assert.IsFalse(File.Exists(pwned), $"{shell}: {template} with {value} became {command}");
            }
        }

        Assert.IsGreaterThan(10, tried);
    }

    [TestMethod]
    public void A_direct_command_has_the_words_that_the_shell_makes()
    {
        SkipWithoutShell();
        var random = new Random(3);
        string[] pieces = [.. Pieces, "a", "b", "'x y'", "\"x y\"", " ", "a b", "--k=v"];
        var script = new StringBuilder();
        var expected = new StringBuilder();
        int direct = 0;
        for (int round = 0; round < Math.Min(Shell.FuzzCount(2000), 2500); round++)
        {
            string command = "sort " + string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => pieces[random.Next(pieces.Length)]));
            if (!DirectCommand.TryParse(command, out List<string> words))
                continue;
            direct++;
            script.Append("printf '%s\\0' ").Append(command).Append('\n');
            expected.AppendJoin('\0', words).Append('\0');
        }

        Assert.IsGreaterThan(50, direct);
        foreach (string shell in Shell.Installed())
            Assert.AreEqual(expected.ToString(), Shell.Run(shell, script.ToString(), _folder), shell);
    }

    private static string AnyValue(Random random)
    {
        var value = new StringBuilder();
        for (int i = random.Next(0, 8); i > 0; i--)
            value.Append(Pieces[random.Next(Pieces.Length)]);
        return value.ToString();
    }

    private static void SkipWithoutShell()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("There is no POSIX shell on Windows.");
    }
}
