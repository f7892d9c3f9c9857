namespace TaskGraph.MSBuild.Tests.Growing;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The nodes' commands are for a POSIX shell.")]
public sealed class WhatNodesLeave : IDisposable
{
    private const string Say = "say|Command=cat said.txt >> $TASKGRAPH_RESULTS|Inputs=said.txt";
    private readonly Flow _flow = new();

    public void Dispose() => _flow.Dispose();

    [TestMethod]
    public void A_result_that_is_read_counts_and_one_that_is_not_does_not()
    {
        _flow.Nodes(Say, "a|Command=echo {results.say.read} > a.txt|Outputs=a.txt", "b|Command=echo > b.txt|DependsOn=say|Outputs=b.txt")
            .File("said.txt", "read=it's $one\nother<<END\nx=1\n y\nEND\nFullPath=mine\nLines=last\nLines=best\n");
        Assert.AreEqual("say a b", _flow.Build());
        Assert.AreEqual("it's $one", _flow.Read("a.txt"));
        Assert.AreEqual("it's $one|x=1\n y|best", $"{_flow.Results[0].GetMetadata("read")}|{_flow.Results[0].GetMetadata("other")}|{_flow.Results[0].GetMetadata("Lines")}");
        Assert.AreNotEqual("mine", _flow.Results[0].GetMetadata("FullPath"));
        Assert.AreEqual("", _flow.Build());
        Assert.AreEqual("it's $one", _flow.Results[0].GetMetadata("read"));
        Assert.AreEqual("say", _flow.File("said.txt", "read=it's $one\nother=new\n").Build());
        Assert.AreEqual("say a", _flow.File("said.txt", "read=two\n").Build());
        Assert.AreEqual("two", _flow.Read("a.txt"));
    }

    [TestMethod]
    [DataRow("nonsense", "say:Failed a:Skipped", "TG1016")]
    [DataRow("k<<END\nx\n", "say:Failed a:Skipped", "TG1016")]
    [DataRow("=x", "say:Failed a:Skipped", "TG1016")]
    [DataRow("other=1", "say a:Failed", "TG1015")]
    [DataRow("", "say a:Failed", "TG1015")]
    public void A_result_that_is_none_or_is_not_there_is_an_error(string said, string outcomes, string code)
    {
        Assert.AreEqual(outcomes, _flow.Nodes(Say, "a|Command=echo {results.say.read}").File("said.txt", said).Build());
        Assert.AreEqual(code, _flow.Codes);
        Assert.AreEqual("", _flow.Nodes(Say, "a|Command=echo {results.sya.read}").Build());
        Assert.AreEqual("TG0007", _flow.Codes);
    }

    [TestMethod]
    public void What_a_function_returns_is_read_by_others_and_what_it_raises_is_an_error_at_its_line()
    {
        _flow.File("fn.py", "import json\ndef of(item, n: int, more=1):\n    return {'v': item['v'] * n * more}\ndef bad(text):\n    return json.loads(text)\n")
            .Nodes(
                "f|ForEachIn=l.json|Script=fn.py|Function=of|Parameters=n=2", "bad|Script=fn.py|Function=bad|Parameters=text=[1|ContinueOnError=true",
                "sum|Script=sum.py|DependsOn=f", "use|Command=echo {results.sum.value} > u.txt")
            .File("l.json", """[{"id": "a", "v": 3}, {"id": "b", "v": 4}]""")
            .File("sum.py", "import taskgraph\ntaskgraph.set_result('value', sum(taskgraph.results(f'f[{k}]')['value']['v'] for k in 'ab'))\n");
        _flow.Build();
        Assert.AreEqual("", _flow.Codes);
        Assert.AreEqual("14", _flow.Read("u.txt"));
        var place = _flow.Folder.Engine.Warnings.Single(warning => warning.File!.EndsWith("fn.py", StringComparison.Ordinal));
        Assert.AreEqual(5, place.LineNumber);
        Assert.Contains("JSONDecodeError", place.Message!);
    }

    [TestMethod]
    public void Summaries_are_put_together_in_order_of_declaration_those_of_nodes_that_are_up_to_date_as_well()
    {
        string[] nodes = ["b|Command=echo '**b**' >> $TASKGRAPH_SUMMARY; cat b.in|Inputs=b.in", "a|Command=cat a.in >> $TASKGRAPH_SUMMARY|Inputs=a.in|DependsOn=b", "c|Command=echo none"];
        _flow.Nodes(nodes).File("a.in", "one\n").File("b.in", "").Build();
        Assert.AreEqual("# b\n\n**b**\n\n# a\n\none", _flow.Read("obj/taskgraph/summary.md"));
        Assert.Contains(text => text.EndsWith("summary.md", StringComparison.Ordinal), _flow.Folder.Engine.Messages);
        Assert.AreEqual("a c", _flow.File("a.in", "two\n").Build());
        Assert.AreEqual("# b\n\n**b**\n\n# a\n\ntwo", _flow.Read("obj/taskgraph/summary.md"));
        _flow.Nodes(nodes[2]).Build();
        Assert.IsFalse(_flow.Folder.Exists("obj/taskgraph/summary.md"));
        Assert.IsTrue(_flow.Task<CleanGraph>().Execute());
        Assert.IsFalse(Directory.Exists(_flow.Folder.PathOf("obj/taskgraph/summaries")));
    }
}
