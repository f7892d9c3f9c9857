namespace TaskGraph.MSBuild.Tests.Growing;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The nodes' commands are for a POSIX shell.")]
public sealed class AMap : IDisposable
{
    private readonly Flow _flow = new();

    public void Dispose() => _flow.Dispose();

    private const string Reduce = "reduce|Command=cat {inputs} > sum.txt|DependsOn=map|Outputs=sum.txt";

    [TestMethod]
    public void An_item_that_comes_runs_alone_one_that_goes_takes_its_outputs_along_and_another_order_runs_nothing()
    {
        static string Map(string items) => $"map|ForEach={items}|Command=echo {{item}} > out/{{item}}.txt|Outputs=out/{{item}}.txt";
        Assert.AreEqual("map[c] map[a] reduce", _flow.Nodes(Map("c;a"), Reduce).Build());
        Assert.AreEqual("c\na", _flow.Read("sum.txt"));
        Assert.AreEqual("map[b] reduce", _flow.Nodes(Map("c;b;a"), Reduce).Build());
        Assert.AreEqual("c\nb\na", _flow.Read("sum.txt"));
        Assert.AreEqual("reduce", _flow.Nodes(Map("a;b;c"), Reduce).Build());
        Assert.AreEqual("a\nb\nc", _flow.Read("sum.txt"));
        Assert.AreEqual("reduce", _flow.Nodes(Map("a;b"), Reduce).Build());
        Assert.IsFalse(_flow.Folder.Exists("out/c.txt"));
        Assert.AreEqual("a\nb", _flow.Read("sum.txt"));
        Assert.AreEqual("reduce", _flow.Nodes(Map(""), Reduce).Build());
        Assert.AreEqual("", _flow.Read("sum.txt"));
        Assert.IsFalse(_flow.Folder.Exists("out/a.txt"));
    }

    [TestMethod]
    public void An_instance_whose_place_is_in_its_outputs_leaves_nothing_at_its_old_one()
    {
        string[] Over(string items) => [$"m|ForEach={items}|Command=echo {{item}} > {{index}}-{{item}}.out|Outputs={{index}}-{{item}}.out", "look|Command=cat {inputs} > look.txt|Inputs=*.out|Outputs=look.txt"];
        _flow.Nodes(Over("a;b")).Build();
        Assert.AreEqual("m[b] m[a] look", _flow.Nodes(Over("b;a")).Build());
        Assert.AreEqual("b\na", _flow.Read("look.txt"));
        Assert.AreEqual("m[a] look", _flow.Nodes(Over("a")).Build());
        Assert.AreEqual("a", _flow.Read("look.txt"));
        Assert.AreEqual("", _flow.Build());
    }

    [TestMethod]
    [DataRow("bin/*.txt")]
    [DataRow("bin/x.txt")]
    [DataRow("bin/")]
    public void Who_reads_what_instances_will_write_waits_for_them_although_nobody_knows_them_yet(string input)
    {
        _flow.File("list.src", "x\ny\n").Nodes(
            $"reader|Inputs={input}|Command=cat bin/x.txt > reader.txt|Outputs=reader.txt",
            "list|Command=sleep 0.2; cat list.src > list.txt|Inputs=list.src|Outputs=list.txt",
            "m|ForEachIn=list.txt|Command=echo {item} > {outputs}|Outputs=bin/{item}.txt");
        Assert.AreEqual("reader list m[x] m[y]", _flow.Build(task => task.Threads = "4"));
        Assert.AreEqual("x", _flow.Read("reader.txt"));
        Assert.AreEqual("", _flow.Build());
    }

    [TestMethod]
    public void What_a_removed_item_left_is_gone_before_anything_is_checked()
    {
        string[] Over(string items) => ["look|Command=cat {inputs} > look.txt|Inputs=*.out|Outputs=look.txt", $"m|ForEach={items}|Command=echo {{item}} > {{item}}.out|Outputs={{item}}.out"];
        _flow.Nodes(Over("a;b")).Build();
        Assert.AreEqual("look", _flow.Nodes(Over("a")).Build());
        Assert.AreEqual("a", _flow.Read("look.txt"));
        // The same file for another key: it is made anew, even by a program that would leave as it is what is there.
        _flow.Nodes("m|ForEach=x|Command=if test -e a.out; then true; else echo x > a.out; fi|Outputs=a.out").Build();
        Assert.AreEqual("x", _flow.Read("a.out"));
    }

