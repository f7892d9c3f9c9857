using TaskGraph.Execution.Declarations;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Incremental;

/// <summary>The workflow 'sub/flow.proj', made for a word: 'one' is followed by 'two', 'each' goes over two items of its own, 'lister' writes a list that 'late' goes over.</summary>
internal sealed class ImaginedWorkflows : IWorkflows
{
    public List<Node> Expand(List<Node> nodes, List<Problem> problems)
    {
        var expanded = new List<Node>();
        foreach (Node node in nodes)
        {
            expanded.Add(node);
            if (node.Workflow is null)
                continue;
            List<Node> members = MembersOf(node, problems);
            node.Instances = members;
            expanded.AddRange(members);
        }

        return expanded;
    }

    private static List<Node> MembersOf(Node workflow, List<Problem> problems)
    {
        string word = NodeReader.StaticParameters(workflow, "").Single().Value;
        var reader = new NodeReader("/project", false, problems);
        reader.Enter(new NodeScope(workflow.Name + "/", "/project/sub", "sub/") { Depth = workflow.Scope.Depth + 1 });
        Node Node(string name, params (string Metadata, string Value)[] metadata)
        {
            reader.Begin(name, new NodeSource("sub/flow.proj", 0), false);
            foreach ((string key, string value) in metadata)
                reader.Set(key, MetadataValue.Plain(value));
            return reader.End();
        }

        List<Node> members = new MapExpander(reader, _ => [], problems).Expand(
        [
            Node("one", ("Command", "one"), ("Inputs", "../src/s0"), ("Outputs", $"../flow/{word}/one.txt")),
            Node("two", ("Command", "two"), ("DependsOn", "one"), ("Outputs", $"../flow/{word}/two.txt")),
            Node("each", ("Command", "each {item}"), ("ForEach", "i;j"), ("Inputs", "../src/s1"), ("Outputs", $"../flow/{word}/each-{{item}}.txt")),
            Node("lister", ("Command", "list"), ("Inputs", "../src/deep"), ("Outputs", $"../flow/{word}/list.json")),
            Node("late", ("Command", "late {item}"), ("ForEachIn", $"../flow/{word}/list.json"), ("Outputs", $"../flow/{word}/late-{{item}}.txt"), ("UpToDateCheck", "Content")),
        ]);
        foreach (Node member in members)
            member.Join(workflow);
        return members;
    }
}
