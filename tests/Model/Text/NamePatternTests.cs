using TaskGraph.Model.Text;

namespace TaskGraph.Model.Tests.Text;

[TestClass]
public sealed class NamePatternTests
{
    [TestMethod]
    [DataRow("chunk_*", "chunk_1", true)]
    [DataRow("chunk_*", "chunk_", true)]
    [DataRow("chunk_*", "Chunk_1", false)]
    [DataRow("*", "a/b", true)]
    [DataRow("a?b", "a/b", true)]
    [DataRow("count[*]", "count[a.csv]", true)]
    [DataRow("count[*]", "count", false)]
    [DataRow("[ab]", "a", false)]
    [DataRow("[ab]", "[ab]", true)]
    [DataRow("**", "x", true)]
    [DataRow("train", "train", true)]
    [DataRow("train", "train2", false)]
    [DataRow("?", "", false)]
    [DataRow("*", "", true)]
    public void Matches(string pattern, string name, bool expected) => Assert.AreEqual(expected, new NamePattern(pattern).IsMatch(name));

    [TestMethod]
    [DataRow("a*", true)]
    [DataRow("a?", true)]
    [DataRow("a[1]", false)]
    public void A_pattern_has_a_wildcard_and_is_told_as_it_was_written(string text, bool pattern)
    {
        Assert.AreEqual(pattern, NamePattern.IsPattern(text));
        Assert.AreEqual(text, new NamePattern(text).ToString());
    }
}
