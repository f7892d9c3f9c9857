namespace TaskGraph.Sdk.Tests.Targets;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class AnnouncedResults : IDisposable
{
    private const string Targets = """
        <PropertyGroup><RunNodesDependsOn>$(RunNodesDependsOn);Early</RunNodesDependsOn></PropertyGroup>
        <Target Name="Early"><ItemGroup><Node Include="early" Command="echo early ran" /></ItemGroup></Target>
        <Target Name="Before" BeforeTargets="RunNodes"><ItemGroup><Node Include="before" Command="echo before ran" Description="$(Early)" /></ItemGroup></Target>
        <Target Name="After" AfterTargets="RunNodes">
          <Message Importance="high" Text="%(NodeResult.Identity)|%(NodeResult.Outcome)|%(NodeResult.ExitCode)|%(NodeResult.Attempts)|%(NodeResult.Outputs)|" />
          <Message Importance="high" Text="%(NodeResult.Identity) took %(NodeResult.Duration) and wrote %(NodeResult.LogFile)." />
          <Message Importance="high" Text="outputs: @(NodeOutput->'%(Filename)%(Extension) of %(Node)')" />
        </Target>
        """;

    private const string Nodes = """
        <Node Include="a b" Command="echo said; echo 1 &gt; one.txt; echo 2 &gt; two.txt" Outputs="one.txt;two.txt" />
        <Node Include="bad" Command="exit 7" ContinueOnError="WarnAndContinue" />
        <Node Include="group" DependsOn="a b" />
        """;

    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", Nodes, Targets);

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void A_target_sees_what_became_of_each_node_also_of_those_that_targets_added()
    {
        var first = _workspace.Build("flow.proj");
        Assert.AreEqual(0, first.ExitCode, first.ToString());
        first.Says("a b|Executed|0|1|one.txt;two.txt|").Says("bad|Failed|7|1||").Says("group|UpToDate||0||").Says("early|Executed|0|1||").Says("before|Executed|0|1||")
            .Says("outputs: one.txt of a b;two.txt of a b").Says("early ran").Says("before ran").Says("group took 0 and wrote .");
        var words = first.Output.Split('\n', StringSplitOptions.TrimEntries).Single(line => line.StartsWith("a b took ", StringComparison.Ordinal)).TrimEnd('.').Split(' ');
        Assert.IsGreaterThanOrEqualTo(0, int.Parse(words[3]));
        Assert.AreEqual("said", File.ReadAllText(words[^1]).Trim());

        _workspace.Build("flow.proj").Says("a b|UpToDate||0|one.txt;two.txt|").Says("outputs: one.txt of a b;two.txt of a b");
    }
}
