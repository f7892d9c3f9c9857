namespace TaskGraph.Model.Tests;

[TestClass]
public sealed class MapTests
{
    private readonly List<Problem> _problems = [];

    [TestMethod]
    public void Each_instance_is_made_from_the_lists_of_a_node_file_as_they_were_written()
    {
        var reader = new NodeReader("/w/project", false, _problems);
        reader.Enter(new NodeScope("sub/", "/w/project/sub", "sub/"));
        reader.Begin("map", new NodeSource("/w/project/nodes.jsonl", 1), backslashSeparates: false);
        reader.Set("ForEachIn", MetadataValue.Plain("list.json"));
        reader.Set("Command", MetadataValue.Plain("x"));
        reader.Set("DependsOn", MetadataValue.List(["a"]));
        reader.Set("Inputs", MetadataValue.List(["in/{item}"]));
        Node map = reader.End();
        Assert.AreEqual("sub/a", map.DependsOn.Single());
        Node[] both = [reader.Instantiate(map, Item("k0", 0))!, reader.Instantiate(map, Item("k1", 1))!];
        Assert.AreEqual("sub/in/k0 sub/in/k1", string.Join(' ', both.Select(node => node.Inputs.Single())));
        Assert.AreEqual("sub/a sub/a", string.Join(' ', both.Select(node => node.DependsOn.Single())));
    }

    private static NodeItem Item(string text, int index) => new(text, text, $"\"{text}\"", index);
}
