using Microsoft.Build.Framework;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.MSBuild;

/// <summary>The NodeInterpreter items of a project.</summary>
internal static class Interpreters
{
    private const string ItemType = "NodeInterpreter";

    /// <summary>Commands by extension; of several for one extension the last counts.</summary>
    public static Dictionary<string, string> Read(GraphTask task, List<Problem> problems)
    {
        var interpreters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (ITaskItem item in task.Interpreters ?? [])
        {
            string extension = item.ItemSpec;
            string command = item.GetMetadata("Command");
            if (!extension.StartsWith('.') || extension.Length == 1)
                Report(task, item, ItemType, extension, $"an extension with its dot, as in Include=\".{extension.TrimStart('*', '.')}\"", problems);
            else if (!CommandWords.TrySplit(command, null, [], out int unclosed))
                Report(task, item, $"{ItemType} {extension}: Command", command, $"closed quotes; the one at character {unclosed + 1} is open", problems);
            else if (string.IsNullOrWhiteSpace(command))
                Report(task, item, $"{ItemType} {extension}: Command", command, "the words that run such a script, as in Command=\"python3 -u\"", problems);
            else
                interpreters[extension] = command;
        }

        return interpreters;
    }

    private static void Report(GraphTask task, ITaskItem item, string member, string value, string expected, List<Problem> problems) =>
        problems.Add(new Problem(ProblemKind.InvalidProperty, null, value) { Member = member, Detail = expected, Item = ItemMetadata.SourceOf(item, ItemType, task) });
}
