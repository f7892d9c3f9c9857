namespace TaskGraph.MSBuild.Tests.Growing;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The nodes' commands are for a POSIX shell.")]
public sealed class WhatGoesWrong : IDisposable
{
    private const string Client = """
        import json, os, signal, socket, sys
        s = socket.socket(socket.AF_UNIX)
        s.connect(os.environ["TASKGRAPH_SOCKET"])
        lines = s.makefile("r")
        def ask(text): s.sendall(text.encode() + b"\n")
        def hello(version=1, token=os.environ["TASKGRAPH_TOKEN"]):
            ask(json.dumps({"hello": version, "node": "p", "token": token}))
            return lines.readline()

        """;

    private readonly Flow _flow = new Flow().Nodes("p|Script=p.py", "other|Command=sleep 0.3; echo ran > other.txt", "after|Command=echo ran > after.txt|DependsOn=p");

    public void Dispose() => _flow.Dispose();

    [TestMethod]
    [DataRow("hello(); ask('hi there'); print(lines.read())", "TG2001")]
    [DataRow("hello(); ask('{\"ad\": []}'); print(lines.read())", "TG2001")]
    [DataRow("hello(); ask('{\"wait\": [\"other\"]}'); print(lines.readline())", "TG2003")]
    [DataRow("hello(); ask('{\"cancel\": [\"other\"]}'); print(lines.readline())", "TG2003")]
    [DataRow("hello(); ask('{\"results\": \"other\"}'); print(lines.readline())", "TG2004")]
    [DataRow("hello(); ask('{\"add\": [{\"Name\": \"x\", \"Command\": [\"a\", [1]]}]}'); print(lines.readline())", "TG2001")]
    [DataRow("hello(); ask('{\"add\": [{\"Name\": \"x\", \"Command\": \"echo\"}, {\"Name\": \"x\", \"Command\": \"echo\"}]}'); print(lines.readline())", "TG0002")]
    [DataRow("hello(); ask('{\"add\": [{\"Name\": \"x\", \"DependsOn\": \"y\"}, {\"Name\": \"y\", \"DependsOn\": \"x\"}]}'); print(lines.readline())", "TG0009")]
    [DataRow("hello(); ask('{\"add\": [{\"Name\": \"x\", \"Command\": \"echo {results.y.k}\"}, {\"Name\": \"y\", \"Command\": \"echo {results.x.k}\"}]}'); print(lines.readline())", "TG0009")]
    [DataRow("hello(); ask('{\"add\": [{\"Name\": \"x\", \"Item\": \"a\", \"Index\": \"1\"}]}'); print(lines.readline())", "TG2001")]
    [DataRow("hello(); ask('{\"add\": [{\"Name\": \"x\", \"Item\": \"a\", \"Index\": -1}]}'); print(lines.readline())", "TG2001")]
    [DataRow("hello(); ask('{\"add\": [{\"Name\": \"x\", \"Item\": \"a\", \"Index\": 1.5}]}'); print(lines.readline())", "TG2001")]
    [DataRow("hello(); ask('{\"add\": [{\"Name\": \"x\", \"Item\": \"a\", \"Index\": [3]}]}'); print(lines.readline())", "TG2001")]
    [DataRow("hello(); ask('{\"add\": [{\"Name\": \"x\", \"Item\": \"a\", \"Item\": \"b\"}]}'); print(lines.readline())", "TG2001")]
    [DataRow("hello(); ask('{\"add\": [{\"Name\": \"x\", \"Index\": 3}]}'); print(lines.readline())", "TG2001")]
    [DataRow("print(hello(2), lines.read())", "TG2001")]
    public void A_request_that_cannot_be_answered_fails_its_node_and_nothing_else(string program, string code)
    {
        Assert.AreEqual("p:Failed other after:Skipped", _flow.File("p.py", Client + program).Build(task => task.OnFailure = "Continue"));
        Assert.AreEqual("TG2005", _flow.Codes);
        Assert.Contains($"({code})", _flow.Folder.Engine.Errors[0].Message!);
        Assert.Contains($"\"{code}\"", File.ReadAllText(_flow.Results[0].GetMetadata("LogFile")));
        Assert.AreEqual("ran", _flow.Read("other.txt"));
    }

    [TestMethod]
    [DataRow("s.sendall(b'\\xff\\xfe\\n'); print(lines.readline())")]
    [DataRow("print(hello(token='0-00'))")]
    [DataRow("print(hello(token='99999999999-'))")]
    public void A_stranger_is_refused_and_harms_nobody(string program)
    {
        Assert.AreEqual("p other after", _flow.File("p.py", Client + program).Build());
        Assert.Contains("TG2001", File.ReadAllText(_flow.Results[0].GetMetadata("LogFile")));
    }

    [TestMethod]
    public void A_program_that_is_killed_fails_and_its_children_go_on()
    {
        _flow.File("p.py", Client + """
            hello()
            ask('{"add": [{"Name": "child", "Command": "echo ran > child.txt", "Outputs": "child.txt"}, {"Name": "waits", "Command": "echo", "RunAfter": "other"}], "id": 1}')
            lines.readline()
            ask('{"wait": ["waits"]}')
            os.kill(os.getpid(), signal.SIGKILL)
            """);
        Assert.AreEqual("p:Failed other after:Skipped child waits", _flow.Build(task => task.OnFailure = "Continue"));
        Assert.AreEqual("TG1001", _flow.Codes);
        Assert.Contains("137", _flow.Folder.Engine.Errors[0].Message!);
        Assert.AreEqual("ran", _flow.Read("child.txt"));
    }

    [TestMethod]
    public void A_child_that_fails_fails_what_waits_for_its_parent_whether_that_one_minds_or_not()
    {
        _flow.File("p.py", """
            import taskgraph
            good = taskgraph.submit(command="echo good > good.txt", name="good")
            bad = taskgraph.submit(command="exit 3", name="bad")
            late = taskgraph.submit(command="echo late", name="late", depends_on=bad)
            try: bad.result()
            except taskgraph.NodeFailedError as e: print(e.name, e.outcome, e.message)
            good.result()
            """);
        Assert.AreEqual("p other after:Skipped good bad:Failed late:Skipped", _flow.Build(task => task.OnFailure = "Continue"));
        Assert.Contains("bad Failed Node 'bad' failed with exit code 3.", File.ReadAllText(_flow.Results[0].GetMetadata("LogFile")));
        Assert.AreEqual("TG1001", _flow.Codes);
        Assert.Contains("'bad'", _flow.Folder.Engine.Errors[0].Message!);
    }

    [TestMethod]
    public void What_is_not_wanted_any_more_is_cancelled_and_fails_nothing()
    {
        _flow.File("p.py", """
            import taskgraph
            slow = taskgraph.submit(command="exec sleep 60", name="slow")
            never = taskgraph.submit(command="echo", name="never", run_after=slow)
            never.cancel(); slow.cancel()
            for f in (never, slow):
                try: f.result()
                except taskgraph.NodeFailedError as e: print(e.outcome)
            """);
        Assert.AreEqual("p other after slow:Cancelled never:Cancelled", _flow.Build());
        Assert.AreEqual("", _flow.Codes);
    }
}
