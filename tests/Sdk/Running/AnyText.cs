namespace TaskGraph.Sdk.Tests.Running;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class AnyText : IDisposable
{
    // As XML, and as MSBuild reads it: %24( is a $( that is not MSBuild's, %3B a semicolon within an entry.
    private const string Nodes = """
        <Node Include="Größe 'ä' &quot;ß&quot; $x `id` #1" Command="printf %s {name} &gt; {outputs}" Outputs="out dir/Größe 'ä' &quot;ß&quot; $x.txt" />
        <Node Include="reader" Command="cat {inputs} &gt; reader.txt" DependsOn="Größe*" Inputs="a%3Bb.in;it's &quot;in&quot;.in" Outputs="reader.txt" />
        <Node Include="quoting" Command="printf '%s|' {k} &quot;{k}&quot; '{k}' &quot;x{two}y&quot; {1} ${HOME:+home} {inputs} &gt; quoting.txt; echo 1 2 | awk '{print $2}' &gt;&gt; quoting.txt"
              Parameters="k=%24(id) `id` 'q' &quot;d&quot; \ * ~ %3B;two=a b" Inputs="a%3Bb.in;it's &quot;in&quot;.in" Outputs="quoting.txt" />
        <Node Include="words" Command="printf '%s,' one 'two three' &quot;four five&quot;" />
        """;

    private readonly Workspace _workspace = new Workspace().Workflow("größe & co.proj", Nodes, Outcomes.Told).File("a;b.in", "1").File("it's \"in\".in", "2");

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void It_arrives_as_itself()
    {
        const string Name = "Größe 'ä' \"ß\" $x `id` #1";
        _workspace.Build("größe & co.proj").Executed(Name, "reader", "quoting", "words").Says("one,two three,four five,").Ran("größe & co", executed: 4);
        Assert.AreEqual(Name, _workspace.Read("out dir/Größe 'ä' \"ß\" $x.txt"));
        Assert.AreEqual("12" + Name, _workspace.Read("reader.txt"));
        const string K = "$(id) `id` 'q' \"d\" \\ * ~ ;";
        Assert.AreEqual($"{K}|{K}|{K}|xa by|{{1}}|home|a;b.in|it's \"in\".in|2", _workspace.Read("quoting.txt"));
        _workspace.Build("größe & co.proj").Executed("words");
    }

    [TestMethod]
    public void A_command_line_that_is_too_long_says_what_to_do_instead()
    {
        for (int i = 0; i < 1500; i++)
            _workspace.File($"many/{i}-{new string('x', 90)}.txt", "");
        _workspace.Workflow("many.proj", """
            <Node Include="line" Command="echo {inputs} | wc -w" Inputs="many/*.txt" />
            <Node Include="list" Command="wc -l &lt; $TASKGRAPH_INPUTS" Inputs="many/*.txt" />
            """);
        _workspace.Build("many.proj", "-p:TaskGraphOnFailure=Continue").ShouldFail().Says("error TG1005: Node 'line'").Says("longer than the system allows").Says("TASKGRAPH_INPUTS").Says("1500");
    }
}
