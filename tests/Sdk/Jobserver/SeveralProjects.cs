namespace TaskGraph.Sdk.Tests.Jobserver;

/// <summary>Workflow projects of one build, in one process and in several.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class SeveralProjects : IDisposable
{
    private const string Jobs = """<Job Include="1;2;3;4;5;6" /><Node Include="@(Job->'job%(Identity)')" Command="python3 ../job.py" />""";

    private readonly CountingWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    [DataRow("a b", "-m:2", "", 2)]
    [DataRow("a b c", "-m:3", "", 3)]
    [DataRow("a b c", "-m:3", "-mt", 3)]
    [DataRow("a b c", "-m:1", "-p:TaskGraphThreads=3", 3)]
    public void Have_together_as_many_slots_as_one_of_them_alone(string projects, string m, string more, int slots)
    {
        foreach (string project in projects.Split(' '))
            _workspace.Workflow(project, Jobs);
        _workspace.Build(projects, [m, .. more.Split(' ', StringSplitOptions.RemoveEmptyEntries)], ("EXPECTED", $"{slots}")).ShouldSucceed();
        Assert.AreEqual((slots, 6 * projects.Split(' ').Length), _workspace.Counted);
    }

    [TestMethod]
    public void That_share_nothing_have_each_as_many()
    {
        _workspace.Workflow("a", Jobs);
        _workspace.Workflow("b", Jobs);
        _workspace.Build("a b", ["-m:2", "-p:TaskGraphJobserver=false"], ("EXPECTED", "4")).ShouldSucceed();
        Assert.AreEqual((4, 12), _workspace.Counted);
    }

    [TestMethod]
    public void With_nodes_that_need_all_slots_come_to_their_end()
    {
        const string Wide = """<Job Include="1;2;3" /><Node Include="@(Job->'job%(Identity)')" Command="python3 ../job.py" /><Node Include="wide1;wide2" Command="python3 ../job.py" Cpus="3" />""";
        _workspace.Workflow("a", Wide);
        _workspace.Workflow("b", Wide);
        _workspace.Build("a b", ["-m:3"], ("EXPECTED", "1")).ShouldSucceed();
        Assert.AreEqual(10, _workspace.Counted.Ended);
        Assert.IsLessThanOrEqualTo(3, _workspace.Counted.Most);
    }
}
