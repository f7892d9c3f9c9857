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
        def hello(version=1, token=os.environ["TASKGRAPH_TOKEN"], node="p"):
            ask(json.dumps({"hello": version, "node": node, "token": token}))
            return lines.readline()

        """;

    private readonly Flow _flow = new Flow().Nodes("p|Script=p.py", "other|Command=sleep 0.3; echo ran > other.txt", "after|Command=echo ran > after.txt|DependsOn=p");

    public void Dispose() => _flow.Dispose();

    [TestMethod]
    [DataRow("hello(); ask('hi there'); print(lines.read())", "TG2001")]
    [DataRow("hello(); ask('{\"ad\": []}'); print(lines.readline())", "TG2001")]
    [DataRow("hello(); ask('{\"add\": [{\"Name\": \"x\", \"Comand\": \"echo\"}]}'); print(lines.readline())", "TG2006")]
    [DataRow("hello(); ask('{\"add\": [{\"Name\": \"x\", \"Command\": \"echo\", \"MyOwn\": 1}]}'); print(lines.readline())", "TG2006")]
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
    [DataRow("hello(); ask('{\"add\": [], \"cancel\": [\"x\"]}'); print(lines.readline())", "TG2001")]
    [DataRow("hello(); ask('{\"add\": [], \"add\": []}'); print(lines.readline())", "TG2001")]
    [DataRow("hello(); ask('{\"add\": [], \"all\": true}'); print(lines.readline())", "TG2001")]
    [DataRow("hello(); print(hello())", "TG2001")]
    [DataRow("ask('{\"hello\": 1, \"tokn\": 1, \"token\": \"' + os.environ['TASKGRAPH_TOKEN'] + '\"}'); print(lines.readline())", "TG2001")]
    [DataRow("print(hello(2), lines.read())", "TG2001")]
    [DataRow("print(hello(node='other'), lines.read())", "TG2001")]
    [DataRow("ask('{\"hello\": 1, \"token\": \"' + os.environ['TASKGRAPH_TOKEN'] + '\"}'); print(lines.read())", "TG2001")]
    public void A_request_that_cannot_be_answered_fails_its_node_and_nothing_else(string program, string code)
    {
        Assert.AreEqual("p:Failed other after:Skipped", _flow.File("p.py", Client + program).Build(task => task.OnFailure = "Continue"));
        Assert.AreEqual("TG2005", _flow.Codes);
        Assert.Contains($"({code})", _flow.Folder.Engine.Errors[0].Message!);
        Assert.Contains($"\"{code}\"", File.ReadAllText(_flow.Results[0].GetMetadata("LogFile")));
        Assert.AreEqual("ran", _flow.Read("other.txt"));
    }

    [TestMethod]
    public void What_is_wrong_with_an_object_is_told_with_its_id_and_the_connection_goes_on()
    {
        _flow.File("p.py", Client + """
            hello()
            for text in ['{"id":1,"add":{}}', '{"add":[1,{"a":[2]}],"id":2}', '{"id":3,"ad":[[]]}', '{"wait":[3],"cancel":[],"id":4}', '{"id":5,"wait":["\\ud800"]}', '{"results":"\\udc00x","id":6}',
                         '{"\\ud800":1,"id":7}', '{"id":8}', '{"id":9,"all":true,"add":[]}', '{"add":[],"add":[],"id":10}', '{"id":11,"add":[{"Name":"x\\ud800"}]}', '{"id":12,"add":[{"Name":"x","Item":"\\ud800"}]}', '{"id":13,"hello":1}']:
                ask(text)
                answer = json.loads(lines.readline())
                print(answer["id"], answer["error"]["code"], "surrogates" in answer["error"]["message"] or answer["error"]["message"])
            s.sendall(b'{"id":14,"wait":["\xff"]}\n')
            print(json.loads(lines.readline()))
            ask('{"add": [{"Name": "kid", "Command": "true"}], "id": 15}')
            print(lines.readline())
            """);
        Assert.AreEqual("p:Failed other after:Skipped kid", _flow.Build(task => task.OnFailure = "Continue"));
        string told = File.ReadAllText(_flow.Results[0].GetMetadata("LogFile"));
        foreach (int id in Enumerable.Range(1, 13))
            Assert.Contains($"{id} TG2001 {(id is 5 or 6 or 7 or 11 or 12 ? "True" : "Node 'p': its program sent")}", told);
        Assert.Contains("a text in it is not UTF-8.", told);
        Assert.Contains("{\"id\": 15, \"done\": true}", told);
        Assert.DoesNotContain("Cannot", told);
    }

    [TestMethod]
    public void A_key_that_no_node_has_is_named_with_the_nearest_each_time()
    {
        _flow.File("p.py", Client + "hello()\nfor name in 'xyz': ask('{\"add\": [{\"Name\": \"%s\", \"Comand\": \"echo\"}]}' % name); print(lines.readline())").Build();
        string told = File.ReadAllText(_flow.Results[0].GetMetadata("LogFile"));
        foreach (char name in "xyz")
            Assert.Contains($"Node '{name}': what was sent of it has the key 'Comand', which no node has. The nearest name is 'Command'.", told);
        Assert.IsEmpty(_flow.Folder.Engine.Warnings);
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

    // Twenty of them, since what goes wrong here goes wrong now and then.
    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    [DataRow("s.sendall(b'garbage\\n')", "n:Skipped", 20, 0)]
    [DataRow("n = os.environ['TASKGRAPH_NODE']; s.sendall(('{\"hello\": 1, \"node\": \"' + n + '\", \"token\": \"' + os.environ['TASKGRAPH_TOKEN'] + '\"}\\n{\"add\": [{\"Name\": \"' + n + '/c\", \"Command\": \"true\"}]}\\n').encode())", "", 0, 20)]
    public void What_a_program_sent_counts_however_soon_it_ended_afterwards(string program, string map, int failed, int children)
    {
        _flow.Nodes($"n|ForEach={string.Join(';', Enumerable.Range(0, 20))}|Command=python3 -S -E p.py").File("p.py", $"import os, socket\ns = socket.socket(socket.AF_UNIX)\ns.connect(os.environ['TASKGRAPH_SOCKET'])\n{program}\nos._exit(0)");
        string[] told = _flow.Build(task => task.OnFailure = "Continue").Split(' ');
        Assert.AreEqual(map.Length > 0, told.Contains("n:Skipped"));
        Assert.AreEqual(failed, told.Count(text => text.EndsWith(":Failed", StringComparison.Ordinal)));
        Assert.AreEqual(children, told.Count(text => text.EndsWith("/c", StringComparison.Ordinal)));
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
            import os
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
    public void A_child_that_came_from_the_record_and_is_sent_twice_at_once_is_two_of_one_name()
    {
        _flow.Nodes("p|Script=p.py|UpToDateCheck=Content").File("c.in", "1").File("p.py", Client + """
            hello()
            child = '{"Name": "c", "Command": "cat c.in > c.out", "Inputs": "c.in", "Outputs": "c.out"}'
            ask('{"add": [' + (child + ', ' + child if os.path.exists("again") else child) + ']}')
            ask('{"wait": ["c"]}')
            print(lines.readline(), lines.readline())
            """);
        Assert.AreEqual("p c", _flow.Build());
        Assert.AreEqual("p:Failed c", _flow.File("again", "").File("c.in", "2").Build());
        Assert.Contains("(TG0002)", _flow.Folder.Engine.Errors[0].Message!);
    }

    [TestMethod]
    public void Two_hundred_connections_at_once_are_taken_and_one_that_stays_open_holds_nothing_up()
    {
        _flow.File("p.py", Client + """
            def more():
                one = socket.socket(socket.AF_UNIX)
                one.setblocking(False)
                one.connect(os.environ["TASKGRAPH_SOCKET"])
                return one
            silent = [more() for _ in range(200)]
            hello()
            ask('{"add": [], "id": 1}')
            print(lines.readline())
            if os.fork() == 0:
                sys.stdin.close()
                import time
                time.sleep(5)
            os._exit(0)
            """);
        Assert.AreEqual("p other after", _flow.Build());
        Assert.Contains("\"done\": true", File.ReadAllText(_flow.Results[0].GetMetadata("LogFile")));
    }

    [TestMethod]
    [DataRow("'['*100000", "TG2001")]
    [DataRow("'{\"add\": [{\"Name\": \"x\", \"Parameters\": {\"a\": ' + '['*1000 + ']'*1000 + '}}]}'", "TG2001")]
    [DataRow("'{\"add\": [], \"id\": 99999999999999999999}'", "TG2001")]
    [DataRow("'{\"add\": [{\"Name\": \"x\", \"Cpus\": 1e999}]}'", "TG0004")]
    [DataRow("'{\"add\": [{\"Name\": \"x\", \"Item\": {\"\\\\ud800\": 1}}]}'", "TG2001")]
    [DataRow("'{\"add\": [{\"Name\": \"x\", \"Command\": \"true\", \"Inputs\": \"a\\\\u0000*\"}]}'", "TG0004")]
    [DataRow("'{\"add\": [{\"Name\": \"x\", \"Command\": \"true\", \"Item\": \"a\\\\u0000\", \"Outputs\": \"{item}/\"}]}'", "TG0004")]
    [DataRow("'{\"add\": [{\"Name\": \"x\\\\u001b[0m\"}]}'", "TG0001")]
    [DataRow("'{\"add\": [{\"Name\": \"x\", \"Command\": \"true\", \"DependsOn\": \"' + 'y'*1000000 + '\"}]}'", "TG0007")]
    [DataRow("'x'*17000000", "TG2001")]
    public void What_is_far_from_sense_is_refused_as_well(string text, string code)
    {
        _flow.File("p.py", Client + $"hello()\ntry: ask({text})\nexcept OSError: pass\nprint(lines.readline()[:200])").Build(task => task.OnFailure = "Continue");
        Assert.AreEqual("TG2005", _flow.Codes);
        Assert.Contains($"({code})", _flow.Folder.Engine.Errors[0].Message!);
        Assert.DoesNotContain("\u001b", _flow.Folder.Engine.Errors[0].Message!);
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
            import os, time
            slow = taskgraph.submit(command="touch begun; exec sleep 60", name="slow")
            never = taskgraph.submit(command="echo", name="never", run_after=slow)
            while not os.path.exists("begun"): time.sleep(0.01)
            never.cancel(); slow.cancel()
            for f in (never, slow):
                try: f.result()
                except taskgraph.NodeFailedError as e: print(e)
            """);
        Assert.AreEqual("p other after slow:Cancelled never:Cancelled", _flow.Build());
        Assert.AreEqual("Node 'never': Cancelled\nNode 'slow': Cancelled\n", File.ReadAllText(_flow.Results[0].GetMetadata("LogFile")));
        Assert.AreEqual("", _flow.Codes);
    }
}
