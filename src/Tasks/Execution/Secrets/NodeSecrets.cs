using TaskGraph.Execution.UpToDate;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.Secrets;

/// <summary>What a node's declaration says of secrets: which values they have, and where they stand in it.</summary>
public static class NodeSecrets
{
    /// <summary>How names of variables are compared.</summary>
    public static StringComparer Names { get; } = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>Takes in the values that a node's secrets have, as far as they are known before it starts. What is too short to be masked is a problem.</summary>
    public static void Register(Node node, RebuildSettings settings, List<Problem> problems)
    {
        foreach (string name in node.SecretEnvironmentVariables)
        {
            string? value = settings.Environment.GetValueOrDefault(name);
            foreach ((string variable, string own) in node.EnvironmentVariables)
            {
                if (Names.Equals(variable, name))
                    value = NodeReader.StaticText(node, own, settings.ProjectFolder);
            }

            if (value is null || Placeholders.Keys(value).Exists(IsKnownLater))
                continue;
            settings.Secrets.Add(value);
            if (SecretValues.IsTooShort(value))
                problems.Add(TooShort(node, name));
        }
    }

    /// <summary>The value of a secret is too short.</summary>
    public static Problem TooShort(Node node, string name) => new(ProblemKind.InvalidValue, node, name)
    {
        Member = nameof(Node.SecretEnvironmentVariables),
        Detail = $"variables whose value is empty or has a line of at least {SecretForms.Shortest} characters; a shorter one cannot be masked",
    };

    /// <summary>Reports where a declaration has a secret's value in it: what a project says is in MSBuild's own logs before anybody can mask it.</summary>
    public static void Report(Node node, SecretValues secrets, List<Problem> problems)
    {
        if (!secrets.Any)
            return;
        foreach ((string member, IEnumerable<string?> texts) in Texts(node))
        {
            if (texts.Any(text => text is not null && secrets.IsIn(text)))
                problems.Add(new Problem(ProblemKind.SecretInText, node, member) { Member = member });
        }
    }

    private static bool IsKnownLater(string placeholder) =>
        placeholder is "inputs" or "outputs" or "cpus" || placeholder.StartsWith("results.", StringComparison.Ordinal) || placeholder.StartsWith("reference.", StringComparison.Ordinal);

    private static IEnumerable<(string Member, IEnumerable<string?> Texts)> Texts(Node node)
    {
        yield return ("name", [node.Name]);
        yield return ("Command", [node.Command]);
        yield return ("Script", [node.Script]);
        yield return ("Arguments", [node.Arguments]);
        yield return ("Parameters", node.Parameters.Select(pair => pair.Value));
        yield return ("EnvironmentVariables", node.EnvironmentVariables.Select(pair => pair.Value));
        yield return ("WorkingDirectory", [node.WorkingDirectory]);
        yield return ("Inputs", node.Inputs);
        yield return ("Outputs", node.Outputs);
        yield return ("DepFile", [node.DepFile]);
        yield return ("Tags", node.Tags);
        yield return ("Description", [node.Description]);
        yield return ("item", [node.Item?.Json]);
    }
}
