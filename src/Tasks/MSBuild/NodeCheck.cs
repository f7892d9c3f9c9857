using TaskGraph.Execution.UpToDate;
using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>What only the whole project can tell of a node: whether its placeholders and line formats are known.</summary>
internal sealed class NodeCheck
{
    private readonly RebuildSettings _settings;
    private readonly string[] _formats;

    /// <param name="settings">The project's.</param>
    /// <param name="formats">The names that Diagnostics may have.</param>
    public NodeCheck(RebuildSettings settings, string[] formats) => (_settings, _formats) = (settings, formats);

    /// <summary>Reports what is wrong.</summary>
    public void Report(Node node, List<Problem> problems)
    {
        PlaceholderCheck.Check(node, _settings, problems);
        foreach (string name in node.Diagnostics ?? [])
        {
            if (!_formats.Contains(name, StringComparer.OrdinalIgnoreCase))
                problems.Add(new Problem(ProblemKind.InvalidValue, node, name) { Member = "Diagnostics", Detail = string.Join(", ", _formats) });
        }
    }
}
