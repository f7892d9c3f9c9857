namespace TaskGraph.MSBuild.Tests.Growing;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The nodes' commands are for a POSIX shell.")]
public sealed class AProgramThatAddsNodes : IDisposable
{
    private readonly Flow _flow = new();

    public void Dispose() => _flow.Dispose();

    [TestMethod]
    [DataRow("command='echo', name='other'", "TG0002")]
    [DataRow("command='echo', cpus=0", "TG0004")]
    [DataRow("command='echo', diagnostics='nonsense'", "TG0004")]
    [DataRow("command='echo', depends_on='nobody'", "TG0007")]
    [DataRow("command='echo {results.nobody.x}'", "TG0007")]
    [DataRow("command='echo', name='x', depends_on='after'", "TG0009: Nodes wait for each other: x → after → p → x.")]
    [DataRow("command='echo {results.after.x}', name='x'", "TG0009: Nodes wait for each other: x → after → p → x.")]
    [DataRow("command='echo', outputs='other.txt'", "TG0010")]
    [DataRow("command='echo', resources={'gpu': 1}", "TG0011")]
    [DataRow("command='{reference.Nothing}'", "TG0017")]
    [DataRow("command='echo {item.x}'", "TG0020")]
    public void What_cannot_be_is_refused_by_its_code_and_fails_its_node_alone(string call, string code)
    {
        _flow.Nodes("other|Command=echo ran > other.txt|Outputs=other.txt", "p|Script=p.py", "after|Command=echo|DependsOn=p", "later|Command=echo|RunAfter=p")
            .File("p.py", $"import taskgraph\ntry: taskgraph.submit({call}).result()\nexcept taskgraph.ProtocolError as e: print(e)\n");
        Assert.AreEqual("other p:Failed after:Skipped later", _flow.Build(task => task.OnFailure = "Continue"));
        Assert.AreEqual("TG2005", _flow.Codes);
        Assert.Contains($"({code.Split(':')[0]})", _flow.Folder.Engine.Errors[0].Message!);
        Assert.Contains(code, File.ReadAllText(_flow.Results[1].GetMetadata("LogFile")));
    }

    [TestMethod]
    public void A_map_that_it_adds_has_its_instances()
    {
        _flow.Nodes("p|Script=p.py|UpToDateCheck=Content").File("p.py", """
            import taskgraph
            m = taskgraph.submit(command="echo {item} > {item}.txt", outputs="{item}.txt", for_each=["b", "a"], name="m")
            taskgraph.submit(command="cat {inputs} > all.txt", depends_on=m, outputs="all.txt", name="all").result()
            """);
        CollectionAssert.AreEquivalent(new[] { "p", "m[b]", "m[a]", "all" }, _flow.Build().Split(' '));
        Assert.AreEqual("b\na", _flow.Read("all.txt"));
        Assert.AreEqual("", _flow.Build());
        _flow.File("p.py", _flow.Read("p.py").Replace("\"b\", ", "", StringComparison.Ordinal)).Build();
        Assert.IsFalse(_flow.Folder.Exists("b.txt"));
    }

    [TestMethod]
    public void An_item_knows_its_place_and_another_order_runs_only_what_asks_for_it()
    {
        _flow.Nodes("p|Script=p.py|Inputs=items.txt").File("items.txt", "b a").File("fn.py", "def f(x): return x").File("p.py", """
            import taskgraph, fn
            items = open("items.txt").read().split()
            taskgraph.map("echo {index} > {item}.at", items, name="at", outputs="{item}.at")
            taskgraph.map("echo > {item}.any", items, name="any", outputs="{item}.any")
            taskgraph.map(fn.f, items, name="f", environment_variables={"AT": "{index}"}, up_to_date_check="Content")
            taskgraph.map(fn.f, items, name="g", environment_variables={"AT": "{item}"}, up_to_date_check="Content")
            """);
        Assert.AreEqual("p at[b] at[a] any[b] any[a] f[b] f[a] g[b] g[a]", _flow.Build());
        Assert.AreEqual("0 1", $"{_flow.Read("b.at")} {_flow.Read("a.at")}");
        Assert.AreEqual("", _flow.Build());
        Assert.AreEqual("p at[a] at[b] f[a] f[b]", _flow.File("items.txt", "a b").Build());
        Assert.AreEqual("1 0", $"{_flow.Read("b.at")} {_flow.Read("a.at")}");
        Assert.AreEqual("p at[c] any[c] f[c] g[c]", _flow.File("items.txt", "a b c").Build());
    }

