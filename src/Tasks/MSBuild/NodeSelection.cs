using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.MSBuild;

/// <summary>Which nodes -p:Nodes and -p:ExcludeNodes mean.</summary>
internal static class NodeSelection
{
    /// <summary>The nodes that take part; null means all.</summary>
    public static bool[]? Evaluate(Graph graph, string select, string exclude, List<Problem> problems)
    {
        if (string.IsNullOrWhiteSpace(select) && string.IsNullOrWhiteSpace(exclude))
            return null;
        var nodes = new SelectableGraph(graph);
        bool[] selected = string.IsNullOrWhiteSpace(select) ? All(graph.Count) : Evaluate(nodes, select, "Nodes", problems);
        if (string.IsNullOrWhiteSpace(exclude))
            return selected;
        bool[] excluded = Evaluate(nodes, exclude, "ExcludeNodes", problems);
        for (int node = 0; node < selected.Length; node++)
            selected[node] &= !excluded[node];
        return selected;
    }

    private static bool[] Evaluate(SelectableGraph nodes, string text, string property, List<Problem> problems)
    {
        var unmatched = new List<UnmatchedTerm>();
        bool[] selected = SelectionEvaluator.Evaluate(Selection.Parse(text.Trim(), name => nodes.Find(name) >= 0), nodes, unmatched);
        foreach (UnmatchedTerm term in unmatched)
            problems.Add(new Problem(ProblemKind.EmptySelection, null, term.Written) { Member = property, Detail = term.Nearest ?? "" });
        AddInstances(nodes.Graph, selected);
        return selected;
    }

    // A map's name means all its instances.
    private static void AddInstances(Graph graph, bool[] selected)
    {
        for (int node = 0; node < graph.Count; node++)
        {
            foreach (Node instance in selected[node] ? graph[node].Instances : [])
                selected[graph.Find(instance.Name)] = true;
        }
    }

    private static bool[] All(int count)
    {
        bool[] all = new bool[count];
        Array.Fill(all, true);
        return all;
    }

    // What a node only runs after is not what it needs: order alone does not select.
    private sealed class SelectableGraph(Graph graph) : ISelectable
    {
        public Graph Graph => graph;

        public int Count => graph.Count;

        public string NameOf(int node) => graph[node].Name;

        public int Find(string name) => graph.Find(name);

        public IReadOnlyList<string> TagsOf(int node) => graph[node].Tags;

        public ReadOnlySpan<int> DependenciesOf(int node)
        {
            if (graph.ByFile[node].Length == 0)
                return graph.Named[node];
            return graph.Named[node].Length == 0 ? graph.ByFile[node] : (int[])[.. graph.Named[node], .. graph.ByFile[node]];
        }

        public ReadOnlySpan<int> DependantsOf(int node)
        {
            var dependants = new List<int>();
            Graph.DependentsEnumerator walk = graph.DependentsOf(node);
            while (walk.MoveNext())
            {
                if (!walk.IsOrderOnly)
                    dependants.Add(walk.Current);
            }

            return dependants.ToArray();
        }
    }
}
