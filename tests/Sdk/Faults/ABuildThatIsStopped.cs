using System.Diagnostics;

namespace TaskGraph.Sdk.Tests.Faults;

/// <summary>A real build that gets a signal, while one node runs and another waits for its next attempt.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ABuildThatIsStopped : IDisposable
{
    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", """
        <Node Include="runs" Command="[ -f go ] || { echo half &gt; out.txt; echo %24%24 &gt; pid; sleep 300; }; echo whole &gt; out.txt" Outputs="out.txt" />
        <Node Include="waits" Command="[ -f go ] || { echo &gt; failed; exit 3; }" Retries="9" RetryDelay="1:00:00" />
        <Node Include="behind" DependsOn="runs;waits" Command="echo &gt; behind.txt" RunWhen="AllDone" />
        """);

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    [DataRow("INT")]
    [DataRow("TERM")]
    [DataRow("HUP")]
    public void Ends_as_failed_leaves_no_process_and_the_next_is_right(string signal)
    {
        using Process build = Process.Start(DotnetCommand.Prepare(_workspace.Root, PackedSdk.Instance.Packages, ["build", "flow.proj", "-m:2"]))!;
        build.StandardInput.Close();
        Task<string> output = build.StandardOutput.ReadToEndAsync();
        var watch = Stopwatch.StartNew();
        while (!(_workspace.Has("failed") && _workspace.Has("pid") && _workspace.Read("pid").Length > 0))
        {
            Assert.IsLessThan(120, watch.Elapsed.TotalSeconds, "The nodes never began.");
            Thread.Sleep(20);
        }

        // It has failed when its attempt is told; there is no other sign of that from outside.
        Thread.Sleep(300);
        using (var kill = Process.Start("kill", ["-s", signal, $"{build.Id}"]))
            kill.WaitForExit();
        Assert.IsTrue(build.WaitForExit(TimeSpan.FromSeconds(30)), $"It does not end: {(output.IsCompleted ? output.Result : "")}");
        var result = new DotnetResult("build flow.proj", build.ExitCode, output.Result);
        result.ShouldFail().Says("error TG1012: ").Never("MSB4018");
        Assert.IsFalse(_workspace.Has("behind.txt"), result.ToString());
        Assert.ThrowsExactly<ArgumentException>(() => Process.GetProcessById(int.Parse(_workspace.Read("pid"))), "The node still runs.");
        _workspace.File("go", "");
        _workspace.Build("flow.proj").ShouldSucceed().Ran("flow", executed: 3);
        Assert.AreEqual("whole", _workspace.Read("out.txt"));
    }
}
