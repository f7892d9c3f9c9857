using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.UpToDate;

/// <summary>Whether a path is among a node's own declared outputs: as itself, below a folder, or by a glob.</summary>
internal sealed class FolderOwners
{
    private readonly Graph _graph;

    public FolderOwners(Graph graph) => _graph = graph;

    public bool Owns(int node, int path, string text)
    {
        if (_graph.Outputs[node].Contains(path))
            return true;
        foreach (string output in _graph[node].Outputs)
        {
            string folder = output.EndsWith('/') ? output : output + "/";
            if (text.StartsWith(folder, StringComparison.Ordinal) || (Glob.IsPattern(output) && new Glob(output, false).IsMatch(text)))
                return true;
        }

        return false;
    }
}
