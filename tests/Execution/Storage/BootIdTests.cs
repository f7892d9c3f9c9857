using TaskGraph.Execution.Storage;

namespace TaskGraph.Execution.Tests.Storage;

[TestClass]
public sealed class BootIdTests
{
    [TestMethod]
    public void A_machine_that_tells_only_clocks_was_started_anew_if_they_say_so_and_no_time_passes_in_between()
    {
        DateTime now = new(2026, 1, 1, 12, 0, 0, 500, DateTimeKind.Utc);
        string id = BootId.OfClocks(now, 1_000_000);

        Assert.AreEqual(id, BootId.OfClocks(now.AddHours(5), 1_000_000 + (5 * 3_600_000)));
        Assert.AreEqual(id, BootId.OfClocks(now, 1_000_015));
        Assert.AreNotEqual(id, BootId.OfClocks(now.AddSeconds(4), 1_000_000), "started 4 s later");
        Assert.AreNotEqual("", id);
        Assert.AreNotEqual("", BootId.Read());
    }
}
