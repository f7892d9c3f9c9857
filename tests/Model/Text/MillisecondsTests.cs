using TaskGraph.Model.Text;

namespace TaskGraph.Model.Tests.Text;

[TestClass]
public sealed class MillisecondsTests
{
    [TestMethod]
    [DataRow("0", 0L)]
    [DataRow("1500", 1500L)]
    [DataRow("0:00:01", 1000L)]
    [DataRow("00:01:30", 90_000L)]
    [DataRow("1:02:03.5", 3_723_500L)]
    [DataRow("24:00:00", 86_400_000L)]
    [DataRow("0:59:59.999", 3_599_999L)]
    [DataRow("0:0:.5", 500L)]
    [DataRow("876000:00:00", 3_153_600_000_000L)]
    [DataRow("876000:59:00", 3_153_603_540_000L)]
    [DataRow("3153600000000", 3_153_600_000_000L)]
    public void A_length_of_time_is_milliseconds_or_hours_minutes_and_seconds(string text, long expected)
    {
        Assert.IsTrue(Milliseconds.TryParse(text, out long milliseconds));
        Assert.AreEqual(expected, milliseconds);
    }

    [TestMethod]
    [DataRow("-1")]
    [DataRow("1.5")]
    [DataRow("5s")]
    [DataRow("1:30")]
    [DataRow("0:60:00")]
    [DataRow("0:00:60")]
    [DataRow("0:-1:00")]
    [DataRow("1:2:3:4")]
    [DataRow("99999999999999999999")]
    [DataRow("9999999:00:00")]
    [DataRow("876001:00:00")]
    [DataRow("3153600000001")]
    [DataRow("x:00:00")]
    [DataRow("0:x:00")]
    [DataRow("0:00:x")]
    [DataRow("")]
    public void Everything_else_is_none(string text) => Assert.IsFalse(Milliseconds.TryParse(text, out _));
}
