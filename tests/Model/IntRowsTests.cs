namespace TaskGraph.Model.Tests;

[TestClass]
public sealed class IntRowsTests
{
    [TestMethod]
    public void A_row_is_what_was_appended_between_two_ends_however_many_there_are()
    {
        var rows = new IntRows();
        Assert.AreEqual(0, rows.Open.Length);
        for (int row = 0; row < 100; row++)
        {
            for (int i = 0; i < row % 7; i++)
                rows.Add((row * 10) + i);
            CollectionAssert.AreEqual(Expected(row), rows.Open.ToArray());
            rows.EndRow();
            Assert.AreEqual(row + 1, rows.Count);
            Assert.AreEqual(0, rows.Open.Length);
        }

        for (int row = 0; row < 100; row++)
            CollectionAssert.AreEqual(Expected(row), rows[row].ToArray(), $"{row}");
        Assert.AreEqual(Enumerable.Range(0, 100).Sum(row => row % 7), rows.Total);
    }

    private static int[] Expected(int row) => [.. Enumerable.Range(row * 10, row % 7)];
}
