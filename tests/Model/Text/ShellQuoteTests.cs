using TaskGraph.Model.Text;

namespace TaskGraph.Model.Tests.Text;

[TestClass]
public sealed class ShellQuoteTests
{
    [TestMethod]
    [DataRow("a/b-c_d.e:f,g+h@i%", "a/b-c_d.e:f,g+h@i%")]
    [DataRow("", "''")]
    [DataRow("a b", "'a b'")]
    [DataRow("a=b", "'a=b'")]
    [DataRow("~", "'~'")]
    [DataRow("if", "'if'")]
    [DataRow("it's", "\"it's\"")]
    [DataRow("it's $5", "'it'\\''s $5'")]
    [DataRow("it's!", "'it'\\''s!'")]
    [DataRow("ä", "'ä'")]
    [DataRow("a\nb", "'a\nb'")]
    public void Posix(string value, string expected) => Assert.AreEqual(expected, ShellQuote.Posix(value));

    [TestMethod]
    [DataRow(@"C:\a\b.txt", @"C:\a\b.txt")]
    [DataRow("", "^\"^\"")]
    [DataRow("a b", "^\"a b^\"")]
    [DataRow("a&b|c<d>e^f(g)%h%!", "^\"a^&b^|c^<d^>e^^f^(g^)^%h^%^!^\"")]
    [DataRow("say \"hi\"", "^\"say \\^\"hi\\^\"^\"")]
    [DataRow(@"C:\a b\", "^\"C:\\a b\\\\^\"")]
    [DataRow("a,b", "^\"a,b^\"")]
    public void Cmd(string value, string expected)
    {
        Assert.IsTrue(ShellQuote.TryCmd(value, out string quoted));
        Assert.AreEqual(expected, quoted);
    }

    [TestMethod]
    [DataRow("a\nb")]
    [DataRow("a\rb")]
    public void Cmd_cannot_take_a_line_break(string value) => Assert.IsFalse(ShellQuote.TryCmd(value, out _));

    [TestMethod]
    [DataRow("", "\"\"")]
    [DataRow("a b", "\"a b\"")]
    [DataRow("a\\", "\"a\\\\\"")]
    [DataRow("a\\\"b", "\"a\\\\\\\"b\"")]
    [DataRow("a\\b", "\"a\\b\"")]
    public void Windows_argument(string value, string expected) => Assert.AreEqual(expected, ShellQuote.WindowsArgument(value));
}
