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
    public void A_text_without_percent_is_the_same_string()
    {
        string text = new('x', 3);
        Assert.AreSame(text, MsBuildList.Unescape(text));
        Assert.AreSame(text, MsBuildList.Split(text)[0]);
    }
}
