using TaskGraph.Model.Text;

namespace TaskGraph.Model.Tests.Text.Fuzzing;

/// <summary>Any text is a command, for any shell, or is refused with the placeholder that is the reason. What it means there is for <see cref="EveryPlaceOfACommand"/> to say.</summary>
[TestClass]
public sealed class CommandFuzzTests
{
    private static readonly string[] Corpus =
    [
        "cat {x} > \"{all}\"", "sh -c 'a \"{x}\"' && b || c; d &", "echo \"$(printf '%s' \"{x}\")\" `date` $((1+{x})) ${HOME:-{x}}", "cat <<'E'\n{x}\nE\n", "case a in (b) c {x};; esac # {all}", "a[{x}]=1; [[ {x} -eq 1 ]]",
        "copy \"{x}\" C:\\out\\ ^& echo %PATH% {all}", "awk '{print $1}' {x}", "--flag 'a b' \"c \\\" d\" {all} x{all}y",
    ];

    private static readonly string[] Pieces =
    [
        "{x}", "{all}", "{", "}", "{x", "x}", "{x}{y}", "a{x}", "\"{x}\"", "'{x}'", "'", "\"", "`", "`{x}`", "\\", "\\{x}", "$", "$(", "$((", "$(({x}))", "$[", "${", "${x}", "$'", "$'{x}'", "(", ")", "((", "(({x}", "))", "[", "a[{x}]", "a[", "<<", "<<E\n",
        "<<E\n{x}\nE\n", "<<<", "#", "#\n", " #{x}", "case ", "(case a in a) ", "[[ {x} -eq ", " ", "\t", "\n", ";", "&", "^", "^{x}", "%", "a ", "a", "=", "~{x}", "\"$(", "\"$(echo \"{x}\")\"", "*/{x}",
    ];

    private static readonly FixedValues[] Values =
    [
        new FixedValues(("x", "v")).List("all", "a", "b c"),
        new FixedValues(("x", "a 'b' \"c\" $d\n%")).List("all"),
        new FixedValues(("x", "")).List("all", "'", "\"", "\\"),
    ];

    [TestMethod]
    public void Any_text_is_a_command_or_refused_with_its_placeholder() => Fuzzed.Each(Corpus, 16_384, 2_000, Check);

    [TestMethod]
    [Timeout(600_000)]
    public void A_huge_one_takes_time_and_memory_by_its_size_however_deep_it_is_nested() => Fuzzed.EachHuge(Pieces, 2_000, Check);

    private static void Check(string text)
    {
        foreach (FixedValues values in Values)
        {
            bool posix = PlaceholderQuoting.TryPosix(text, values, out string command, out string? fault);
            AssertTold(text, posix, fault);
            if (posix && DirectCommand.TryParse(command, out List<string> words))
                Assert.AreNotEqual("", words[0]);
            AssertTold(text, PlaceholderQuoting.TryCmd(text, values, out _, out fault), fault);
            words = [];
            bool closed = CommandWords.TrySplit(text, values, words, out int unclosed);
            Assert.AreEqual(closed, unclosed == -1);
            if (!closed)
                Assert.IsTrue(text[unclosed] is '\'' or '"', $"{unclosed}");
            _ = Placeholders.Replace(text, values);
        }

        foreach (string key in Placeholders.Keys(text))
            Assert.IsTrue(key.Length > 0 && text.Contains(key, StringComparison.Ordinal), key);
    }

    private static void AssertTold(string text, bool good, string? fault)
    {
        Assert.AreEqual(good, fault is null);
        if (fault is not null && !fault.Contains("here-document", StringComparison.Ordinal))
            Assert.IsTrue(fault.Contains("{x}", StringComparison.Ordinal) || fault.Contains("{all}", StringComparison.Ordinal), $"{fault} for {text}");
    }
}
