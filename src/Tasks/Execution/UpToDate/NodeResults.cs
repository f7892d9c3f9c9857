using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>The results of nodes: of this build's runs, or as their records have them.</summary>
internal sealed class NodeResults
{
    private readonly Graph _graph;
    private readonly Plan _plan;
    private readonly Journal _journal;
    private readonly Dictionary<int, IReadOnlyList<KeyValuePair<string, string>>> _results = [];

    public NodeResults(Graph graph, Plan plan, Journal journal) => (_graph, _plan, _journal) = (graph, plan, journal);

    /// <summary>A node has left these.</summary>
    public void Set(int node, IReadOnlyList<KeyValuePair<string, string>> results)
    {
        if (results.Count > 0)
            _results[node] = results;
        else
            _results.Remove(node);
    }

    /// <summary>What a node left; empty if it left nothing.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Of(int node)
    {
        // A node outside the selection counts as its record has it.
        if (!_plan.IsSelected(node) && !_results.ContainsKey(node))
            _results[node] = _journal.Latest(_graph[node].Name)?.Results ?? [];
        return _results.GetValueOrDefault(node) ?? [];
    }

    /// <summary>Adds the results that a node's placeholders read to its fingerprint; what is not there is a problem.</summary>
    public Problem? Encode(int node, FingerprintWriter writer)
    {
        foreach (ResultReference result in ResultReference.Of(_graph[node], _graph))
        {
            if (result.Node < 0)
                continue;
            if (Find(result) is not { } value)
            {
                string left = string.Join(", ", Of(result.Node).Select(pair => pair.Key));
                return new Problem(ProblemKind.MissingResult, _graph[node], "results." + result.Text) { Detail = left, Other = _graph[result.Node] };
            }

            writer.Add(Component.Result, result.Text, value);
        }

        return null;
    }

    /// <summary>See <see cref="IRebuilder.ResultsReadBy"/>.</summary>
    public Dictionary<string, string> ReadBy(int node)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ResultReference result in ResultReference.Of(_graph[node], _graph))
        {
            if (result.Node >= 0 && Find(result) is { } value)
                read[result.Text] = value;
        }

        return read;
    }

    private string? Find(ResultReference result)
    {
        foreach ((string key, string value) in Of(result.Node))
        {
            if (key == result.Key)
                return value;
        }

        return null;
    }
}
