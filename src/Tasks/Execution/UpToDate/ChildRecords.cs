using System.Text;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>What a node read of others while it ran: whether that is still so, and what is to be remembered of it.</summary>
internal sealed class ChildRecords
{
    private readonly Graph _graph;
    private readonly Plan _plan;
    private readonly NodeOutputs _outputs;
    private readonly Func<int, IReadOnlyList<KeyValuePair<string, string>>> _results;

    public ChildRecords(Graph graph, Plan plan, NodeOutputs outputs, Func<int, IReadOnlyList<KeyValuePair<string, string>>> results)
    {
        (_graph, _plan, _outputs, _results) = (graph, plan, outputs, results);
    }

    /// <summary>The first node that a record says was read and that is not what it was; null if all are. Those that the node adds itself are left out unless they are there.</summary>
    public string? FirstChanged(NodeRecord record, bool withChildren)
    {
        foreach (RecordedRead read in record.Consumed)
        {
            bool child = IsChild(record, read.Name);
            if (child && !withChildren)
                continue;
            int node = _graph.Find(read.Name);
            if (node < 0 || DigestOf(node) != read.Digest)
                return read.Name;
        }

        return null;
    }

    /// <summary>The children that a record says were read.</summary>
    public static string[] ConsumedChildren(NodeRecord record) => [.. record.Consumed.Where(read => IsChild(record, read.Name)).Select(read => read.Name)];

    /// <summary>What is to be remembered of nodes that were read; those that have not ended are left out.</summary>
    public RecordedRead[] Of(IEnumerable<int> nodes) =>
        [.. nodes.Where(_plan.IsClosed).Order().Select(node => new RecordedRead(_graph[node].Name, DigestOf(node)))];

    private static bool IsChild(NodeRecord record, string name) => Array.Exists(record.Children, child => child.Name == name);

    private Digest DigestOf(int node)
    {
        // That it ran or did not is no difference; that it failed is one.
        bool good = _plan.OutcomeOf(node) is Outcome.Executed or Outcome.UpToDate or Outcome.FromCache;
        var text = new StringBuilder(good ? "" : _plan.OutcomeOf(node).ToString());
        foreach ((string key, string value) in _results(node))
            text.Append('\n').Append(key.Length).Append(' ').Append(key).Append(value.Length).Append(' ').Append(value);
        foreach (RecordedOutput output in _outputs.Of(node))
            text.Append('\n').Append(_graph.Paths[output.Path]).Append(' ').Append(output.Digest);
        return Digest.Of(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
