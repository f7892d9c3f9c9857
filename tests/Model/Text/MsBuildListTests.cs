using TaskGraph.Model.Text;

namespace TaskGraph.Model.Tests.Text;

[TestClass]
public sealed class MsBuildListTests
{
    [TestMethod]
    [DataRow("", "")]
    [DataRow(" ;; \n ;", "")]
    [DataRow("a", "a")]
    [DataRow("a;b", "a|b")]
    [DataRow("\n   a b ;\r\n\tc\n", "a b|c")]
    [DataRow("a%3Bb;c", "a;b|c")]
    [DataRow("%20a%20", " a ")]
    [DataRow("%20", " ")]
    [DataRow("%2a;%2A.cs", "*|*.cs")]
    [DataRow("100%;%zz;%4;%", "100%|%zz|%4|%")]
    [DataRow("%2541", "%41")]
    public void Splits(string escaped, string expected) => Assert.AreEqual(expected, string.Join('|', MsBuildList.Split(escaped)));

    [TestMethod]
    [DataRow("plain", "plain")]
    [DataRow("a;b", "a%3bb")]
    [DataRow("%*?@$();'", "%25%2a%3f%40%24%28%29%3b%27")]
    [DataRow("x%41", "x%2541")]
    public void What_MSBuild_would_read_otherwise_is_escaped_and_comes_back(string text, string escaped)
    {
        Assert.AreEqual(escaped, MsBuildList.Escape(text));
        Assert.AreEqual(text, MsBuildList.Unescape(escaped));
        Assert.AreEqual(text, MsBuildList.Unescape(escaped.AsSpan()));
    }

    [TestMethod]
    [DataRow("%aF%Af%3F", "\u00AF\u00AF?")]
    [DataRow("%", "%")]
    [DataRow("%4", "%4")]
    [DataRow("%g1%1g", "%g1%1g")]
    [DataRow("%%41", "%A")]
    [DataRow("a%41", "aA")]
    public void Two_hexadecimal_digits_are_a_character(string escaped, string text) => Assert.AreEqual(text, MsBuildList.Unescape(escaped));

    [TestMethod]
    public void A_text_without_percent_is_the_same_string()
    {
        string text = new('x', 3);
        Assert.AreSame(text, MsBuildList.Unescape(text));
        Assert.AreSame(text, MsBuildList.Split(text)[0]);
    }
}
