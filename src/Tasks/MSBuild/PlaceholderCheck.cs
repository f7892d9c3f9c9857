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
        if (template is null || !template.Contains('{', StringComparison.Ordinal))
            return;
        bool path = member is "Inputs" or "Outputs" or "Script" or "WorkingDirectory" or "DepFile";
        foreach (string key in Placeholders.Keys(template))
        {
            if (Array.Exists(node.Parameters, parameter => parameter.Key == key))
                continue;
            bool ofItem = key is "item" or "index" or "outer" || key.StartsWith("item.", StringComparison.Ordinal) || key.StartsWith("outer.", StringComparison.Ordinal);
            if (ofItem && node.Item?.TryGet(key, "", out _) != true)
                problems.Add(new Problem(node.Item is null ? ProblemKind.NoForEach : ProblemKind.NoMember, node, $"{{{key}}}") { Member = member, Detail = node.Item?.Json ?? "" });
            else if (path && key.StartsWith("results.", StringComparison.Ordinal))
                problems.Add(new Problem(ProblemKind.NotSupported, node, $"{{{key}}}") { Member = "a result in " + member });
        }
    }

    private static void Check(Node node, string? template, RebuildSettings settings, List<Problem> problems)
    {
        if (template is null || !template.Contains("{reference.", StringComparison.Ordinal))
            return;
        foreach (string key in Placeholders.Keys(template))
        {
            if (key.StartsWith("reference.", StringComparison.Ordinal) && !settings.References.ContainsKey(node.Scope.Prefix + key["reference.".Length..]))
                problems.Add(new Problem(ProblemKind.UnknownReference, node, key) { Detail = NearestName.Find(key["reference.".Length..], settings.References.Keys) ?? "" });
        }
    }
}
