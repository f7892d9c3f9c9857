namespace TaskGraph.Sdk.Tests.Selecting;

[TestClass]
public sealed class ASelection : IDisposable
{
    private const string Nodes = """
        <Node Include="fetch" Command="echo raw &gt; raw.txt" Outputs="raw.txt" Tags="nightly;net" />
        <Node Include="clean" Command="sort raw.txt &gt; clean.txt" Inputs="raw.txt" Outputs="clean.txt" />
        <Node Include="train" Command="sort clean.txt &gt; model.txt" DependsOn="clean" Inputs="clean.txt" Outputs="model.txt" Tags="nightly" />
        <Node Include="chunk_1" Command="echo 1" />
        <Node Include="chunk_2" Command="echo 2" RunAfter="fetch" />
        <Node Include="two words" Command="echo two" DependsOn="train" />
        """;

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void Terms_mean_what_they_mean_in_dbt()
    {
        (string Select, string Exclude, string Nodes)[] rows =
        [
            ("train", "", "train"), ("+train", "", "fetch;clean;train"), ("clean+", "", "clean;train;two words"), ("1+train", "", "clean;train"), ("fetch+1", "", "fetch;clean"),
            ("tag:nightly", "", "fetch;train"), ("chunk_*", "", "chunk_1;chunk_2"), ("chunk_1 clean", "", "clean;chunk_1"), ("chunk_1%3Bclean", "", "clean;chunk_1"),
            ("tag:nightly,+clean", "", "fetch"), ("two words", "", "two words"), ("", "train+ chunk_*", "fetch;clean"), ("+train", "tag:n*t", "clean;train"),
        ];
        _workspace.Workflow("flow.proj", Nodes, Outcomes.Told.Replace("[%(NodeResult.Outcome): ", "[$(Nodes)|$(ExcludeNodes): ", StringComparison.Ordinal) + $"""
            <Target Name="Try">
              <ItemGroup>{string.Concat(rows.Select((row, i) => $"<Row Include=\"{i}\" Select=\"{row.Select}\" Leave=\"{row.Exclude}\" />"))}</ItemGroup>
              <MSBuild Projects="$(MSBuildProjectFile)" Targets="RunNodes" Properties="Nodes=;ExcludeNodes=" />
              <MSBuild Projects="$(MSBuildProjectFile)" Targets="RunNodes" Properties="TaskGraphLogMode=Failures;Nodes=%(Row.Select);ExcludeNodes=%(Row.Leave)" />
            </Target>
            """);
        var result = _workspace.Build("flow.proj", "-t:Try", "-m:1").ShouldSucceed();
        foreach (var row in rows)
            result.Says($"[{row.Select.Replace("%3B", ";", StringComparison.Ordinal)}|{row.Exclude}: {row.Nodes}]");
    }

    [TestMethod]
    public void What_is_needed_and_not_selected_must_be_there()
    {
        _workspace.Workflow("flow.proj", "\n" + Nodes, Outcomes.Told);
        _workspace.Build("flow.proj", "-p:Nodes=clean train").ShouldFail().Says("flow.proj(3,1): error TG1004: Node 'clean' needs 'raw.txt', which node 'fetch' makes").Says("-p:Nodes=\"+clean\"");
        _workspace.Build("flow.proj", "-p:Nodes=two words").ShouldFail().Says("error TG1004: Node 'two words' needs 'model.txt', which node 'train' makes");
        _workspace.Build("flow.proj", "-p:Nodes=tran fetch").ShouldFail().Says("error TG0016: The selection 'tran' in -p:Nodes matches no node").Says("'train'");

        _workspace.Build("flow.proj", "-p:Nodes=+train").Executed("fetch", "clean", "train");
        File.WriteAllText(_workspace.PathOf("raw.txt"), "by hand\n");
        _workspace.Build("flow.proj", "-p:Nodes=clean+", "-p:ExcludeNodes=two words").Executed("clean", "train");
        Assert.AreEqual("by hand", _workspace.Read("model.txt"));
    }
}
