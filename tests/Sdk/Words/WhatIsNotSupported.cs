namespace TaskGraph.Sdk.Tests.Words;

[TestClass]
public sealed class WhatIsNotSupported : IDisposable
{
    private static readonly string[] Metadata =
    [
        "Memory=2G", "TargetFramework=net10.0", "References=a.dll", "Backend=thread", "Backend=worker", "Backend=slurm",
    ];

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void Metadata_of_a_later_version_are_errors_and_none_is_passed_over()
    {
        _workspace.Workflow("flow.proj", string.Join('\n', Metadata.Select((pair, i) => $"<Node Include=\"n{i}\" Command=\"echo ran\" {pair.Replace("=", "=\"", StringComparison.Ordinal)}\" />")));
        var result = _workspace.Build("flow.proj").ShouldFail().Never("Concurrency");
        for (int i = 0; i < Metadata.Length; i++)
            result.Says($"flow.proj({i + 1},").Says($"error TG0005: Node 'n{i}': {Metadata[i].Split('=')[0]}='{Metadata[i].Split('=')[1]}'");
    }

    [TestMethod]
    public void A_result_in_a_path_and_a_function_of_another_language_are_errors()
    {
        _workspace.Workflow("flow.proj", """
            <Node Include="a" Command="echo a" />
            <Node Include="b" Command="echo b" DependsOn="a" Outputs="{results.a.key}.txt" />
            <Node Include="c" Script="c.rb" Function="f" />
            """);
        _workspace.Build("flow.proj").ShouldFail().Never("Concurrency").Says("flow.proj(2,").Says("error TG0005: Node 'b'").Says("results.a.key").Says("flow.proj(3,").Says("error TG0005: Node 'c'");
    }

    [TestMethod]
    public void Properties_of_a_later_version_are_errors()
    {
        _workspace.Workflow("flow.proj", """<Node Include="a" Command="echo ran" />""");
        _workspace.Build("flow.proj", "-p:TaskGraphMemory=2G", "-p:TaskGraphBackend=slurm").ShouldFail().Never("Concurrency")
            .Says("error TG0005: TaskGraphMemory='2G'").Says("error TG0005: TaskGraphBackend='slurm'");
    }

    [TestMethod]
    public void A_report_is_an_error()
    {
        _workspace.Workflow("flow.proj", """<Node Include="a" Command="echo ran" />""");
        _workspace.Build("flow.proj", "-t:ReportNodes").ShouldFail().Says("error TG0005: ");
    }
}
