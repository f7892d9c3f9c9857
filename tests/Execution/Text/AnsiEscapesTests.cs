using TaskGraph.Execution.Text;

namespace TaskGraph.Execution.Tests.Text;

[TestClass]
public sealed class AnsiEscapesTests
{
    [TestMethod]
    [DataRow("", "")]
    [DataRow("\x1b[1;31mred\x1b[0m x", "red x")]
    [DataRow("a\x1b[2K\x1b[1Gb", "ab")]
    [DataRow("\x1b]0;title\ax", "x")]
    [DataRow("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link")]
    [DataRow("a\x1b(", "a")]
    [DataRow("a\x1b", "a")]
    [DataRow("a\x1b[", "a")]
    [DataRow("a\x1b]open", "a")]
    [DataRow("a\x1b[\nb", "a\nb")]
    public void Are_removed(string text, string expected) => Assert.AreEqual(expected, AnsiEscapes.Remove(text));

    [TestMethod]
    public void A_text_without_any_is_the_same_string()
    {
        string text = new('x', 2);
        Assert.AreSame(text, AnsiEscapes.Remove(text));
    }
}
