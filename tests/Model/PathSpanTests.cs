namespace TaskGraph.Model.Tests;

[TestClass]
public sealed class PathSpanTests
{
    [TestMethod]
    public void A_path_that_is_no_string_has_the_number_of_the_same_string()
    {
        foreach (StringComparer comparer in new[] { StringComparer.Ordinal, StringComparer.OrdinalIgnoreCase })
        {
            var paths = new PathTable(comparer);
            int one = paths.Intern("src/one");

            Assert.AreEqual(one, paths.Intern("a src/one"[2..].AsSpan()));
            int two = paths.Intern("src/two".AsSpan());
            Assert.AreEqual(two, paths.Find("src/two"));
            Assert.AreEqual(two, paths.Intern("src/two"));
            Assert.AreEqual(2, paths.Count);
        }
    }
}
