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

    // Who has not given the token is known by its process.
    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    [DataRow("s.sendall(b'\\xff\\xfe\\n'); print(lines.readline())", "invalid start")]
    [DataRow("ask('hi there'); print(lines.readline())", "invalid start")]
    [DataRow("ask('[1]'); print(lines.readline())", "a JSON object is expected")]
    [DataRow("ask('{\"add\": []}'); print(lines.readline())", "the first message is")]
    [DataRow("ask('{\"hello\": \"1\"}'); print(lines.readline())", "the first message is")]
    [DataRow("print(hello(token='0-00'))", "TASKGRAPH_TOKEN")]
    [DataRow("print(hello(token='99999999999-'))", "TASKGRAPH_TOKEN")]
    [DataRow("print(hello(2, token='0-00'))", "TASKGRAPH_TOKEN")]
    [DataRow("s.sendall(b'{\"hello\"'); s.shutdown(socket.SHUT_WR); print(lines.readline())", "within a line")]
    [DataRow("hello(); s.sendall(b'{\"add\": ['); s.shutdown(socket.SHUT_WR); print(lines.readline())", "within a line")]
    public void What_comes_before_a_greeting_or_ends_within_a_line_fails_its_node(string program, string says)
    {
        Assert.AreEqual("p:Failed other after:Skipped", _flow.File("p.py", Client + program).Build(task => task.OnFailure = "Continue"));
        Assert.AreEqual("TG2005", _flow.Codes);
        Assert.Contains("(TG2001)", _flow.Folder.Engine.Errors[0].Message!);
        Assert.Contains(says, _flow.Folder.Engine.Errors[0].Message!);
        Assert.Contains("\"TG2001\"", File.ReadAllText(_flow.Results[0].GetMetadata("LogFile")));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    [DataRow("ask('hi there')")]
    [DataRow("s.sendall(b'hi there')")]
    public void So_does_what_nobody_waits_to_be_answered(string program)
    {
        Assert.AreEqual("p:Failed other after:Skipped", _flow.File("p.py", Client + program).Build(task => task.OnFailure = "Continue"));
        Assert.AreEqual("TG2005", _flow.Codes);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux, IgnoreMessage = "Which processes are above one is read from /proc.")]
    public void A_process_that_left_the_group_of_its_node_is_still_the_node_s()
    {
        _flow.File("talk.py", Client + "ask('hi there'); print(lines.readline())");
        _flow.File("p.py", "import subprocess, sys\nsubprocess.run([sys.executable, 'talk.py'], start_new_session=True)");
        Assert.AreEqual("p:Failed other after:Skipped", _flow.Build(task => task.OnFailure = "Continue"));
        Assert.AreEqual("TG2005", _flow.Codes);
    }

    [TestMethod]
    public void A_stranger_is_refused_and_harms_nobody()
    {
        _flow.File("p.py", """
            import os
            begin, answer = os.pipe(), os.pipe()
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    os.read(begin[0], 1)
            """ + "\n        " + Client.Trim().Replace("\n", "\n        ", StringComparison.Ordinal) + "\n" + """
                    s.sendall(b'\xff\xfe\n{"half')
                    os.write(answer[1], lines.readline().encode())
                os._exit(0)
            os.wait()
            os.write(begin[1], b".")
            print(os.read(answer[0], 1000).decode())
            """);
        Assert.AreEqual("p other after", _flow.Build());
        Assert.Contains("TG2001", File.ReadAllText(_flow.Results[0].GetMetadata("LogFile")));
    }

    [TestMethod]
    public void A_secret_that_another_node_was_given_is_that_node_s()
    {
        _flow.Nodes("p|Script=p.py", "q|Script=q.py").File("p.py", """
            import os, time
            os.mkfifo("begin"); os.mkfifo("end")
            with open("begin", "w") as to: to.write(os.environ["TASKGRAPH_TOKEN"])
            with open("end") as end: end.read()
            """)
            .File("q.py", "import os, time\nwhile not os.path.exists('end'): time.sleep(0.01)\n" + Client + """
            with open("begin") as other: print(hello(token=other.read()))
            ask('hi there'); print(lines.readline())
            with open("end", "w") as end: end.write(".")
            """);
        Assert.AreEqual("p:Failed q", _flow.Build());
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
