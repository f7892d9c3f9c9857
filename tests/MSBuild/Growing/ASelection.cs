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

    [TestMethod]
    public void A_map_that_never_ran_has_nothing_to_hand_on_and_one_of_an_empty_list_has_nothing()
    {
        Assert.AreEqual("reduce:Failed", _flow.Build(task => task.Select = "reduce"));
        Assert.AreEqual("TG1004", _flow.Codes);
        _flow.File("list.txt", "").Build();
        Assert.AreEqual("", _flow.Build(task => task.Select = "reduce"));
    }

    [TestMethod]
    public void What_a_map_of_maps_left_is_all_there_or_is_missed()
    {
        _flow.File("A.txt", "1\n2\n").File("B.txt", "1\n").Nodes(
            "mm|ForEach=A;B|ForEachIn={item}.txt|Command=echo {outer}{item} > {outer}{item}.out|Outputs={outer}{item}.out",
            "red|Command=cat {inputs} > red.txt|DependsOn=mm|Outputs=red.txt");
        _flow.Build();
        Assert.AreEqual("A1\nA2\nB1", _flow.Read("red.txt"));
        File.Delete(_flow.Folder.PathOf("A1.out"));
        Assert.AreEqual("red:Failed", _flow.Build(task => task.Select = "red"));
        Assert.AreEqual("TG1004", _flow.Codes);
    }

    [TestMethod]
    public void Clean_of_a_map_or_parent_takes_what_they_added()
    {
        _flow.Build();
        CleanGraph clean = _flow.Task<CleanGraph>();
        clean.Select = "map p";
        Assert.IsTrue(clean.Execute());
        Assert.IsFalse(_flow.Folder.Exists("a.out") || _flow.Folder.Exists("b.out") || _flow.Folder.Exists("child.out"));
        Assert.IsTrue(_flow.Folder.Exists("sum.txt"));
        Assert.AreEqual("map[b] map[a] p child", string.Join(' ', _flow.Build().Split(' ').Order(StringComparer.Ordinal).OrderBy(name => Array.IndexOf(["map[b]", "map[a]", "p", "child"], name))));
    }

    [TestMethod]
    public void What_a_failed_node_left_is_read_by_those_alone_that_are_there_for_that()
    {
        _flow.File("in.txt", "1").Nodes(
            "make|Command=cat in.txt > made.txt; test $(cat in.txt) = 1|Inputs=in.txt|Outputs=made.txt",
            "all|DependsOn=make",
            "named|Command=cat {inputs} > named.txt|DependsOn=all|Outputs=named.txt",
            "found|Command=cat {inputs} > found.txt|Inputs=made.*|Outputs=found.txt",
            "report|Command=cat {inputs} > report.txt|DependsOn=make|RunWhen=AllDone|Outputs=report.txt");
        _flow.Build();
        Assert.AreEqual("make:Failed all:Skipped named:Skipped found:Skipped report", _flow.File("in.txt", "2").Build());
        foreach (string reader in new[] { "named", "found" })
        {
            Assert.AreEqual($"{reader}:Failed", _flow.Build(task => task.Select = reader));
            Assert.AreEqual("TG1018", _flow.Codes);
        }

        File.Delete(_flow.Folder.PathOf("report.txt"));
        Assert.AreEqual("report", _flow.Build(task => task.Select = "report"));
        Assert.AreEqual("2", _flow.Read("report.txt"));
        Assert.AreEqual("make report", _flow.File("in.txt", "1").Build());
        Assert.AreEqual("", _flow.Build(task => task.Select = "named found"));
    }

    [TestMethod]
    public void What_grew_from_a_node_that_failed_since_is_read_by_nobody()
    {
        _flow.Build();
        _flow.File("p.py", "raise SystemExit(1)\n").Build(task => task.Select = "p");
        File.Delete(_flow.Folder.PathOf("sum.txt"));
        Assert.AreEqual("reduce:Failed", _flow.Build(task => task.Select = "reduce"));
        Assert.AreEqual("TG1018", _flow.Codes);
    }
}
