using System.Text;
using TaskGraph.Execution.Declarations;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Text;

[TestClass]
public sealed class NodeFileReaderTests
{
    private readonly List<Problem> _problems = [];

    [TestMethod]
    public void Empty_entries_of_a_list_are_dropped_and_others_taken_as_they_are()
    {
        Node node = Read("""{"Name": "n", "Command": "x", "Inputs": ["", " ", "a;b", null], "Outputs": [""], "Parameters": {"k": ""}}""").Single();
        Assert.IsEmpty(_problems);
        CollectionAssert.AreEqual(new[] { "a;b" }, node.Inputs);
        Assert.IsEmpty(node.Outputs);
        Assert.AreEqual("", node.Parameters.Single().Value);
    }

    [TestMethod]
    [DataRow("""{"Name": "n", "Command": "x",}""")]
    [DataRow("""{"Name": "n", "Parameters": {"a": [1,]}}""")]
    [DataRow("""{"Name": "n" /* why */}""")]
    [DataRow("""{"Name": "n"} // why""")]
    public void Comments_and_commas_within_a_line_are_no_json(string line)
    {
        Assert.IsEmpty(Read(line));
        Assert.AreEqual(ProblemKind.NodeFileSyntax, _problems.Single().Kind);
    }

    [TestMethod]
    [DataRow("""{"Name": "n", "Command": "1", "Command": "2"}""", 31, "Command")]
    [DataRow("""  {"Name": "ü€", "command": "1", "Command": "2"}""", 34, "Command")]
    [DataRow("""{"Name": "n", "Name": "m"}""", 15, "Name")]
    public void A_key_that_stands_twice_is_told_with_its_place(string line, int column, string key)
    {
        Assert.IsEmpty(Read("// first\n" + line));
        Problem problem = _problems.Single();
        Assert.AreEqual(ProblemKind.NodeFileSyntax, problem.Kind);
        Assert.AreEqual(2, problem.Position!.Value.Line);
        Assert.AreEqual(column, problem.Column);
        Assert.Contains(key, problem.Detail);
    }

    [TestMethod]
    public void A_key_that_stands_twice_among_parameters_is_told()
    {
        Read("""{"Name": "n", "Command": "x", "Parameters": {"k": 1, "k": 2}}""");
        Assert.AreEqual("Parameters k=2", $"{_problems.Single().Member} {_problems.Single().Value}");
    }

    [TestMethod]
    [DataRow(" n")]
    [DataRow("n ")]
    [DataRow(" ")]
    public void A_name_is_not_trimmed_into_one_that_it_may_be(string name)
    {
        Assert.IsEmpty(Read($$"""{"Name": "{{name}}", "Command": "x"}"""));
        Assert.AreEqual(ProblemKind.InvalidName, _problems.Single().Kind);
    }

    private List<Node> Read(string text)
    {
        var nodes = new List<Node>();
        NodeFileReader.Read("/project/g.jsonl", Encoding.UTF8.GetBytes(text), new NodeReader("/project", ignoreCase: false, _problems), nodes, _problems);
        return nodes;
    }
}
