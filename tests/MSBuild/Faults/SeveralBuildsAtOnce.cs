using TaskGraph.Execution.Storage;
using TaskGraph.MSBuild.Tests.Growing;

namespace TaskGraph.MSBuild.Tests.Faults;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "The nodes' commands are for a POSIX shell.")]
public sealed class SeveralBuildsAtOnce : IDisposable
{
    private readonly Flow _flow = new Flow().Nodes("a|Command=cat in > {outputs}|Inputs=in|Outputs=a.txt").File("in", "1");

    private string State => _flow.Folder.PathOf("obj/taskgraph");

    public void Dispose() => _flow.Dispose();

    [TestMethod]
    public void The_second_says_for_whom_it_waits_and_finds_the_work_done()
    {
        RunGraph task = _flow.Task<RunGraph>();
        StateLock? held = StateLock.TryTake(State, out _);
        bool ran = false;
        _flow.Folder.Engine.Said = text =>
        {
            if (!text.StartsWith("Waiting for another build of this project: process ", StringComparison.Ordinal))
                return;
            held!.Dispose();
            ran = new RunGraph { BuildEngine = new RecordingEngine(), Nodes = task.Nodes, ProjectFile = task.ProjectFile, StateDirectory = State, Threads = "1" }.Execute();
        };
        Assert.IsTrue(task.Execute());
        Assert.IsTrue(ran);
        Assert.AreEqual("UpToDate", task.Results.Single().GetMetadata("Outcome"));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Who_waits_can_be_cancelled(bool clean)
    {
        using StateLock? held = StateLock.TryTake(State, out _);
        GraphTask task = clean ? _flow.Task<CleanGraph>() : _flow.Task<RunGraph>();
        _flow.Folder.Engine.Said = _ => ((Microsoft.Build.Framework.ICancelableTask)task).Cancel();
        Assert.IsFalse(task.Execute());
        Assert.AreEqual("TG1012", _flow.Codes);
    }

    [TestMethod]
    public void Who_only_looks_waits_for_nobody()
    {
        using StateLock? held = StateLock.TryTake(State, out _);
        Assert.IsTrue(_flow.Task<PlanGraph>().Execute() && _flow.Task<ListGraph>().Execute() && _flow.Task<ExplainGraph>().Execute());
    }

    [TestMethod]
    public void Two_configurations_do_not_undo_each_other()
    {
        string debug = "a|Command=cat in > {outputs}; echo debug|Inputs=in|Outputs=debug.txt", release = "a|Command=cat in > {outputs}; echo release|Inputs=in|Outputs=release.txt";
        Assert.AreEqual("a", _flow.Nodes(debug).Build());
        Assert.AreEqual("a", _flow.Nodes(release).Build());
        Assert.AreEqual("", _flow.Nodes(debug).Build() + _flow.Nodes(release).Build());
        _flow.File("in", "2");
        Assert.AreEqual("a", _flow.Nodes(debug).Build());
        Assert.AreEqual("1 2", $"{_flow.Read("release.txt")} {_flow.Read("debug.txt")}");
        Assert.AreEqual("a", _flow.Nodes(release).Build());
        Assert.AreEqual("", _flow.Nodes(debug).Build() + _flow.Nodes(release).Build());
    }
}