    [TestMethod]
    public void Children_come_from_the_record_each_is_checked_by_itself_and_what_is_made_no_more_goes()
    {
        _flow.File("names.txt", "x y").File("x.in", "1").File("y.in", "2").Nodes("p|Script=p.py|Inputs=names.txt", "after|Command=cat {inputs} > after.txt|DependsOn=p|Outputs=after.txt").File("p.py", """
            import taskgraph
            for n in open("names.txt").read().split():
                taskgraph.submit(command=f"cat {n}.in > {n}.out", name=n, inputs=f"{n}.in", outputs=f"{n}.out")
            """);
        Assert.AreEqual("p after x y", _flow.Build());
        Assert.AreEqual("12", _flow.Read("after.txt"));
        Assert.AreEqual("", _flow.Build());
        Assert.AreEqual("after x", _flow.File("x.in", "3").Build());
        File.Delete(_flow.Folder.PathOf("y.out"));
        Assert.AreEqual("y", _flow.Build());
        Assert.AreEqual("p after", _flow.File("names.txt", "y").Build());
        Assert.IsFalse(_flow.Folder.Exists("x.out"));
        Assert.AreEqual("2", _flow.Read("after.txt"));
        Assert.IsTrue(_flow.Task<CleanGraph>().Execute());
        Assert.IsFalse(_flow.Folder.Exists("y.out"));
    }

    [TestMethod]
    public void A_child_that_has_other_outputs_leaves_none_of_its_old_ones_and_one_that_is_gone_none_although_its_parent_failed_in_between()
    {
        const string Program = """
            import taskgraph
            for n in open("names.txt").read().split():
                if n == "fail":
                    raise SystemExit(1)
                name, _, out = n.partition("=")
                taskgraph.submit(command=f"echo {name} > {out}", name=name, outputs=out)
            """;
        _flow.File("names.txt", "x=1.out y=2.out").Nodes("p|Script=p.py|Inputs=names.txt").File("p.py", Program);
        Assert.AreEqual("p x y", _flow.Build());
        Assert.AreEqual("p x", _flow.File("names.txt", "x=3.out y=2.out").Build());
        Assert.IsFalse(_flow.Folder.Exists("1.out"));
        Assert.AreEqual("p:Failed z", _flow.File("names.txt", "z=4.out fail").Build());
        Assert.IsTrue(_flow.Folder.Exists("2.out"));
        Assert.AreEqual("p", _flow.File("names.txt", "x=3.out").Build());
        Assert.IsTrue(_flow.Folder.Exists("3.out"));
        Assert.IsFalse(_flow.Folder.Exists("2.out"));
        Assert.IsFalse(_flow.Folder.Exists("4.out"));
    }

    [TestMethod]
    public void What_a_child_left_before_goes_although_it_still_runs_when_its_parent_has_ended()
    {
        _flow.File("name.txt", "old").Nodes("p|Script=p.py|Inputs=name.txt|Outputs=p.txt").File("p.py", """
            import time, taskgraph
            name = open("name.txt").read()
            taskgraph.submit(command="sleep 0.6; echo hi > {outputs}", name="kid", outputs=name + ".out")
            time.sleep(0.3)
            open("p.txt", "w").close()
            """);
        Assert.AreEqual("p kid", _flow.Build());
        Assert.AreEqual("p kid", _flow.File("name.txt", "new").Build());
        Assert.IsTrue(_flow.Folder.Exists("new.out"));
        Assert.IsFalse(_flow.Folder.Exists("old.out"));
    }

    [TestMethod]
    public void What_a_program_read_of_what_its_child_added_is_as_it_was()
    {
        _flow.Nodes("p|Script=p.py|Outputs=p.txt|Inputs=in.txt").File("in.txt", "1").File("p.py", """
            import taskgraph
            taskgraph.submit(name="m", for_each=["x", "y"], command="echo of={item} >> $TASKGRAPH_RESULTS; cat in.txt", inputs="in.txt").result()
            open("p.txt", "w").write(taskgraph.results("m[x]")["of"])
            """);
        Assert.AreEqual("p m[x] m[y]", _flow.Build());
        Assert.AreEqual("x", _flow.Read("p.txt"));
        Assert.AreEqual("", _flow.Build());
    }

