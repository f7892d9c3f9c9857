using System.Text;
using TaskGraph.Execution.Text;

namespace TaskGraph.Execution.Tests.Text;

[TestClass]
public sealed class LineSplitterTests
{
    [TestMethod]
    [DataRow("", "")]
    [DataRow("a\nb\n", "[a][b]")]
    [DataRow("a\nb", "[a][b]")]
    [DataRow("\n\n", "[][]")]
    [DataRow("a\r\nb\r\n", "[a][b]")]
    [DataRow("\r\n\r\n", "[][]")]
    [DataRow("a\n\r\n", "[a][]")]
    [DataRow("1%\r2%\r100%\n", "[1%][2%][100%]")]
    [DataRow("\r1%\r2%\r\n", "[1%][2%]")]
    [DataRow("a\r\r\nb", "[a][b]")]
    [DataRow("a\r\n\nb", "[a][][b]")]
    [DataRow("a\rb", "[a][b]")]
    [DataRow("a\r", "[a]")]
    [DataRow("\r", "")]
    [DataRow("ün 😀 \u2028x\n", "[ün 😀 \u2028x]")]
    [DataRow("a\0b\n", "[a\0b]")]
    [DataRow("abcdefgh\n", "[abcdefgh]", DisplayName = "just the bound")]
    [DataRow("abcdefghi\n", "[abcdefgh+][i]")]
    [DataRow("abcdefghijklmnopq", "[abcdefgh+][ijklmnop+][q]")]
    [DataRow("abcdefg😀h\n", "[abcdefg+][😀h]", DisplayName = "a surrogate pair stays together")]
    public void Splits_whatever_the_chunks_are(string text, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int size = 1; size <= bytes.Length + 1; size++)
            Assert.AreEqual(expected, Split(bytes, size, bound: 8), $"in chunks of {size}");
    }

    [TestMethod]
    [DataRow(new byte[] { (byte)'a', 0xff, (byte)'b', 10 }, "[a\ufffdb]")]
    [DataRow(new byte[] { 0xc3 }, "[\ufffd]")]
    [DataRow(new byte[] { 0xc3, 10, (byte)'x' }, "[\ufffd][x]")]
    [DataRow(new byte[] { 0xed, 0xa0, 0x80, 10 }, "[\ufffd\ufffd\ufffd]")]
    public void Bytes_that_are_no_text_are_replaced(byte[] bytes, string expected)
    {
        for (int size = 1; size <= bytes.Length; size++)
            Assert.AreEqual(expected, Split(bytes, size, bound: 100), $"in chunks of {size}");
    }

    [TestMethod]
    public void A_line_is_delivered_as_soon_as_it_ends()
    {
        List<string> lines = [];
        var splitter = new LineSplitter((text, _) => lines.Add(text.ToString()));
        splitter.Feed("10%\r"u8);
        Assert.AreEqual("10%", Assert.ContainsSingle(lines));
        splitter.Feed("\nx"u8);
        Assert.HasCount(1, lines);
    }

    [TestMethod]
    public void After_the_end_it_is_as_new()
    {
        List<string> lines = [];
        var splitter = new LineSplitter((text, _) => lines.Add(text.ToString()));
        splitter.Feed([(byte)'a', 0xc3]);
        splitter.Complete();
        splitter.Feed("\n"u8);
        splitter.Complete();
        CollectionAssert.AreEqual(new[] { "a\ufffd", "" }, lines);
    }

    [TestMethod]
    public void A_hundred_megabytes_without_a_line_end_take_no_memory()
    {
        long characters = 0;
        int pieces = 0;
        var splitter = new LineSplitter((text, _) =>
        {
            characters += text.Length;
            pieces++;
        });
        byte[] chunk = new byte[64 * 1024];
        Array.Fill(chunk, (byte)'x');
        splitter.Feed(chunk);
        splitter.Feed(chunk);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 2; i < 1600; i++)
            splitter.Feed(chunk);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        splitter.Complete();
        Assert.AreEqual(1600L * chunk.Length, characters);
        Assert.AreEqual(1600 * 4, pieces);
        Assert.IsLessThan(64 * 1024, allocated);
    }

    private static string Split(byte[] bytes, int size, int bound)
    {
        var lines = new StringBuilder();
        var splitter = new LineSplitter((text, ended) => lines.Append('[').Append(text).Append(ended ? "]" : "+]"), bound);
        for (int at = 0; at < bytes.Length; at += size)
            splitter.Feed(bytes.AsSpan(at, Math.Min(size, bytes.Length - at)));
        splitter.Complete();
        return lines.ToString();
    }
}
