using TaskGraph.Model.Text;

namespace TaskGraph.Model.Tests;

[TestClass]
public sealed class NodeItemTests
{
    private static readonly NodeItem Outer = new("k", "outer/one.txt", "\"outer/one.txt\"", 4);

    [TestMethod]
    [DataRow("item", "data/raw.v2.csv")]
    [DataRow("index", "7")]
    [DataRow("item.Identity", "data/raw.v2.csv")]
    [DataRow("item.Filename", "raw.v2")]
    [DataRow("item.extension", ".csv")]
    [DataRow("item.RelativeDir", "data/")]
    [DataRow("item.FullPath", "/w/project/data/raw.v2.csv")]
    [DataRow("item.size", null)]
    [DataRow("items", null)]
    [DataRow("outer", "outer/one.txt")]
    [DataRow("outer.Filename", "one")]
    [DataRow("outerx", null)]
    [DataRow("outer.size", null)]
    public void A_placeholder_is_the_item_its_place_or_a_part_of_it(string key, string? expected)
    {
        NodeItem item = new NodeItem("k", "data/raw.v2.csv", "\"data/raw.v2.csv\"", 7).Within(Outer);
        Assert.AreEqual(expected is not null, item.TryGet(key, "/w/project", out PlaceholderValue value));
        if (expected is not null)
            Assert.AreEqual(PlaceholderValue.Of(expected), value);
    }

    [TestMethod]
    [DataRow("plain", "item.Extension", "")]
    [DataRow("plain", "item.Filename", "plain")]
    [DataRow("plain", "item.RelativeDir", "")]
    [DataRow(@"a\b.c", "item.Filename", "b")]
    [DataRow(@"a\b.c", "item.RelativeDir", "a/")]
    [DataRow("d.x/plain", "item.Extension", "")]
    [DataRow("d/.hidden", "item.Extension", ".hidden")]
    [DataRow("d/.hidden", "item.Filename", "")]
    public void A_path_may_have_no_folder_and_no_extension(string text, string key, string expected)
    {
        Assert.IsTrue(new NodeItem("k", text, "", 0).TryGet(key, "/w", out PlaceholderValue value));
        Assert.AreEqual(PlaceholderValue.Of(expected), value);
        Assert.IsFalse(new NodeItem("k", text, "", 0).TryGet("outer", "/w", out _), "There is no list around it.");
    }

    [TestMethod]
    public void An_object_has_its_members_and_no_parts_of_a_path()
    {
        NodeItem item = new NodeItem("k", "{}", "{}", 0) { IsObject = true, Members = [new("a", "1"), new("b", "2")] }.Within(Outer);
        Assert.IsTrue(item.TryGet("item.b", "/w", out PlaceholderValue value));
        Assert.AreEqual(PlaceholderValue.Of("2"), value);
        Assert.IsFalse(item.TryGet("item.Filename", "/w", out _));
        Assert.IsFalse(item.TryGet("item.B", "/w", out _), "Case counts in JSON.");
    }
}
