using TaskGraph.Execution.Secrets;
using TaskGraph.Execution.UpToDate;
using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>What only the whole project can tell of a node: whether its placeholders and line formats are known, and what its secrets are.</summary>
internal sealed class NodeCheck
{
    private readonly RebuildSettings _settings;
    private readonly string[] _formats;

    /// <param name="settings">The project's.</param>
    /// <param name="formats">The names that Diagnostics may have.</param>
    public NodeCheck(RebuildSettings settings, string[] formats) => (_settings, _formats) = (settings, formats);

    /// <summary>Takes in the secrets of a node.</summary>
    public void TakeSecrets(Node node)
    {
        if (node.SecretEnvironmentVariables.Length > 0)
            NodeSecrets.Register(node, _settings, []);
    }

    /// <summary>What is wrong with some nodes.</summary>
    public List<Problem> Report(List<Node> nodes)
    {
        var problems = new List<Problem>();
        foreach (Node node in nodes)
            Report(node, problems);
        return problems;
    }

    /// <summary>Reports what is wrong.</summary>
    public void Report(Node node, List<Problem> problems)
    {
        PlaceholderCheck.Check(node, _settings, problems);
        if (node.SecretEnvironmentVariables.Length > 0)
            NodeSecrets.Register(node, _settings, problems);
        NodeSecrets.Report(node, _settings.Secrets, problems);
        foreach (string name in node.Diagnostics ?? [])
        {
            if (!_formats.Contains(name, StringComparer.OrdinalIgnoreCase))
                problems.Add(new Problem(ProblemKind.InvalidValue, node, name) { Member = "Diagnostics", Detail = string.Join(", ", _formats) });
        }
    }
}
