namespace TaskGraph.MSBuild;

/// <summary>The items of a workflow that is a node of another one, in the form in which a project's own are handed over.</summary>
internal sealed class WorkflowItems : GraphTask
{
    /// <inheritdoc/>
    public override bool Execute() => true;
}
