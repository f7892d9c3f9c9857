namespace TaskGraph.Model.Tests;

[TestClass]
public sealed class CriticalPathTests
{
    // a, then b and c, then d; e is alone.
    private static Graph Diamond() => new Declared()
        .Node("d", "Command=x", "DependsOn=b;c").Node("b", "Command=x", "DependsOn=a").Node("c", "Command=x", "RunAfter=a").Node("a", "Command=x").Node("e", "Command=x").Build();

    [TestMethod]
    [DataRow(new[] { 1, 20, 300, 4000, 7 }, new long[] { 1, 21, 301, 4301, 7 }, "All are known.")]
    [DataRow(new[] { 0, -1, 10, 5, -1 }, new long[] { 0, 5, 10, 15, 5 }, "What is not known takes the average, and no time is known as well.")]
    [DataRow(new[] { -1, -1, -1, -1, -1 }, new long[] { 1, 2, 2, 3, 1 }, "If nothing is known, the longer path is the one of more nodes.")]
    [DataRow(new[] { 0, 0, -1, 0, 0 }, new long[] { 0, 0, 1, 1, 0 }, "No average is less than a millisecond: what is not known is more than nothing.")]
    [DataRow(new[] { int.MaxValue, int.MaxValue, -1, int.MaxValue, 0 }, new long[] { 2147483647, 4294967294, 3758096382, 6442450941, 0 }, "Sums are larger than what they are of.")]
    public void What_remains_is_a_nodes_own_time_and_the_longest_behind_it(int[] durations, long[] remaining, string why) =>
        CollectionAssert.AreEqual(remaining, CriticalPath.Remaining(Diamond(), durations), why);

    [TestMethod]
    public void Each_node_comes_after_all_that_it_waits_for()
    {
        Graph graph = Diamond();
        Assert.AreEqual("a e", string.Join(' ', CriticalPath.Topological(graph)[..2].Select(node => graph[node].Name)));
        Assert.AreEqual("d", graph[CriticalPath.Topological(graph)[4]].Name);
    }
}
