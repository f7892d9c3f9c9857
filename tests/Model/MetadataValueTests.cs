namespace TaskGraph.Model.Tests;

[TestClass]
public sealed class MetadataValueTests
{
    [TestMethod]
    public void Of_an_item_semicolons_divide_and_escapes_are_characters()
    {
        var value = MetadataValue.Escaped(" a%3Bb ; ;c%20 ");
        Assert.AreEqual(" a;b ; ;c  ", value.Text);
        Assert.AreEqual("a;b ; ;c", value.Word);
        Assert.AreEqual("a;b|c ", string.Join('|', value.Entries));
        Assert.IsNull(value.Typed);
    }

    [TestMethod]
    public void Of_a_node_file_semicolons_divide_and_nothing_is_escaped()
    {
        var value = MetadataValue.Plain(" a%3Bb ; ;c ");
        Assert.AreEqual(" a%3Bb ; ;c ", value.Text);
        Assert.AreEqual("a%3Bb|c", string.Join('|', value.Entries));
    }

    [TestMethod]
    public void The_entries_of_an_array_are_taken_as_they_are_but_for_empty_ones()
    {
        var value = MetadataValue.List(["a;b", "", " ", " c%20"], new HashSet<string> { "n" });
        Assert.AreEqual("a;b| c%20", string.Join('|', value.Entries));
        Assert.AreEqual("a;b; c%20", value.Text);
        Assert.AreEqual("n", value.Typed!.Single());
        value.Entries[0] = "changed";
        Assert.AreEqual("a;b", value.Entries[0], "Who changes what was read changes nothing for the next.");
    }

    [TestMethod]
    public void White_space_is_no_value()
    {
        foreach (MetadataValue value in new[] { MetadataValue.Escaped(""), MetadataValue.Escaped("%20\n"), MetadataValue.Plain(" \t"), MetadataValue.List([" "]) })
        {
            Assert.IsNull(value.Text);
            Assert.AreEqual("", value.Word);
        }
    }

    [TestMethod]
    public void A_NUL_is_seen_wherever_it_is()
    {
        Assert.IsTrue(MetadataValue.Escaped("a\0").HoldsNul);
        Assert.IsTrue(MetadataValue.Escaped("a%00").HoldsNul);
        Assert.IsTrue(MetadataValue.Plain("a\0").HoldsNul);
        Assert.IsTrue(MetadataValue.List(["a", "b\0"]).HoldsNul);
        Assert.IsFalse(MetadataValue.Escaped("a%01").HoldsNul);
        Assert.IsFalse(MetadataValue.Plain("a%00").HoldsNul, "It is five characters there.");
        Assert.IsFalse(MetadataValue.List(["a%00"]).HoldsNul);
    }
}
