using System.Text;
using TaskGraph.Execution.Declarations;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>What a node read of others while it ran: whether that is still so, and what is to be remembered of it.</summary>
internal sealed class ChildRecords
{
    private readonly Graph _graph;
    private readonly Plan _plan;
    private readonly Journal _journal;
    private readonly NodeOutputs _outputs;
    private readonly NodeResults _results;

    private readonly NodeDeclarations? _declarations;

    public ChildRecords(Graph graph, Plan plan, Journal journal, NodeOutputs outputs, NodeResults results, NodeDeclarations? declarations)
    {
        (_graph, _plan, _journal, _outputs, _results) = (graph, plan, journal, outputs, results);
        _declarations = declarations;
    }

    /// <summary>
    /// Whether a node whose record fits is up to date as far as its children are concerned. What it added when it last ran is added again; what it read of that must be the
    /// same, which is known when it is checked again after them.
    /// </summary>
    public CheckResult Check(int node, NodeRecord record)
    {
        if (_graph.HasChildren(node))
            return FirstChanged(record, withChildren: true) is { } changed ? CheckResult.Stale(StaleReason.Of(StaleKind.ChildrenChanged, changed)) : CheckResult.UpToDate;
        var problems = new List<Problem>();
        var nodes = new List<Node>(record.Children.Length);
        foreach (RecordedChild child in record.Children)
            nodes.AddRange(_declarations?.Parse(Encoding.UTF8.GetBytes(child.Declaration), _graph[node], problems) ?? []);
        bool sound = _declarations is not null && problems.TrueForAll(problem => problem.IsWarning);
        return sound ? CheckResult.UpToDate with { Children = nodes, Consumed = ToWaitFor(record) } : CheckResult.Stale(StaleReason.Of(StaleKind.ChildrenChanged));
    }

    /// <summary>What children of a node declared as outputs, by their record; of a workflow, nothing.</summary>
    public IEnumerable<string> OutputsOf(int parent, IEnumerable<RecordedChild> children) =>
        children.SelectMany(child => Parse(parent, child)).SelectMany(node => node.Outputs);

    /// <summary>What those of a node's last children declared that it declares otherwise now, with the instances of such as are maps.</summary>
    public IEnumerable<Node> Former(int parent, IEnumerable<RecordedChild> last)
    {
        foreach (RecordedChild child in last.Where(child => child.Declaration != _graph[_graph.Find(child.Name)].Declaration))
        {
            foreach (Node former in Parse(parent, child))
                yield return former;
        }
    }

    // To ask MSBuild for the nodes of a workflow as it was is not worth it: which nodes it had is remembered.
    private IReadOnlyList<Node> Parse(int parent, RecordedChild child) =>
        _declarations is null || child.Declaration.Contains("\"Workflow\"", StringComparison.OrdinalIgnoreCase) ? [] : _declarations.Parse(Encoding.UTF8.GetBytes(child.Declaration), _graph[parent], []);

    /// <summary>The first node that a record says was read and that is not what it was; null if all are. Those that the node adds itself are left out unless they are there.</summary>
    public string? FirstChanged(NodeRecord record, bool withChildren)
    {
        HashSet<string>? children = record.Consumed.Length == 0 || withChildren ? null : Descendants(record);
        foreach (RecordedRead read in record.Consumed)
        {
            if (children?.Contains(read.Name) == true)
                continue;
            int node = _graph.Find(read.Name);
            if (node < 0 || DigestOf(node) != read.Digest)
                return read.Name;
        }

        return null;
    }

    // If it read one of them, or what one of them added, it may have to run, and then what it adds may have another meaning under the same name: it is judged when all of them have ended.
    private string[] ToWaitFor(NodeRecord record)
    {
        HashSet<string> descendants = record.Consumed.Length == 0 ? [] : Descendants(record);
        return Array.Exists(record.Consumed, read => descendants.Contains(read.Name)) ? [.. record.Children.Select(child => child.Name)] : [];
    }

    /// <summary>What is to be remembered of nodes that were read; those that have not ended are left out.</summary>
    public RecordedRead[] Of(IEnumerable<int> nodes) =>
        [.. nodes.Where(_plan.IsClosed).Order().Select(node => new RecordedRead(_graph[node].Name, DigestOf(node)))];

    // What a node added, with what that added, as far as the records tell.
    private HashSet<string> Descendants(NodeRecord record)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<NodeRecord>([record]);
        while (open.TryPop(out NodeRecord? one))
        {
            foreach (RecordedChild child in one.Children)
            {
                if (names.Add(child.Name) && _journal.Latest(child.Name) is { Children.Length: > 0 } below)
                    open.Push(below);
            }
        }

        return names;
    }

    private Digest DigestOf(int node)
    {
        // That it ran or did not is no difference; that it failed is one.
        bool good = _plan.OutcomeOf(node) is Outcome.Executed or Outcome.UpToDate or Outcome.FromCache;
        var text = new StringBuilder(good ? "" : _plan.OutcomeOf(node).ToString());
        foreach ((string key, string value) in _results.Of(node))
            text.Append('\n').Append(key.Length).Append(' ').Append(key).Append(value.Length).Append(' ').Append(value);
        foreach (RecordedOutput output in _outputs.Of(node))
            text.Append('\n').Append(_graph.Paths[output.Path]).Append(' ').Append(output.Digest);
        return Digest.Of(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
