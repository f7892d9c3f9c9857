using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>Whether what a node reads of nodes outside the selection, which count as they are, is there and whole.</summary>
internal sealed class ReadOfUnselected
{
    private readonly Graph _graph;
    private readonly Plan _plan;
    private readonly Journal _journal;
    private readonly FileTable _files;
    private readonly UnselectedChildren _children;
    private readonly RecordCheck _records;

    public ReadOfUnselected(Graph graph, Plan plan, Journal journal, FileTable files, UnselectedChildren children, RecordCheck records)
    {
        (_graph, _plan, _journal) = (graph, plan, journal);
        (_files, _children, _records) = (files, children, records);
    }

    /// <summary>What keeps a node from running; null if nothing does.</summary>
    public Problem? Check(int node)
    {
        foreach (int dependency in _graph.Named[node])
        {
            if (_plan.IsSelected(dependency))
                continue;
            if (MissingOutputOf(dependency, out int producer) is { } missing)
                return new Problem(ProblemKind.UnselectedInputMissing, _graph[node], missing) { Member = "DependsOn", Other = _graph[producer] };
            if (FailedOf(node, dependency) is { } failed)
                return failed;
        }

        foreach (int producer in _graph.ByFile[node])
        {
            if (!_plan.IsSelected(producer) && FailedOf(node, producer) is { } failed)
                return failed;
        }

        return null;
    }

    // The first output that is not there of a node or, for a group, of those it stands for.
    private string? MissingOutputOf(int node, out int producer)
    {
        foreach (int one in StandsFor(node))
        {
            producer = one;
            if (_children.IsUnknown(one))
                return _graph[one].Name + "[*]";
            foreach (int path in (IEnumerable<int>)[.. _graph.Outputs[one], .. _children.OutputsOf(one)])
            {
                if (_files.StatOf(path).Kind == FileKind.Missing)
                    return _graph.Paths[path];
            }
        }

        producer = node;
        return null;
    }

    // What a failed run left may be anything; who is there for failures, too, or for a node whose failure stops nothing, is handed it all the same.
    private Problem? FailedOf(int node, int dependency)
    {
        if (_graph[node].RunWhen is RunWhen.AllDone or RunWhen.AnyFailed)
            return null;
        foreach (int one in StandsFor(dependency))
        {
            if (_graph[one].ContinueOnError == ContinueOnError.ErrorAndStop && (HasFailed(_graph[one]) || IsUnproven(one)))
                return new Problem(ProblemKind.UnselectedFailed, _graph[node], _graph[one].Name) { Other = _graph[one] };
            if (_children.NamesOf(one).FirstOrDefault(name => _journal.IsUntidy(name) || IsUnproven(name)) is { } child)
                return new Problem(ProblemKind.UnselectedFailed, _graph[node], child) { Other = _graph[one] };
        }

        return null;
    }

    // A failed run of another configuration, with outputs of its own, says nothing of these.
    private bool HasFailed(Node node)
    {
        if (!_journal.IsUntidy(node.Name))
            return false;
        if (node.Outputs.Length == 0)
            return true;
        var declared = node.Outputs.Select(_graph.Paths.Intern).ToHashSet();
        return _journal.OpenRuns(node.Name).Any(run => run.Declared.Any(declared.Contains));
    }

    // That it failed last, or another declaration of it, may be what the journal has lost.
    private bool IsUnproven(int node) =>
        _graph[node].Outputs.Length > 0 && _journal.IsInDoubt(_graph[node].Name) && !_journal.Find(_graph[node].Name).Any(record => _records.Check(node, record) is null);

    private bool IsUnproven(string child) => _journal.IsInDoubt(child) && !_journal.Find(child).Any(record => _records.CheckLeft(record) is null);

    private IEnumerable<int> StandsFor(int node)
    {
        var open = new Stack<int>([node]);
        var seen = new HashSet<int>();
        while (open.TryPop(out int one))
        {
            if (!seen.Add(one))
                continue;
            yield return one;
            for (int i = _graph.Named[one].Length - 1; _graph[one].IsGroup && i >= 0; i--)
                open.Push(_graph.Named[one][i]);
        }
    }
}
