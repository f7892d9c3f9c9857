namespace TaskGraph.Model.Tests;

[TestClass]
public sealed class ReadyKeyTests
{
    // From first to last: priority, then the path, then the place, then the number; each of them against all that come behind it.
    private static readonly ReadyKey[] Order =
    [
        new(2, 0, 9, 9), new(1, 5, 9, 9), new(1, 4, 1, 9), new(1, 4, 2, 3), new(1, 4, 2, 4), new(0, 9, 0, 0), new(-1, 9, 0, 0),
    ];

    [TestMethod]
    public void Of_two_nodes_one_goes_first_in_every_way_of_asking()
    {
        for (int i = 0; i < Order.Length; i++)
        {
            for (int k = 0; k < Order.Length; k++)
            {
                (ReadyKey one, ReadyKey other) = (Order[i], Order[k]);
                Assert.AreEqual(Math.Sign(i - k), Math.Sign(one.CompareTo(other)), $"{one} and {other}");
                Assert.AreEqual($"{i < k} {i > k} {i <= k} {i >= k}", $"{one < other} {one > other} {one <= other} {one >= other}", $"{one} and {other}");
            }
        }
    }
}
