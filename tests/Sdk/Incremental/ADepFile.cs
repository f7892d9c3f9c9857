namespace TaskGraph.Sdk.Tests.Incremental;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ADepFile : IDisposable
{
    // Reads each header that the source names and is there, and says so as a compiler does.
    private const string Compiler = """
        headers=$(sed -n 's/^#include //p' main.c)
        cat main.c > main.o
        printf 'main.o: main.c' > main.d
        for header in $headers; do
          if [ -f "$header" ]; then cat "$header" >> main.o; printf ' \\\n %s' "$header" >> main.d; fi
        done
        echo >> main.d
        """;

    // Declared first, so that only the edge that the dep file makes can put it last.
    private const string Nodes = """
        <Node Include="compile" Script="compile.sh" Inputs="main.c" Outputs="main.o" DepFile="main.d" />
        <Node Include="header" Command="sort made.in &gt; made.h" Inputs="made.in" Outputs="made.h" />
        """;

    private readonly Workspace _workspace = new Workspace().Workflow("flow.proj", Nodes, Outcomes.Told).File("compile.sh", Compiler)
        .File("main.c", "#include plain.h\n#include made.h\n").File("plain.h", "plain\n").File("made.in", "made\n");

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void A_discovered_header_counts_as_an_input_and_a_generated_one_as_an_edge()
    {
        _workspace.Build("flow.proj", "-m:1", "-p:Nodes=header").Executed("header");
        Builds("plain\nmade", "compile");
        Builds("plain\nmade");

        _workspace.File("plain.h", "other\n").File("made.in", "new\n");
        Builds("other\nnew", "compile", "header");

        File.Delete(_workspace.PathOf("plain.h"));
        Builds("new", "compile");
        Builds("new");
    }

    [TestMethod]
    public void A_discovered_header_that_is_written_while_its_reader_runs_leaves_the_success_unrecorded()
    {
        _workspace.Workflow("flow.proj", """<Node Include="compile" Command="cp seen.h out.o; sleep 0.1; echo two &gt; seen.h; echo 'out.o: seen.h' &gt; out.d" Inputs="main.c" Outputs="out.o" DepFile="out.d" />""", Outcomes.Told);
        _workspace.File("seen.h", "one\n").Build("flow.proj").Says("[Executed: compile]").Says("TG1008").Says("'seen.h'");
        _workspace.Build("flow.proj").Says("[Executed: compile]");
        Assert.AreEqual("two", _workspace.Read("out.o"));
    }

    private void Builds(string headers, params string[] executed)
    {
        _workspace.Build("flow.proj", "-m:1").Executed(executed);
        Assert.EndsWith("#include made.h\n" + headers, _workspace.Read("main.o"));
    }
}
