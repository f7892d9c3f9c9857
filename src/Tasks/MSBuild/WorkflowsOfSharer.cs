using TaskGraph.Execution.Declarations;
using TaskGraph.Execution.Executors.Jobserver;
using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>Workflows that are read while nodes run, in a build that shares thread slots.</summary>
internal sealed class WorkflowsOfSharer(IWorkflows workflows, JobSlots slots) : IWorkflows
{
    public List<Node> Expand(List<Node> nodes, List<Problem> problems) =>
        nodes.Exists(node => node.Workflow is not null) ? slots.Call(() => workflows.Expand(nodes, problems)) : workflows.Expand(nodes, problems);
}
