using TaskGraph.Model.Text;

namespace TaskGraph.Model.Tests.Text;

[TestClass]
public sealed class CommandWordsTests
{
    private readonly FixedValues _values = new FixedValues(("x", "a b"), ("q", "'\""), ("results.my node.k", "v"), ("none", ""))
        .List("inputs", "one", "two three").List("outputs");

    [TestMethod]
    [DataRow("", "")]
    [DataRow("  \t\n", "")]
    [DataRow("a  b\tc\nd", "[a][b][c][d]")]
    [DataRow("a\"b c\"d", "[ab cd]")]
    [DataRow("'a b' \"c d\"", "[a b][c d]")]
    [DataRow("'' \"\"", "[][]")]
    [DataRow("a'' ''b", "[a][b]")]
    [DataRow(@"C:\x\y.exe 'C:\a b\'", @"[C:\x\y.exe][C:\a b\]")]
    [DataRow(@"""say \""hi\"" \n \\.""", @"[say ""hi"" \n \\.]")]
    [DataRow(@"a\ b", @"[a\][b]")]
    [DataRow(@"'it\' s", @"[it\][s]")]
    [DataRow("'\"' \"'\"", "[\"][']")]
    [DataRow("$HOME * {x} ; |", "[$HOME][*][{x}][;][|]")]
    public void Cuts_by_quotes_alone(string text, string expected)
    {
        List<string> words = [];
        Assert.IsTrue(CommandWords.TrySplit(text, null, words, out int unclosed));
        Assert.AreEqual(-1, unclosed);
        Assert.AreEqual(expected, Show(words));
    }

    [TestMethod]
    [DataRow("{x}", "[a b]")]
    [DataRow("--x={x}y", "[--x=a by]")]
    [DataRow("'{x}' \"{x}\"", "[a b][a b]")]
    [DataRow("{q}{q}", "['\"'\"]")]
    [DataRow("{none} z", "[][z]")]
    [DataRow("{results.my node.k} z", "[v][z]")]
    [DataRow("{inputs}", "[one][two three]")]
    [DataRow("a {inputs} b", "[a][one][two three][b]")]
    [DataRow("'{inputs}'", "[one two three]")]
    [DataRow("-i{inputs}", "[-ione two three]")]
    [DataRow("{inputs}.o", "[one two three.o]")]
    [DataRow("a {outputs} b", "[a][b]")]
    [DataRow("\"{outputs}\"", "[]")]
    [DataRow("{unknown} ${x}", "[{unknown}][${x}]")]
    [DataRow("{print $1}", "[{print][$1}]")]
    public void Placeholders_are_never_cut_again(string text, string expected)
    {
        List<string> words = [];
        Assert.IsTrue(CommandWords.TrySplit(text, _values, words, out _));
        Assert.AreEqual(expected, Show(words));
    }

    [TestMethod]
    [DataRow("a 'b c", 2)]
    [DataRow("a \"b\\\"", 2)]
    [DataRow("'a' '", 4)]
    [DataRow("\"a\\", 0)]
    [DataRow(@"""C:\a b\""", 0, DisplayName = "a folder that ends in a backslash goes into single quotes")]
    public void An_open_quote_is_told(string text, int at)
    {
        Assert.IsFalse(CommandWords.TrySplit(text, null, [], out int unclosed));
        Assert.AreEqual(at, unclosed);
    }

    private static string Show(List<string> words) => string.Concat(words.Select(word => $"[{word}]"));
}
