using System.Text;
using TaskGraph.Model;

namespace TaskGraph.Execution.Reports;

/// <summary>
/// What the last build did with each node that was not simply up to date, and why: one line a node, for ExplainNodes. Written when the build ends.
/// </summary>
public sealed class LastBuild
{
    private const string Header = "TaskGraph last build 1\n";

    private readonly Graph _graph;
    private readonly StringBuilder _text = new(Header);
    private readonly Dictionary<int, string> _reasons = [];

    /// <summary>Begins the record of a build.</summary>
    public LastBuild(Graph graph) => _graph = graph;

    /// <summary>Takes an event.</summary>
    public void On(GraphEvent e)
    {
        switch (e)
        {
            case GraphEvent.Started started:
                _reasons[started.Node] = ReasonText.Of(started.Reason, details: true);
                break;
            case GraphEvent.Ended ended:
                _reasons.Remove(ended.Node, out string? reason);
                Add(ended.Node, ended.Outcome, reason ?? "it could not be checked");
                break;
            case GraphEvent.Skipped skipped:
                Add(skipped.Node, Outcome.Skipped, skipped.Because < 0 ? "the build stopped" : $"{_graph[skipped.Because].Name}, which it depends on, failed");
                break;
        }
    }

    /// <summary>Writes the record; <paramref name="file"/> is absolute.</summary>
    public void Write(string file) => File.WriteAllText(file, _text.ToString());

    /// <summary>Reads a record: for each node that it names, what happened and why. Null if there is none.</summary>
    public static Dictionary<string, (string Outcome, string Reason)>? Read(string file)
    {
        if (!File.Exists(file))
            return null;
        var nodes = new Dictionary<string, (string, string)>();
        foreach (string line in File.ReadLines(file).Skip(1))
        {
            string[] parts = line.Split('\t', 3);
            if (parts.Length == 3)
                nodes[parts[1]] = (parts[0], parts[2]);
        }

        return nodes;
    }

    private void Add(int node, Outcome outcome, string reason) =>
        _text.Append(outcome).Append('\t').Append(_graph[node].Name).Append('\t').Append(reason.ReplaceLineEndings(" ")).Append('\n');
}