    [TestMethod]
    public void Lists_and_dicts_in_parameters_stay_what_they_are_also_with_a_placeholder_in_them()
    {
        _flow.Nodes("p|Script=p.py").File("look.py", "import json, os, sys\nprint('sees', os.environ['TASKGRAPH_PARAMETERS'], json.loads(os.environ['TASKGRAPH_PARAMETERS'])['a'][1], sys.argv[1])").File("p.py", """
            import taskgraph
            taskgraph.map("python3 look.py {e}", ['say "x"'], name="c", parameters={"a": [1, "{item}"], "e": {"x": True}, "t": "[1]"})
            """);
        Assert.AreEqual("p c[0]", _flow.Build());
        Assert.Contains("""sees {"a": [1,"say \"x\""], "e": {"x":true}, "t": "[1]"} say "x" {"x":true}""", File.ReadAllText(_flow.Results[1].GetMetadata("LogFile")));
    }

    [TestMethod]
    public void A_result_whose_key_has_dots_is_read_by_a_placeholder()
    {
        _flow.Nodes("src|Script=p.py", "look|Command=echo {results.src.a.b} > seen.txt").File("p.py", "import taskgraph\ntaskgraph.set_result('a.b', 1)\n");
        Assert.AreEqual("src look", _flow.Build());
        Assert.AreEqual("1", _flow.Read("seen.txt"));
    }

    [TestMethod]
    public void A_parameter_that_was_a_text_and_is_a_number_now_is_another_one()
    {
        _flow.File("value.txt", "\"3\"").Nodes("p|Script=p.py|Inputs=value.txt").File("p.py", """
            import json, taskgraph
            taskgraph.submit(command="echo $TASKGRAPH_PARAMETERS > {outputs}", name="kid", parameters={"n": json.load(open("value.txt"))}, outputs="kid.out")
            """);
        Assert.AreEqual("p kid", _flow.Build());
        Assert.AreEqual("p kid", _flow.File("value.txt", "3").Build());
        Assert.AreEqual("""{"n": 3}""", _flow.Read("kid.out"));
    }

    [TestMethod]
    public void A_child_that_is_cancelled_before_it_starts_leaves_nothing_of_earlier_builds()
    {
        _flow.File("l.txt", "keep").Nodes("p|Script=p.py|Inputs=l.txt|Outputs=p.out", "r|DependsOn=p|RunWhen=AllDone|Inputs=k*.txt|Command=cat {inputs} /dev/null > r.out|Outputs=r.out").File("p.py", """
            from taskgraph import submit
            k = submit(command="echo k > {outputs}", name="k", outputs="k.txt", inputs="l.txt")
            if open("l.txt").read() == "drop":
                k.cancel()
            open("p.out", "w").write("x")
            """);
        Assert.AreEqual("p r k", _flow.Build(task => task.Threads = "1"));
        Assert.AreEqual("k\nx", _flow.Read("r.out").Replace("xk", "x\nk", StringComparison.Ordinal).Split('\n').Order().Aggregate((a, b) => a + "\n" + b));
        StringAssert.Contains(_flow.File("l.txt", "drop").Build(task => task.Threads = "1"), "k:Cancelled");
        Assert.IsFalse(_flow.Folder.Exists("k.txt"));
        Assert.AreEqual("x", _flow.Read("r.out"));
    }

    [TestMethod]
    public void A_recursion_of_nodes_that_wait_ends_on_one_thread()
    {
        _flow.Nodes("n10|Script=n.py|Parameters=n=10").File("n.py", """
            import taskgraph
            n = int(taskgraph.parameters()["n"])
            below = taskgraph.submit(script="n.py", name=f"n{n - 1}", parameters={"n": n - 1}).results["sum"] if n else 0
            taskgraph.set_result("sum", str(int(below) + n))
            """);
        _flow.Build(task => task.Threads = "1");
        Assert.AreEqual("", _flow.Codes);
        Assert.AreEqual("55", _flow.Results[0].GetMetadata("sum"));
        Assert.AreEqual("Concurrency: 1 threads", _flow.Folder.Engine.Messages[0]);
    }
}
