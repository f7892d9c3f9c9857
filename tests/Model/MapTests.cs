namespace TaskGraph.Model.Tests;

[TestClass]
public sealed class MapTests
{
    private static readonly NodeScope Sub = new("sub/", "/w/project/sub", "sub/");

    private readonly List<Problem> _problems = [];
    private readonly NodeReader _reader;

    public MapTests() => _reader = new NodeReader("/w/project", false, _problems);

    [TestMethod]
    public void A_map_over_known_items_waits_for_its_instances_alone()
    {
        Node map = Read(
            "m", "ForEach=a;b*", "Command=x {item}", "DependsOn=d", "RunAfter=r", "Inputs=i", "Outputs=o", "Tags=t", "Description=what", "Priority=4", "RunWhen=AllDone", "ContinueOnError=true",
            "SecretEnvironmentVariables=S");
        Assert.AreEqual("a;b*", string.Join(';', map.Map!.Items!));
        Assert.IsNull(map.Map.ListFile);
        Assert.IsTrue(map is { DependsOn: [], RunAfter: [], Inputs: [], Outputs: [], Command: null, IsGroup: true });
        Assert.AreEqual("t what 4 AllSucceeded WarnAndContinue S", $"{map.Tags.Single()} {map.Description} {map.Priority} {map.RunWhen} {map.ContinueOnError} {map.SecretEnvironmentVariables.Single()}");
        Assert.AreEqual("Command DependsOn RunAfter Inputs Outputs Tags Description Priority RunWhen ContinueOnError SecretEnvironmentVariables", string.Join(' ', map.Map.Metadata.Select(one => one.Key)));
        Assert.IsTrue(map.Map.BackslashSeparates);
    }

    [TestMethod]
    public void A_map_over_a_list_that_a_node_writes_waits_for_what_its_instances_wait_for()
    {
        _reader.Enter(Sub);
        Node map = Read("m", "ForEachIn= ./list.json ", "Command=x {item}", "DependsOn=d", "RunAfter=r", "Inputs=i", "Outputs=o/{item}.txt;all/{item.Filename}/{index}/", "RunWhen=AllDone");
        Assert.AreEqual("sub/m sub/list.json", $"{map.Name} {map.Map!.ListFile}");
        Assert.AreSame(Sub, map.Scope);
        Assert.IsNull(map.Map.Items);
        Assert.AreEqual("sub/o/*.txt;sub/all/*/*/", string.Join(';', map.Map.Outputs));
        Assert.AreEqual("sub/list.json|sub/d|sub/r|AllDone", $"{map.Inputs.Single()}|{map.DependsOn.Single()}|{map.RunAfter.Single()}|{map.RunWhen}");
        Assert.IsEmpty(map.Outputs);
        Assert.IsFalse(map.Map.Metadata.Any(one => one.Key == "ForEachIn"));
    }

    [TestMethod]
    public void An_instance_has_the_maps_metadata_and_its_own_item()
    {
        _reader.Enter(Sub);
        Node map = Read("m", "ForEach=a", @"Inputs=in\{item}.txt", "Outputs={name}/{index}", "DependsOn=d", "RunWhen=AllDone", "Cpus=2");
        _reader.Enter(NodeScope.Project);
        NodeItem item = Item("a", 5);
        Node instance = _reader.Instantiate(map, item)!;
        Assert.AreEqual("sub/m[a] m[a]", $"{instance.Name} {instance.LocalName}");
        Assert.AreSame(item, instance.Item);
        Assert.AreSame(map, instance.Origin);
        Assert.AreEqual(map.Source, instance.Source);
        Assert.IsNull(instance.SentAs);
        Assert.IsNull(instance.Map);
        Assert.AreEqual("sub/in/a.txt sub/m[a]/5 sub/d AllDone 2", $"{instance.Inputs.Single()} {instance.Outputs.Single()} {instance.DependsOn.Single()} {instance.RunWhen} {instance.Cpus}");
    }

    [TestMethod]
    public void Each_instance_is_made_from_the_lists_of_a_node_file_as_they_were_written()
    {
        _reader.Enter(Sub);
        _reader.Begin("map", new NodeSource("/w/project/nodes.jsonl", 1), backslashSeparates: false);
        _reader.Set("ForEachIn", MetadataValue.Plain("list.json"));
        _reader.Set("Command", MetadataValue.Plain("x"));
        _reader.Set("DependsOn", MetadataValue.List(["a"]));
        _reader.Set("Inputs", MetadataValue.List(["in/{item}"]));
        Node map = _reader.End();
        Assert.AreEqual("sub/a", map.DependsOn.Single());
        Node[] both = [_reader.Instantiate(map, Item("k0", 0))!, _reader.Instantiate(map, Item("k1", 1))!];
        Assert.AreEqual("sub/in/k0 sub/in/k1", string.Join(' ', both.Select(node => node.Inputs.Single())));
        Assert.AreEqual("sub/a sub/a", string.Join(' ', both.Select(node => node.DependsOn.Single())));
    }

