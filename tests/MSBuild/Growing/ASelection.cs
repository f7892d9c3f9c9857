namespace TaskGraph.MSBuild.Tests.Growing;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The nodes' commands are for a POSIX shell.")]
public sealed class ASelection : IDisposable
{
    private readonly Flow _flow = new Flow().File("list.txt", "b\na\n").Nodes(
        "map|ForEachIn=list.txt|Command=echo {item} > {item}.out|Outputs={item}.out",
        "p|Script=p.py|UpToDateCheck=Content",
        "reduce|Command=cat {inputs} > sum.txt|Inputs=in.txt|DependsOn=map;p|Outputs=sum.txt").File("in.txt", "1").File("p.py", """
            import taskgraph
            taskgraph.submit(command="echo child > child.out", name="child", outputs="child.out").result()
            """);

    public void Dispose() => _flow.Dispose();

    [TestMethod]
    public void What_grew_from_a_node_that_does_not_take_part_is_handed_on_as_it_is_there()
    {
        _flow.Build();
        Assert.AreEqual("1b\na\nchild", _flow.Read("sum.txt"));
        Assert.AreEqual("", _flow.Build(task => task.Select = "reduce"));
        _flow.File("in.txt", "2");
        Assert.AreEqual("reduce", _flow.Build(task => task.Select = "reduce"));
        Assert.AreEqual("2b\na\nchild", _flow.Read("sum.txt"));
        File.Delete(_flow.Folder.PathOf("a.out"));
        Assert.AreEqual("reduce:Failed", _flow.Build(task => task.Select = "reduce"));
        Assert.AreEqual("TG1004", _flow.Codes);
        Assert.AreEqual("map[a]", _flow.Build(task => task.Select = "map"));
    }
}
