using System.Diagnostics;

namespace TaskGraph.Sdk.Tests.Faults;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class WhatIsScarce : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void Few_open_files_are_enough_for_many_nodes()
    {
        _workspace.File("graph.jsonl", string.Concat(Enumerable.Range(0, 500).Select(i => $"{{\"Name\": \"n{i}\", \"Command\": \"echo {i} > {{outputs}}\", \"Outputs\": \"out/{i}\"}}\n")));
        _workspace.Workflow("flow.proj", """<NodeFile Include="graph.jsonl" />""");
        Limited("ulimit -n 256").ShouldSucceed().Ran("flow", executed: 500);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux, IgnoreMessage = "Elsewhere the limit is asked for otherwise.")]
    public void Files_that_may_not_grow_are_told_as_such_and_the_next_build_is_right()
    {
        _workspace.Workflow("flow.proj", """<Node Include="a;b;c;d;e;f;g;h" Command="echo %(Identity) &gt; {outputs}" Outputs="%(Identity).txt" />""");
        // A signal that nobody listens to, so that a write is refused.
        DotnetResult result = Limited("trap '' XFSZ; ulimit -f 1", "-p:TaskGraphOnFailure=Continue");
        if (result.Output.Contains("CoreCLR", StringComparison.Ordinal))
            Assert.Inconclusive($"This .NET does not start under such a limit: {result.Output}");
        result.ShouldFail().Says("error TG1009: ").Never("MSB4018");
        _workspace.Build("flow.proj").ShouldSucceed();
        _workspace.Build("flow.proj").ShouldSucceed().Ran("flow", executed: 0, upToDate: 8);
    }

    private DotnetResult Limited(string limit, params string[] more)
    {
        ProcessStartInfo start = DotnetCommand.Prepare(_workspace.Root, PackedSdk.Instance.Packages, ["-c", $"{limit}; exec dotnet build flow.proj -m:2 \"$@\"", "sh", .. more]);
        start.FileName = "/bin/bash";
        // Its second mapping of code is a file, which such a limit would hit as well.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new DotnetResult(limit, process.ExitCode, output + errors.Result);
    }
}