    [TestMethod]
    public void An_instance_of_a_map_of_maps_is_a_map_that_knows_both_items()
    {
        Node outer = Read("m", "ForEach=a", "ForEachIn={item}.json", "Command=x", "Outputs={outer}-{item}.txt");
        Node inner = _reader.Instantiate(outer, Item("a", 0))!;
        Assert.AreEqual("a.json a *-*.txt", $"{inner.Map!.ListFile} {inner.Item!.Text} {inner.Map.Outputs.Single()}");
        Assert.AreSame(outer, inner.Origin);
        Node instance = _reader.Instantiate(inner, Item("b", 0))!;
        Assert.AreEqual("m[a][b] a-b.txt", $"{instance.Name} {instance.Outputs.Single()}");
        Assert.AreSame(outer, instance.Origin);
        Assert.AreEqual("a", instance.Item!.Outer!.Text);
    }

    [TestMethod]
    public void An_instance_of_a_map_that_was_sent_was_sent_as_the_map_with_its_key()
    {
        _reader.Enter(Sub);
        Node parent = Read("p", "Command=x");
        _reader.BeginSent("m", parent, Item("outer", 0), backslashSeparates: false);
        _reader.Set("ForEach", MetadataValue.Plain("a"));
        _reader.Set("DependsOn", MetadataValue.Plain("sub/d;e"));
        Node map = _reader.End();
        Assert.AreEqual("m outer", $"{map.SentAs} {map.Item!.Text}");
        Assert.AreSame(parent, map.Origin);
        Node instance = _reader.Instantiate(map, Item("a", 0))!;
        Assert.AreEqual("m[a] sub/m[a]", $"{instance.SentAs} {instance.Name}");
        Assert.AreSame(parent, instance.Origin);
        Assert.AreEqual("sub/d;sub/e", string.Join(';', instance.DependsOn));
    }

    [TestMethod]
    public void There_is_no_instance_if_anything_but_a_warning_is_wrong_with_it()
    {
        Node map = Read("m", "ForEach=a", "Command=x", "Outputs={item}");
        Assert.IsNull(_reader.Instantiate(map, Item(".", 0)));
        Assert.HasCount(1, _problems);
        Assert.IsNotNull(_reader.Instantiate(map, Item("a", 0)), "What is wrong with others is not wrong with it.");
        Assert.IsNull(_reader.Instantiate(map, Item("../project", 0)));
        Assert.AreEqual("InvalidValue Outputs=./", $"{_problems[^1].Kind} {_problems[^1].Member}={_problems[^1].Value}");
        Assert.HasCount(2, _problems);
    }

    [TestMethod]
    public void What_is_read_after_a_map_is_none()
    {
        Read("m", "ForEach=a", "Command=x");
        Assert.IsNull(Read("n", "Command=x").Map);
        Read("l", "ForEachIn=list.json", "Command=x");
        Assert.IsNull(Read("n", "Command=x").Map);
        Assert.AreEqual("Command", Read("k", "ForEach=a", "Command=x").Map!.Metadata.Single().Key);
        Assert.IsEmpty(Read("e", "ForEach=", "Command=x").Map!.Items!, "An item list that happens to be empty is a map without instances.");
        Assert.IsNull(Read("f", "ForEachIn=", "Command=x").Map);
    }

    [TestMethod]
    [DataRow("out/{item}.txt", "out/*.txt")]
    [DataRow("{item}{index}", "**")]
    [DataRow("a{b", "a{b")]
    [DataRow("a}b{", "a}b{")]
    [DataRow("{item}/a{b", "*/a{b")]
    [DataRow("plain", "plain")]
    public void What_is_in_braces_may_be_anything(string path, string glob) => Assert.AreEqual(glob, MapTemplate.GlobOf(path));

    private static NodeItem Item(string text, int index) => new(text, text, $"\"{text}\"", index);

    private Node Read(string name, params string[] metadata)
    {
        Assert.IsTrue(_reader.Begin(name, new NodeSource("/w/project/flow.proj", 3), backslashSeparates: true));
        foreach (string one in metadata)
        {
            int equals = one.IndexOf('=', StringComparison.Ordinal);
            _reader.Set(one[..equals], MetadataValue.Escaped(one[(equals + 1)..]));
        }

        return _reader.End();
    }
}
