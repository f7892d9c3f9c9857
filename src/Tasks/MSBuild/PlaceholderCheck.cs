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
        CheckItem(node, "Command", node.Command, problems);
        CheckItem(node, "Arguments", node.Arguments, problems);
        foreach ((_, string value) in node.Parameters)
            CheckItem(node, "Parameters", value, problems);
        foreach ((_, string value) in node.EnvironmentVariables)
            CheckItem(node, "EnvironmentVariables", value, problems);
        foreach (string input in node.Inputs)
            CheckItem(node, "Inputs", input, problems);
        foreach (string output in node.Outputs)
            CheckItem(node, "Outputs", output, problems);
        CheckItem(node, "Script", node.Script, problems);
        CheckItem(node, "WorkingDirectory", node.WorkingDirectory, problems);
        CheckItem(node, "DepFile", node.DepFile, problems);
    }

    private static void CheckItem(Node node, string member, string? template, List<Problem> problems)
    {
        if (template is null || !template.Contains("{i", StringComparison.Ordinal))
            return;
        if (!template.Contains("{item", StringComparison.Ordinal) && !template.Contains("{index}", StringComparison.Ordinal))
            return;
        foreach (string key in Placeholders.Keys(template))
        {
            bool ofItem = key is "item" or "index" || key.StartsWith("item.", StringComparison.Ordinal);
            if (ofItem && !Array.Exists(node.Parameters, parameter => parameter.Key == key) && !AskedForItems(node, problems))
                problems.Add(new Problem(ProblemKind.NoForEach, node, $"{{{key}}}") { Member = member });
        }
    }

    // That its ForEach is not supported is said already.
    private static bool AskedForItems(Node node, List<Problem> problems) =>
        problems.Exists(problem => problem.Node == node && problem.Kind == ProblemKind.NotSupported && problem.Member.StartsWith("ForEach", StringComparison.OrdinalIgnoreCase));

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
