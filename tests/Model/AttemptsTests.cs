namespace TaskGraph.Model.Tests;

[TestClass]
public sealed class AttemptsTests
{
    [TestMethod]
    public void The_delay_doubles_with_each_attempt_within_a_quarter_and_ends_at_an_hour()
    {
        var attempts = new Attempts(null, 40, 100);
        Assert.AreEqual("75 100 150 200 400", string.Join(' ', attempts.DelayAfter(1, 0), attempts.DelayAfter(1, 0.5), attempts.DelayAfter(2, 0), attempts.DelayAfter(2, 0.5), attempts.DelayAfter(3, 0.5)));
        Assert.AreEqual(3_600_000, attempts.DelayAfter(40, 0.5));
        Assert.AreEqual(1000, default(Attempts).DelayAfter(1, 0.5));
        Assert.AreEqual(1, default(Attempts).Most);
        Assert.AreEqual(41, attempts.Most);
        Assert.AreEqual(int.MaxValue, new Attempts(null, int.MaxValue, null).Most, "As often as there are numbers for, and not never.");
    }

    [TestMethod]
    public void What_is_not_said_is_taken_from_others_and_what_is_said_is_not()
    {
        var said = new Attempts(1, 2, 3);
        var others = new Attempts(4, 5, 6);
        Assert.AreEqual(said, said.Or(others));
        Assert.AreEqual(others, default(Attempts).Or(others));
        Assert.AreEqual(new Attempts(1, 5, 3), (said with { Retries = null }).Or(others));
    }
}