    [TestMethod]
    public void A_list_that_a_node_writes_is_gone_over_as_it_is_then()
    {
        string[] nodes = ["list|Command=cat in.json > list.json|Inputs=in.json|Outputs=list.json", "map|ForEachIn=list.json|Command=echo {item.id}={item.v} > {item.id}.txt|Outputs={item.id}.txt", Reduce];
        _flow.Nodes(nodes).File("in.json", """[{"id": "b", "v": 1}, {"id": "a", "v": 2}]""");
        Assert.AreEqual("list reduce map[b] map[a]", _flow.Build());
        Assert.AreEqual("b=1\na=2", _flow.Read("sum.txt"));
        Assert.AreEqual("", _flow.Build());
        Assert.AreEqual("list reduce map[b]", _flow.File("in.json", """[{"id": "a", "v": 2}, {"id": "b", "v": 3}]""").Build());
        Assert.AreEqual("a=2\nb=3", _flow.Read("sum.txt"));
        Assert.AreEqual("list reduce map[c]", _flow.File("in.json", """[{"id": "a", "v": 2}, {"id": "c", "v": 4}]""").Build());
        Assert.IsFalse(_flow.Folder.Exists("b.txt"));
        Assert.AreEqual("list reduce", _flow.File("in.json", "[]").Build());
        Assert.AreEqual("", _flow.Read("sum.txt"));
    }

    [TestMethod]
    [DataRow("[\"a\", true]", "TG1014")]
    [DataRow("[\"a\"", "TG1014")]
    [DataRow("[\"a\",]", "TG1014")]
    [DataRow("[\"a\" /* b */]", "TG1014")]
    [DataRow("[\"a\", \"b\", \"a\"]", "TG0022")]
    [DataRow("a\n\nb\na\n", "TG0022")]
    [DataRow("[{\"id\": 1}, {\"name\": \"1\"}]", "TG0022")]
    [DataRow("[\"a\", {\"k\": 1}]", "TG0023")]
    [DataRow("[\"a;b\"]", "")]
    public void A_list_that_cannot_be_gone_over_fails_its_map_and_runs_nothing_of_it(string list, string code)
    {
        string outcomes = _flow.Nodes("map|ForEachIn=list.txt|Command=echo {item.Filename} >> ran.txt", "reduce|Command=echo|DependsOn=map").File("list.txt", list).Build();
        Assert.AreEqual(code, _flow.Codes);
        Assert.AreEqual(code.Length > 0 ? "map:Failed reduce:Skipped" : "reduce map[a;b]", outcomes);
        Assert.AreEqual(code.Length == 0, _flow.Folder.Exists("ran.txt"));
    }

    [TestMethod]
    [DataRow("YQpiCv9jCg==", "line 3 is not UTF-8.", DisplayName = "a, b, byte 255 and c")]
    [DataRow("WyJhIiwKIsMiXQ==", "line 2 is not UTF-8.", DisplayName = "an array whose second line has half a character")]
    [DataRow("//5hAAoA", "line 1 is not UTF-8.", DisplayName = "UTF-16")]
    public void A_list_that_is_not_utf_8_has_no_items_of_which_half_is_lost(string bytes, string says)
    {
        File.WriteAllBytes(_flow.File("list.txt", "").Folder.PathOf("list.txt"), Convert.FromBase64String(bytes));
        Assert.AreEqual("map:Failed", _flow.Nodes("map|ForEachIn=list.txt|Command=echo {item}").Build());
        Assert.AreEqual("TG1014", _flow.Codes);
        Assert.Contains(says, _flow.Folder.Engine.Errors[0].Message!);
    }

    [TestMethod]
    public void A_map_of_maps_has_an_instance_for_each_item_of_each_list()
    {
        _flow.Nodes(
            "split|ForEach=x;y|Command=printf '1\\n2\\n' > {item}.lst|Outputs={item}.lst",
            "map|ForEach=x;y|ForEachIn={item}.lst|Command=echo {outer}{item} > {outer}{item}.txt|Outputs={outer}{item}.txt", Reduce);
        string[] ran = _flow.Build().Split(' ');
        CollectionAssert.AreEquivalent(new[] { "split[x]", "split[y]", "map[x][1]", "map[x][2]", "map[y][1]", "map[y][2]", "reduce" }, ran);
        Assert.AreEqual("x1\nx2\ny1\ny2", _flow.Read("sum.txt"));
        Assert.AreEqual("", _flow.Build());
    }

    [TestMethod]
    public void What_an_instance_is_told_of_its_item()
    {
        _flow.Nodes("map|ForEach=d/one.csv;two|Command=echo {index} {item.Filename} {item.Extension} {item.RelativeDir} $TASKGRAPH_ITEM > {index}.txt|Outputs={index}.txt").Build();
        Assert.AreEqual("0 one .csv d/ \"d/one.csv\"", _flow.Read("0.txt"));
        Assert.AreEqual("1 two \"two\"", string.Join(' ', _flow.Read("1.txt").Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [TestMethod]
    public void A_runaway_is_stopped_by_TaskGraphMaxNodes()
    {
        _flow.Nodes("map|ForEachIn=list.txt|Command=echo ran > ran.txt").File("list.txt", "1\n2\n3\n");
        Assert.AreEqual("map:Failed", _flow.Build(task => task.MaxNodes = "3"));
        Assert.AreEqual("TG0018", _flow.Codes);
        Assert.Contains("4 nodes", _flow.Folder.Engine.Errors[0].Message!);
        Assert.AreEqual("map[1] map[2] map[3]", _flow.Build(task => task.MaxNodes = "4"));
    }
}
