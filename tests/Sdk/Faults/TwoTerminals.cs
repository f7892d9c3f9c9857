using System.Diagnostics;

namespace TaskGraph.Sdk.Tests.Faults;

/// <summary>Two real builds of one project.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class TwoTerminals : IDisposable
{
    private readonly Workspace _workspace = new Workspace().File("in.txt", "1").Workflow("flow.proj", """
        <Node Include="slow" Inputs="in.txt" Command="echo &gt; begun; while [ ! -f go ]; do sleep 0.05; done; cat in.txt &gt; {outputs}" Outputs="out.txt" />
        """);

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void The_second_waits_for_the_process_of_the_first_and_finds_its_work_done()
    {
        using Process first = Start();
        Await("begun");
        using Process second = Start();
        Assert.AreEqual($"Waiting for another build of this project: process {first.Id}", Waiting(second));
        _workspace.File("go", "");
        Ended(first).Ran("flow", executed: 1);
        Ended(second).Ran("flow", executed: 0, upToDate: 1);
    }

    [TestMethod]
    public void If_the_first_is_killed_the_second_goes_on_and_trusts_nothing_of_it()
    {
        using Process first = Start();
        Await("begun");
        using Process second = Start();
        Waiting(second);
        _workspace.File("out.txt", "half");
        first.Kill(entireProcessTree: false);
        first.WaitForExit();
        _workspace.File("go", "");
        Ended(second).Ran("flow", executed: 1);
        Assert.AreEqual("1", _workspace.Read("out.txt"));
    }

    [TestMethod]
    public void Clean_waits_as_well_and_who_only_looks_does_not()
    {
        using Process first = Start();
        Await("begun");
        using Process clean = Start("-t:Clean");
        Waiting(clean);
        _workspace.Build("flow.proj", "-t:PlanNodes").ShouldSucceed().Says("1 would run");
        Assert.IsFalse(first.HasExited);
        _workspace.File("go", "");
        Ended(first).Ran("flow", executed: 1);
        Ended(clean);
        Assert.IsFalse(_workspace.Has("out.txt"));
    }

    [TestMethod]
    public void A_node_that_builds_its_own_project_is_told_instead_of_waited_for()
    {
        _workspace.Workflow("flow.proj", """<Node Include="again" Command="dotnet build flow.proj -nologo" />""");
        _workspace.Build("flow.proj").ShouldFail().Says("error TG1017: ").Says("'again'");
    }

    private Process Start(params string[] more)
    {
        Process process = Process.Start(DotnetCommand.Prepare(_workspace.Root, PackedSdk.Instance.Packages, ["build", "flow.proj", .. more]))!;
        process.StandardInput.Close();
        return process;
    }

    private static string Waiting(Process process)
    {
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.Contains("Waiting", StringComparison.Ordinal))
                return line.Trim();
        }

        return "It never waited.";
    }

    private static DotnetResult Ended(Process process)
    {
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new DotnetResult("build flow.proj", process.ExitCode, output).ShouldSucceed();
    }

    private void Await(string file)
    {
        var watch = Stopwatch.StartNew();
        while (!_workspace.Has(file))
        {
            Assert.IsLessThan(120, watch.Elapsed.TotalSeconds, $"{file} never came.");
            Thread.Sleep(20);
        }
    }
}
