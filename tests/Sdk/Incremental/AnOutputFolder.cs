namespace TaskGraph.Sdk.Tests.Incremental;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class AnOutputFolder : IDisposable
{
    private const string Nodes = """
        <Node Include="split" Command="while read -r word; do echo $word &gt; words/$word; done &lt; words.txt" Inputs="words.txt" Outputs="words/" />
        <Node Include="count" Command="ls words &gt; count.txt" Inputs="words/" Outputs="count.txt" />
        """;

    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", Nodes, Outcomes.Told).File("words.txt", "one\ntwo\n");

    public AnOutputFolder() => _workspace.Build("flow.proj").Executed("split", "count");

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void A_tampered_file_or_one_too_many_reruns_the_node()
    {
        _workspace.File("words/one", "tampered\n").Build("flow.proj").Executed("split");
        Assert.AreEqual("one", _workspace.Read("words/one"));

        _workspace.File("words/stray", "stray\n").Build("flow.proj").Executed("split", "count");
        Assert.AreEqual("one\nstray\ntwo", _workspace.Read("count.txt"));
    }

    [TestMethod]
    public void Somebody_s_own_file_in_it_outlives_runs_and_Clean()
    {
        _workspace.File("words/mine", "mine").File("words.txt", "two\n").Build("flow.proj").Executed("split", "count");
        Assert.AreEqual("mine\ntwo", _workspace.Read("count.txt"));
        _workspace.File("words.txt", "three\n").Build("flow.proj").Executed("split", "count");
        Assert.AreEqual("mine\nthree", _workspace.Read("count.txt"));
        _workspace.Dotnet("clean", "flow.proj").ShouldSucceed();
        Assert.IsFalse(_workspace.Has("words/three"));
        Assert.AreEqual("mine", _workspace.Read("words/mine"));
    }

    [TestMethod]
    public void A_program_that_cannot_be_run_any_more_is_made_again()
    {
        if (OperatingSystem.IsWindows())
            return;
        _workspace.Workflow("flow.proj", """<Node Include="tool" Command="echo echo &gt; tool.sh; chmod +x tool.sh" Outputs="tool.sh" />""", Outcomes.Told);
        _workspace.Build("flow.proj").Executed("tool");
        _workspace.Build("flow.proj").Executed();
        File.SetUnixFileMode(_workspace.PathOf("tool.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _workspace.Build("flow.proj").Executed("tool");
        Assert.IsTrue(File.GetUnixFileMode(_workspace.PathOf("tool.sh")).HasFlag(UnixFileMode.UserExecute));
    }

    [TestMethod]
    public void A_file_that_is_no_longer_made_is_gone()
    {
        _workspace.File("words.txt", "two\n").Build("flow.proj").Executed("split", "count");
        Assert.AreEqual("two", _workspace.Read("count.txt"));
        _workspace.Build("flow.proj").Executed();
    }
}
