namespace TaskGraph.Model.Tests;

/// <summary>Nodes that a running node's program sends.</summary>
[TestClass]
public sealed class SentNodesTests
{
    private static readonly NodeScope Sub = new("sub/", "/w/project/sub", "sub/");

    private readonly List<Problem> _problems = [];

    [TestMethod]
    [DataRow("c", "sub/c", "c")]
    [DataRow("sub/c", "sub/c", "c")]
    [DataRow("sub/c[a b]", "sub/c[a b]", "c[a b]")]
    [DataRow("subc", "sub/subc", "subc")]
    public void A_name_is_one_of_the_workflow_or_a_whole_one(string sent, string whole, string local)
    {
        Node child = Sent(Parent(Sub), sent, "Inputs=x.csv", "DependsOn=a;sub/b", "RunAfter=d");
        Assert.IsEmpty(_problems);
        Assert.AreEqual($"{whole} {local} {sent}", $"{child.Name} {child.LocalName} {child.SentAs}");
        Assert.AreEqual("sub/x.csv sub/a;sub/b sub/d", $"{child.Inputs.Single()} {string.Join(';', child.DependsOn)} {child.RunAfter.Single()}");
    }

    [TestMethod]
    public void It_is_declared_where_the_first_of_those_is_that_it_comes_from()
    {
        Node parent = Parent(Sub);
        Node child = Sent(parent, "c", "Command=x");
        Node grandchild = Sent(child, "g", "Command=x");
        Assert.AreSame(parent, child.Origin);
        Assert.AreSame(parent, grandchild.Origin);
        Assert.AreEqual(parent.Source, grandchild.Source);
        Assert.AreSame(Sub, grandchild.Scope);
        Assert.IsNull(parent.Origin);
        Assert.IsNull(parent.SentAs);
    }

    [TestMethod]
    public void Its_item_is_what_its_placeholders_stand_for()
    {
        NodeReader reader = new("/w/project", false, _problems);
        var item = new NodeItem("k", "data", "\"data\"", 3);
        Assert.IsTrue(reader.BeginSent("c[k]", Parent(NodeScope.Project), item, backslashSeparates: false));
        reader.Set("Outputs", MetadataValue.Plain(@"out/{item}-{index}\x"));
        Node child = reader.End();
        Assert.AreSame(item, child.Item);
        Assert.AreEqual(@"out/data-3\x", child.Outputs.Single());
        reader.Begin("d", default, false);
        reader.SetItem(item);
        Assert.AreSame(item, reader.End().Item);
    }

    [TestMethod]
    [DataRow("a*", false)]
    [DataRow("a{", false)]
    [DataRow("+a", false)]
    [DataRow("sub/", false)]
    [DataRow("", false)]
    [DataRow("a[1]", true)]
    public void A_name_may_have_a_key_and_else_is_what_a_name_may_be(string sent, bool valid)
    {
        Assert.AreEqual(valid, new NodeReader("/w/project", false, _problems).BeginSent(sent, Parent(Sub), null, false));
        Assert.AreEqual(valid ? "" : $"InvalidName {sent}", string.Join(' ', _problems.Select(problem => $"{problem.Kind} {problem.Value}")));
    }

    [TestMethod]
    public void Where_the_workflows_own_name_has_a_key_of_any_kind_only_what_follows_counts()
    {
        var scope = new NodeScope("sub[*.csv]/", "/w/project/sub", "sub/");
        Assert.AreEqual("sub[*.csv]/c", Sent(Parent(scope), "c", "Command=x").Name);
        Assert.IsEmpty(_problems);
    }

    private static Node Parent(NodeScope scope)
    {
        var reader = new NodeReader("/w/project", false, []);
        reader.Enter(scope);
        reader.Begin("parent", new NodeSource("/w/project/flow.proj", 7), false);
        return reader.End();
    }

    private Node Sent(Node parent, string name, params string[] metadata)
    {
        var reader = new NodeReader("/w/project", false, _problems);
        Assert.IsTrue(reader.BeginSent(name, parent, null, backslashSeparates: false));
        foreach (string one in metadata)
        {
            int equals = one.IndexOf('=', StringComparison.Ordinal);
            reader.Set(one[..equals], MetadataValue.Plain(one[(equals + 1)..]));
        }

        return reader.End();
    }
}
