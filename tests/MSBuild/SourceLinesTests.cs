using TaskGraph.Model;

namespace TaskGraph.MSBuild.Tests;

[TestClass]
public sealed class SourceLinesTests
{
    private const string Project = """
        <Project>
          <ItemGroup>
            <Node Include="first" />
            <Node Include="a; b c ;d%3Be" />
              <Node Update="first" Include="first" />
            <Node Include="@(Csv->'clean-%(Filename)')" />
            <Node Include="$(Prefix)-x" />
          </ItemGroup>
        </Project>
        """;

    [TestMethod]
    [DataRow("first", 1, 3, 5)]
    [DataRow("first", 2, 5, 7)]
    [DataRow("a", 1, 4, 5)]
    [DataRow("b c", 1, 4, 5)]
    [DataRow("d;e", 1, 4, 5)]
    [DataRow("clean-2024", 1, 6, 5)]
    [DataRow("nightly-x", 1, 7, 5)]
    [DataRow("somewhere else", 1, 0, 0)]
    public void A_node_is_found_in_the_xml_that_declares_it(string name, int time, int line, int column)
    {
        using var folder = new ProjectFolder();
        string file = folder.Write("flow.proj", Project);
        SourcePosition position = new SourceLines().Find(new Node(name, new NodeSource(file, 0)), time);
        Assert.AreEqual(new SourcePosition(file, line, column), position);
    }

    [TestMethod]
    public void A_line_of_a_node_file_is_itself_the_position() =>
        Assert.AreEqual(new SourcePosition("g.jsonl", 7, 1), new SourceLines().Find(new Node("n", new NodeSource("g.jsonl", 7))));

    [TestMethod]
    public void A_project_that_cannot_be_read_gives_the_file_alone()
    {
        using var folder = new ProjectFolder();
        string file = folder.Write("broken.proj", "<Project><Node Include='n'");
        Assert.AreEqual(new SourcePosition(file, 0, 0), new SourceLines().Find(new Node("other", new NodeSource(file, 0))));
    }

    [TestMethod]
    public void A_project_is_read_once_however_much_there_is_to_report()
    {
        using var folder = new ProjectFolder();
        string file = folder.Write("flow.proj", Project);
        var lines = new SourceLines();
        SourcePosition first = lines.Find(new Node("first", new NodeSource(file, 0)));
        File.Delete(file);
        Assert.AreEqual(first, lines.Find(new Node("first", new NodeSource(file, 0))));
        Assert.AreEqual(6, lines.Find(new Node("clean-1", new NodeSource(file, 0))).Line);
    }
}
