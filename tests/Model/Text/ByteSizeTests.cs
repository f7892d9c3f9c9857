using TaskGraph.Model.Text;

namespace TaskGraph.Model.Tests.Text;

[TestClass]
public sealed class ByteSizeTests
{
    [TestMethod]
    [DataRow("1", 1L)]
    [DataRow("1000 b", 1000L)]
    [DataRow("1k", 1024L)]
    [DataRow("1.5 KB", 1536L)]
    [DataRow("500M", 500L << 20)]
    [DataRow("5G", 5L << 30)]
    [DataRow("5GiB", 5L << 30)]
    [DataRow(" 2 T ", 2L << 40)]
    public void An_amount_is_read(string text, long bytes)
    {
        Assert.IsTrue(ByteSize.TryParse(text, out long read));
        Assert.AreEqual(bytes, read);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("0")]
    [DataRow("0.1")]
    [DataRow("-1G")]
    [DataRow("G")]
    [DataRow("iB")]
    [DataRow("1iB")]
    [DataRow("5X")]
    [DataRow("5 G 3")]
    [DataRow("1,000")]
    [DataRow("9999999T")]
    [DataRow("99999999999999999999999999999999999999999999999999")]
    public void What_is_none_is_not(string text) => Assert.IsFalse(ByteSize.TryParse(text, out _));

    [TestMethod]
    [DataRow(0L, "0 bytes")]
    [DataRow(1023L, "1023 bytes")]
    [DataRow(1024L, "1.0 KB")]
    [DataRow(36L << 10, "36 KB")]
    [DataRow(5L << 30, "5.0 GB")]
    [DataRow(5000L << 40, "5000 TB")]
    public void An_amount_is_told(long bytes, string text) => Assert.AreEqual(text, ByteSize.ToText(bytes));
}
