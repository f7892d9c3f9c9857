using TaskGraph.Model;

namespace TaskGraph.Execution.Declarations;

/// <summary>Knows the nodes of workflows that are nodes themselves.</summary>
public interface IWorkflows
{
    /// <summary>The nodes, and behind each that is a workflow that one's nodes.</summary>
    List<Node> Expand(List<Node> nodes, List<Problem> problems);
}
