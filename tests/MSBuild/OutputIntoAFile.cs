namespace TaskGraph.MSBuild.Tests;

/// <summary>A command that only sends its output into a file needs no shell for that, and does what a shell does.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The nodes' commands are for a POSIX shell.")]
public sealed class OutputIntoAFile : IDisposable
{
    private readonly ProjectFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // In brackets is the same, but for the shell that it needs.
    [TestMethod]
    [DataRow("./say one > {outputs}")]
    [DataRow("( ./say one > {outputs} )")]
    public void What_it_prints_goes_there_and_what_it_complains_of_to_the_log(string command)
    {
        Program();
        RunGraph task = Run(command, "sub/it's.txt");
        Assert.AreEqual("one\n", _folder.Read("sub/it's.txt"));
        Assert.AreEqual("complaint\n", File.ReadAllText(task.Results[0].GetMetadata("LogFile")));
        if (!OperatingSystem.IsWindows())
            Assert.AreEqual(File.GetUnixFileMode(_folder.Write("made", "")), File.GetUnixFileMode(_folder.PathOf("sub/it's.txt")));
    }

    [TestMethod]
    [DataRow("./say two >> kept.txt")]
    [DataRow("( ./say two >> kept.txt )")]
    public void Behind_what_is_there(string command)
    {
        Program();
        _folder.Write("kept.txt", "one\n");
        Run(command, "");
        Assert.AreEqual("one\ntwo\n", _folder.Read("kept.txt"));
    }

    [TestMethod]
    [DataRow("./say 1 > kept.txt")]
    [DataRow("( ./say 1 > kept.txt )")]
    public void In_the_place_of_what_is_there(string command)
    {
        Program();
        _folder.Write("kept.txt", "something longer\n");
        Run(command, "");
        Assert.AreEqual("1\n", _folder.Read("kept.txt"));
    }

    [TestMethod]
    public void The_shell_is_not_there()
    {
        Run("./ask > asked.txt", "");
        // Elsewhere a shell starts what has a relative path.
        if (OperatingSystem.IsLinux())
            Assert.AreEqual(Environment.ProcessId.ToString(), _folder.Read("asked.txt").Trim());
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public void A_pipe_is_waited_for_by_the_node_and_not_by_the_build()
    {
        Program();
        RunGraph task = _folder.Task<RunGraph>(
            ProjectFolder.Node("pipe", ("Command", "mkfifo p")),
            ProjectFolder.Node("write", ("Command", "./say through > p"), ("DependsOn", "pipe")),
            ProjectFolder.Node("read", ("Command", "cat p > got.txt"), ("DependsOn", "pipe")));
        Assert.IsTrue(task.Execute(), Errors());
        Assert.AreEqual("through\n", _folder.Read("got.txt"));
    }

    [TestMethod]
    [DataRow("./say x > no/such/folder", "no/such/folder")]
    [DataRow("./nobody > x.txt", "./nobody")]
    [DataRow("nobody-has-this > x.txt", "nobody-has-this")]
    public void What_cannot_be_done_is_told_as_a_shell_tells_it(string command, string named)
    {
        Program();
        RunGraph task = _folder.Task<RunGraph>(ProjectFolder.Node("n", ("Command", command)));
        Assert.IsFalse(task.Execute());
        Assert.AreEqual("TG1001", _folder.Engine.Errors.Single().Code);
        Assert.Contains(named, Errors());
    }

    [TestMethod]
    public void Nothing_at_all_may_be_its_place()
    {
        Program();
        Run("./say gone > /dev/null", "");
    }

    private void Program()
    {
        string say = _folder.Write("say", "#!/bin/sh\necho \"$1\"\necho complaint >&2\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(say, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private RunGraph Run(string command, string outputs)
    {
        string ask = _folder.Write("ask", "#!/bin/sh\necho $PPID\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(ask, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        RunGraph task = _folder.Task<RunGraph>(ProjectFolder.Node("n", ("Command", command), ("Outputs", outputs)));
        Assert.IsTrue(task.Execute(), Errors());
        return task;
    }

    private string Errors() => string.Join('\n', _folder.Engine.Errors.Select(error => error.Message));
}
