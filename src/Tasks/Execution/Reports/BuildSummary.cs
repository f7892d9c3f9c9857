using System.Text;
using TaskGraph.Execution.Executors;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.Reports;

/// <summary>
/// The summaries of all nodes that took part in a build, in one Markdown file. A node that is up to date has the one of its last run; one that was skipped or could not be checked has none.
/// </summary>
public sealed class BuildSummary
{
    // As much as GitHub shows of a step (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits).
    private const int MostBytes = 1 << 20;

    private readonly Graph _graph;
    private readonly NodeFiles _files;
    private readonly List<int> _nodes = [];

    /// <summary>Creates it for a build.</summary>
    public BuildSummary(Graph graph, NodeFiles files) => (_graph, _files) = (graph, files);

    /// <summary>Takes an event.</summary>
    public void On(GraphEvent e)
    {
        if (e is GraphEvent.UpToDate current)
            _nodes.Add(current.Node);
        else if (e is GraphEvent.Ended ended && (ended.Attempts > 0 || ended.Outcome == Outcome.FromCache))
            _nodes.Add(ended.Node);
    }

    /// <summary>Writes the file anew: a heading and the summary of each node that has one, in order of declaration, children behind their parent. Without any there is no file.</summary>
    /// <param name="file">Absolute path.</param>
    /// <param name="mask">Takes secrets out of a text.</param>
    /// <returns>True if there is a summary.</returns>
    public bool Write(string file, Func<string, string>? mask = null)
    {
        HashSet<string> there = _files.Summaries();
        var text = new StringBuilder();
        if (there.Count > 0)
        {
            _nodes.Sort((one, other) => (_graph.PlaceOf(one), one).CompareTo((_graph.PlaceOf(other), other)));
            foreach (int node in _nodes)
            {
                string path = _files.SummaryOf(_graph[node].Name);
                if (there.Contains(Path.GetFileName(path)))
                    Add(text, _graph[node].Name, TextOf(path));
            }
        }

        if (text.Length > 0)
            PrivateFiles.WriteText(file, mask is null ? text.ToString() : mask(text.ToString()));
        else
            File.Delete(file);
        return text.Length > 0;
    }

    private static string TextOf(string path)
    {
        try
        {
            string text = Encoding.UTF8.GetString(WholeFile.Start(path, MostBytes, out bool cut));
            return cut ? $"{text}\n\n(cut: a node's summary may have {MostBytes} bytes)" : text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"(its summary cannot be read: {e.Message})";
        }
    }

    private static void Add(StringBuilder text, string name, string summary)
    {
        if (!string.IsNullOrWhiteSpace(summary))
            text.Append(text.Length > 0 ? "\n" : "").Append("# ").Append(name).Append("\n\n").Append(summary.Trim('\r', '\n')).Append('\n');
    }
}
