using TaskGraph.Model.Text;

namespace TaskGraph.Model.Tests.Text;

[TestClass]
public sealed class KeyValuesTests
{
    [TestMethod]
    [DataRow("", "")]
    [DataRow("a=1;b=2", "a→1|b→2")]
    [DataRow(" a = 1 2 ;\n b=;", "a→1 2|b→")]
    [DataRow("url=http://x/?a=b", "url→http://x/?a=b")]
    [DataRow("a=x%3By;b%3Dc=d", "a→x;y|b=c→d")]
    [DataRow("a=%20x%20", "a→ x ")]
    [DataRow("a=1;a=2", "a→1|a→2")]
    public void Reads_pairs_in_order(string escaped, string expected)
    {
        List<KeyValuePair<string, string>> pairs = [];
        Assert.IsTrue(KeyValues.TryParse(escaped, pairs, out string? invalid));
        Assert.IsNull(invalid);
        Assert.AreEqual(expected, string.Join('|', pairs.Select(pair => pair.Key + "→" + pair.Value)));
    }

    [TestMethod]
    [DataRow("a=1; gpu ;b=2", "gpu")]
    [DataRow("=x", "=x")]
    [DataRow(" = x", "= x")]
    [DataRow("a%3D1", "a=1")]
    public void Names_the_entry_that_is_no_pair(string escaped, string offending)
    {
        Assert.IsFalse(KeyValues.TryParse(escaped, [], out string? invalid));
        Assert.AreEqual(offending, invalid);
    }
}
