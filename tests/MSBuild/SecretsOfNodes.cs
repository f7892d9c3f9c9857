using System.Text;
using Microsoft.Build.Framework;

namespace TaskGraph.MSBuild.Tests;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The nodes' commands are for a POSIX shell.")]
public sealed class SecretsOfNodes : IDisposable
{
    // Of its own for each test, since variables belong to the whole process.
    private readonly string _name = "TG_SECRET_" + Guid.NewGuid().ToString("N");
    private readonly string _secret = "s3cr\"t-" + Guid.NewGuid().ToString("N");
    private readonly ProjectFolder _folder = new();

    public SecretsOfNodes() => Environment.SetEnvironmentVariable(_name, _secret);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(_name, null);
        _folder.Dispose();
    }

    [TestMethod]
    [DataRow("Grouped")]
    [DataRow("Prefixed")]
    [DataRow("Failures")]
    public void The_process_gets_it_and_nothing_that_stays_shows_it(string mode)
    {
        RunGraph task = Task(
            Secret("good", $"echo \"$%24{_name}\" > got.txt; echo \"is $%24{_name}\"; printf '%s' \"$%24{{{_name}%23%23?????????}}\"; echo \"a.c:1:1: warning: $%24{_name}\"; echo key=\"$%24{_name}\" >> $%24TASKGRAPH_RESULTS; echo \"# $%24{_name}\" >> $%24TASKGRAPH_SUMMARY".Replace("$%24", "%24", StringComparison.Ordinal)),
            Secret("bad", $"i=0; while [ %24i -lt 3000 ]; do echo \"%24{_name}\"; i=%24((i+1)); done; printf %24(echo \"%24{_name}\" | cut -c1-9); sleep 0.2; echo \"%24{_name}\" | cut -c10-; exit 3"),
            ProjectFolder.Node("other", ("Command", $"echo {{results.good.key}} \"%24{_name}\"")));
        task.LogMode = mode;
        task.OnFailure = "Continue";
        Assert.IsFalse(task.Execute());
        Assert.AreEqual(_secret + "\n", _folder.Read("got.txt"));
        Assert.AreEqual("***", task.Results[0].GetMetadata("key"));
        if (mode != "Failures")
            Assert.IsTrue(_folder.Engine.Messages.Exists(message => message.Contains("is ***", StringComparison.Ordinal)));
        Assert.Contains("*** ***\n", File.ReadAllText(task.Results[2].GetMetadata("LogFile")));
        Assert.Contains("***\n***\n", File.ReadAllText(task.Results[1].GetMetadata("LogFile")));
        Assert.Contains("***", _folder.Engine.Errors[0].Message!);
        Assert.Contains("***", _folder.Engine.Warnings[0].Message!);
        ShowsNothing(task.Results);
    }

    [TestMethod]
    public void Another_value_makes_nothing_stale_even_where_a_command_has_it()
    {
        for (int i = 0; i < 2; i++)
        {
            string value = "value number " + i;
            Environment.SetEnvironmentVariable(_name, value);
            RunGraph task = Task(
                Secret("a", "echo ran > a.txt", ("Outputs", "a.txt")),
                Secret("b", $"echo '{value}' > b.txt", ("Outputs", "b.txt"), ("EnvironmentVariables", $"OWN={value}")),
                ProjectFolder.Node("c", ("Command", "echo > c.txt"), ("Outputs", "c.txt"), ("EnvironmentVariables", $"{_name}={value}"), ("SecretEnvironmentVariables", _name)));
            Assert.IsTrue(task.Execute());
            Assert.AreEqual(i == 0 ? "Executed Executed Executed" : "UpToDate UpToDate UpToDate", string.Join(' ', task.Results.Select(result => result.GetMetadata("Outcome"))));
            Assert.AreEqual("TG0026 TG0026 TG0026", string.Join(' ', _folder.Engine.Warnings.Select(warning => warning.Code)));
            ShowsNothing(task.Results, value);
        }
    }

    [TestMethod]
    public void What_inspects_a_project_shows_it_nowhere()
    {
        ITaskItem[] nodes =
        [
            Secret("a", $"echo '{_secret.Replace("\"", "", StringComparison.Ordinal)}'", ("Description", _secret), ("EnvironmentVariables", $"{_name}={_secret};OTHER=1")),
            Secret("m", "echo {item}", ("ForEach", "x;y"), ("EnvironmentVariables", $"{_name}={_secret};OTHER=1")),
        ];
        Task(nodes).Execute();
        ShowsNothing([]);
        DrawGraph draw = _folder.Task<DrawGraph>(nodes);
        draw.OutputDirectory = _folder.PathOf("drawn");
        foreach (GraphTask task in new GraphTask[] { _folder.Task<ListGraph>(nodes), _folder.Task<PlanGraph>(nodes), _folder.Task<ExplainGraph>(nodes), draw })
        {
            task.BuildEngine = _folder.Engine;
            Assert.IsTrue(task.Execute(), string.Join('\n', _folder.Engine.Errors.Select(error => error.Message)));
        }

        ShowsNothing([]);
        string drawn = _folder.Read("drawn/graph.jsonl");
        Assert.DoesNotContain(_name + "\": ", drawn);
        Assert.Contains("\"SecretEnvironmentVariables\": [\"" + _name, drawn);
        Assert.Contains("\"EnvironmentVariables\": {\"OTHER\": \"1\"}", drawn);
        Assert.DoesNotContain(_secret.Replace("\"", "\\\"", StringComparison.Ordinal), drawn);
    }

    [TestMethod]
    [DataRow("abc", false)]
    [DataRow("", true)]
    [DataRow("a\nb\nlong enough", true)]
    public void A_value_that_is_too_short_is_refused_and_no_value_is_none(string value, bool fine)
    {
        Environment.SetEnvironmentVariable(_name, value);
        Assert.AreEqual(fine, Task(Secret("a", "true")).Execute());
        if (!fine)
            Assert.AreEqual("TG0004", _folder.Engine.Errors[0].Code);
    }

    [TestMethod]
    public void A_secret_is_no_part_of_a_fingerprint_and_has_no_value_behind_its_name()
    {
        Assert.IsFalse(Task(Secret("a", "true", ("FingerprintEnvironment", _name))).Execute());
        Assert.AreEqual("TG0004", _folder.Engine.Errors[0].Code);
        Assert.IsFalse(Task(ProjectFolder.Node("a", ("Command", "true"), ("SecretEnvironmentVariables", "KEY=open sesame"))).Execute());
        Assert.DoesNotContain("sesame", _folder.Engine.Errors[0].Message!);
    }

    [TestMethod]
    public void A_value_that_a_result_gave_is_masked_from_the_start_of_its_node()
    {
        RunGraph task = Task(
            ProjectFolder.Node("login", ("Command", "echo token=abcdef123456 >> %24TASKGRAPH_RESULTS")),
            ProjectFolder.Node("use", ("Command", "echo \"it is %24TOKEN\""), ("EnvironmentVariables", "TOKEN={results.login.token}"), ("SecretEnvironmentVariables", "TOKEN")));
        Assert.IsTrue(task.Execute());
        Assert.AreEqual("it is ***\n", File.ReadAllText(task.Results[1].GetMetadata("LogFile")));
        Assert.IsTrue(_folder.Engine.Warnings.Count == 0);
    }

    [TestMethod]
    public void What_a_program_adds_and_asks_shows_it_nowhere_and_its_children_have_it_as_well()
    {
        _folder.Write("p.py", $"""
            import os, json, sys, taskgraph
            secret = os.environ["{_name}"]
            child = taskgraph.submit(command="echo got $V; printf '%s' \"$V\" | wc -c > length.txt", environment_variables=dict(V=secret), name="child", outputs="length.txt")
            print(json.dumps(secret))
            child.result()
            taskgraph.set_result("it", dict(a=secret))
            try: taskgraph.submit(nonsense=secret)
            except TypeError as e: print(e)
            try: taskgraph.submit(command="x", cpus=secret).result()
            except taskgraph.ProtocolError as e: print("refused:", e)
            """);
        ITaskItem[] nodes = [ProjectFolder.Node("p", ("Script", "p.py"), ("SecretEnvironmentVariables", _name), ("UpToDateCheck", "Content"))];
        RunGraph task = Python(nodes);
        Assert.IsFalse(task.Execute());
        Assert.AreEqual("TG2005", string.Join(' ', _folder.Engine.Errors.Select(error => error.Code)));
        Assert.AreEqual(_secret.Length.ToString(), _folder.Read("length.txt").Trim());
        string said = File.ReadAllText(task.Results[0].GetMetadata("LogFile"));
        Assert.Contains("\"***\"", said);
        Assert.Contains("refused:", said);
        Assert.AreEqual("got ***\n", File.ReadAllText(task.Results[1].GetMetadata("LogFile")));
        ShowsNothing(task.Results);

        // It cannot be remembered what the child was: its parent tells it in every build.
        _folder.Write("p.py", string.Join('\n', _folder.Read("p.py").Split('\n').Where(line => !line.StartsWith("try", StringComparison.Ordinal) && !line.StartsWith("except", StringComparison.Ordinal))));
        for (int i = 0; i < 2; i++)
        {
            task = Python(nodes);
            Assert.IsTrue(task.Execute(), string.Join('\n', _folder.Engine.Errors.Select(error => error.Message)));
            Assert.AreEqual("p child:UpToDate", string.Join(' ', task.Results.Select(result => result.GetMetadata("Outcome") is var outcome && outcome == "Executed" ? result.ItemSpec : result.ItemSpec + ":" + outcome)));
            Assert.Contains("***", task.Results[0].GetMetadata("it"));
            ShowsNothing(task.Results);
        }
    }

    private RunGraph Python(ITaskItem[] nodes)
    {
        RunGraph task = Task(nodes);
        task.PythonFolder = Path.Combine(Repository.Root, "src", "Sdk", "python");
        return task;
    }

    private static void Append(StringBuilder all, ITaskItem item)
    {
        foreach (string name in item.MetadataNames)
            all.Append(item.GetMetadata(name)).Append('\n');
    }

    private RunGraph Task(params ITaskItem[] nodes) => _folder.Task<RunGraph>(nodes);

    private ITaskItem Secret(string name, string command, params (string, string)[] more) =>
        ProjectFolder.Node(name, [("Command", command), ("SecretEnvironmentVariables", _name), .. more]);

    // All that the build has said, and every file in its state folder, whatever that is for.
    private void ShowsNothing(ITaskItem[] results, string? value = null)
    {
        value ??= _secret;
        var all = new StringBuilder();
        foreach (string text in _folder.Engine.Messages.Concat(_folder.Engine.Errors.Select(e => e.Message!)).Concat(_folder.Engine.Warnings.Select(w => w.Message!)))
            all.Append(text).Append('\n');
        foreach (ITaskItem item in results)
            Append(all, item);
        foreach (string file in Directory.EnumerateFiles(_folder.PathOf("obj"), "*", SearchOption.AllDirectories))
            all.Append(file).Append('\n').Append(Encoding.UTF8.GetString(File.ReadAllBytes(file))).Append('\n');
        Assert.IsGreaterThan(1000, all.Length);
        Assert.DoesNotContain(value, all.ToString());
        Assert.DoesNotContain(value.Replace("\"", "\\\"", StringComparison.Ordinal), all.ToString());
    }
}
