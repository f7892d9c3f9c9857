using TaskGraph.Execution.UpToDate;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.MSBuild;

/// <summary>Placeholders that look like ours and that nothing can fill in: told before anything runs, not left in a command for a shell to stumble over.</summary>
internal static class PlaceholderCheck
{
    public static void Check(Node node, RebuildSettings settings, List<Problem> problems)
    {
        Check(node, node.Command, settings, problems);
        Check(node, node.Arguments, settings, problems);
        foreach ((_, string value) in node.Parameters)
            Check(node, value, settings, problems);
        foreach ((_, string value) in node.EnvironmentVariables)
            Check(node, value, settings, problems);
    }

    private static void Check(Node node, string? template, RebuildSettings settings, List<Problem> problems)
    {
        if (template is null || !template.Contains("{re", StringComparison.Ordinal))
            return;
        foreach (string key in Placeholders.Keys(template))
        {
            if (key.StartsWith("results.", StringComparison.Ordinal))
                problems.Add(new Problem(ProblemKind.NotSupported, node, $"{{{key}}}") { Member = "the placeholder" });
            else if (key.StartsWith("reference.", StringComparison.Ordinal) && !settings.References.ContainsKey(key["reference.".Length..]))
                problems.Add(new Problem(ProblemKind.UnknownReference, node, key) { Detail = NearestName.Find(key["reference.".Length..], settings.References.Keys) ?? "" });
        }
    }
}
