using System.Text;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.Reports;

/// <summary>
/// What the last build did with each node that was not simply up to date, and why: one line a node, for ExplainNodes. Written when the build ends.
/// A build of a selection names those that were up to date as well: what it does not name did not take part. So are nodes named that came while it ran.
/// </summary>
public sealed class LastBuild
{
    private const string Whole = "TaskGraph last build 2: all nodes";
    private const string Selected = "TaskGraph last build 2: selected nodes";
    private const string NothingChanged = "nothing that it is made of had changed";

    private readonly Graph _graph;
    private readonly bool _selection;
    private readonly Func<string, string> _mask;
    private readonly List<(int Node, Outcome Outcome, string Reason)> _ends = [];
    private readonly Dictionary<int, string> _reasons = [];
    private readonly Dictionary<int, string> _misses = [];

    /// <summary>Begins the record of a build.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="selection">Whether only some of the nodes take part.</param>
    /// <param name="mask">Takes secrets out of a text.</param>
    public LastBuild(Graph graph, bool selection, Func<string, string>? mask = null)
    {
        _mask = mask ?? (text => text);
        _graph = graph;
        _selection = selection;
    }

    /// <summary>Takes an event.</summary>
    public void On(GraphEvent e)
    {
        switch (e)
        {
            case GraphEvent.Started started:
                _reasons[started.Node] = ReasonText.Of(started.Reason, details: true);
                break;
            case GraphEvent.Fetching fetching:
                _reasons[fetching.Node] = ReasonText.Of(fetching.Reason, details: true);
                break;
            // Of a remote cache this may be known only when the node has ended.
            case GraphEvent.CacheMissed missed:
                _misses[missed.Node] = MissText.Of(missed.Miss);
                break;
            case GraphEvent.Ended ended:
                _reasons.Remove(ended.Node, out string? reason);
                Add(ended.Node, ended.Outcome, reason ?? "it could not be checked");
                break;
            case GraphEvent.UpToDate current when _selection || _graph.ParentOf(current.Node) >= 0:
                Add(current.Node, Outcome.UpToDate, NothingChanged);
                break;
            case GraphEvent.Skipped skipped:
                Add(skipped.Node, Outcome.Skipped, ReasonText.OfSkipped(_graph, skipped));
                break;
        }
    }

    /// <summary>Writes the record; <paramref name="file"/> is absolute. Where it cannot be written whole there is none: what is not in it would be told as up to date.</summary>
    public void Write(string file)
    {
        try
        {
            PrivateFiles.WriteText(file, Text());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(file);
            throw;
        }
    }

    /// <summary>Reads a record: what happened to a node and why, by its name, null for one that did not take part; and the names that it has, in order. Null if there is no record.</summary>
    public static (Func<string, (string Outcome, string Reason)?> Of, IReadOnlyCollection<string> Names)? Read(string file)
    {
        if (!File.Exists(file))
            return null;
        using IEnumerator<string> lines = File.ReadLines(file).GetEnumerator();
        bool whole = lines.MoveNext() && lines.Current == Whole;
        var nodes = new Dictionary<string, (string, string)>();
        while (lines.MoveNext())
        {
            string[] parts = lines.Current.Split('\t', 3);
            if (parts.Length == 3)
                nodes[parts[1]] = (parts[0], parts[2]);
        }

        return (name => nodes.TryGetValue(name, out (string, string) told) ? told : whole ? (nameof(Outcome.UpToDate), NothingChanged) : null, nodes.Keys);
    }

    private void Add(int node, Outcome outcome, string reason) => _ends.Add((node, outcome, reason));

    private string Text()
    {
        var text = new StringBuilder(_selection ? Selected : Whole).Append('\n');
        foreach ((int node, Outcome outcome, string reason) in _ends)
        {
            string told = _misses.TryGetValue(node, out string? miss) ? $"{reason}; {miss}" : reason;
            text.Append(outcome).Append('\t').Append(_graph[node].Name).Append('\t').Append(_mask(told).ReplaceLineEndings(" ")).Append('\n');
        }

        return text.ToString();
    }
}
