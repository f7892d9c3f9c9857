using TaskGraph.Execution.Executors.Commands;

namespace TaskGraph.Execution.Tests.Commands;

[TestClass]
public sealed class BatchFileTests
{
    [TestMethod]
    public void Every_word_is_in_quotes_and_the_whole_line_as_well()
    {
        Assert.IsNull(BatchFile.Write(["cmd.exe", "/d", "/c", "a b.cmd", "x&calc", "", "^<>|()!"], 3, out string[] arguments));
        CollectionAssert.AreEqual(new[] { "/d", "/s", "/c", "\"\"a b.cmd\" \"x&calc\" \"\" \"^<>|()!\"\"" }, arguments);
    }

    [TestMethod]
    [DataRow("a\"&calc")]
    [DataRow("%PATH%")]
    [DataRow("a\nb")]
    [DataRow("a\rb")]
    public void What_would_be_read_once_more_is_refused(string argument) => Assert.AreEqual(argument, BatchFile.Write(["x.cmd", argument], 0, out _));
}
