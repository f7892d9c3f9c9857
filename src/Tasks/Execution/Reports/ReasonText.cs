using System.Text;
using TaskGraph.Model;

namespace TaskGraph.Execution.Reports;

/// <summary>Why a node ran, in words.</summary>
public static class ReasonText
{
    private const int MostDifferences = 8;
    private const int MostCharacters = 120;

    /// <summary>A sentence without a full stop; with <paramref name="details"/> the old and new of what differs, a line each.</summary>
    public static string Of(StaleReason reason, bool details) => reason.Kind switch
    {
        StaleKind.NeverSucceeded => "it has not succeeded before",
        StaleKind.Interrupted => "the build that last ran it ended before it did",
        StaleKind.LastRunFailed => "its last run did not succeed",
        StaleKind.AlwaysRuns => "it runs in every build (it declares neither Inputs nor Outputs, or UpToDateCheck=\"Always\")",
        StaleKind.OutputMissing => $"its output {reason.Path} is not there",
        StaleKind.OutputChanged => $"its output {reason.Path} is not what it left",
        StaleKind.InputNewer => $"its input {reason.Path} is newer than its outputs",
        StaleKind.DepFileMissing => $"its last run left no dep file {reason.Path}, which would say what it read",
        StaleKind.ChildrenChanged => reason.Path.Length == 0 ? "what it added last time cannot be added again" : $"{reason.Path}, which it read while it ran, is not what it was",
        StaleKind.InDoubt => "the journal was damaged after it last succeeded, and it has no outputs that could tell whether that still holds",
        StaleKind.DependencyWouldRun => $"{reason.Path}, which it depends on, would run",
        _ => Changes(reason.Differences, details),
    };

    /// <summary>Why a node was skipped.</summary>
    public static string OfSkipped(Graph graph, GraphEvent.Skipped skipped) => skipped.Kind switch
    {
        SkipKind.NothingFailed => "nothing that it depends on failed, and RunWhen=\"AnyFailed\"",
        SkipKind.NothingSucceeded => "nothing that it depends on succeeded, and RunWhen=\"AnySucceeded\"",
        SkipKind.DependencyFailed => $"{graph[skipped.Because].Name}, which {Link(graph, skipped.Node, skipped.Because)}, did not succeed",
        _ when skipped.Because >= 0 => $"the build stopped because {graph[skipped.Because].Name} failed",
        _ => "the build was cancelled",
    };

    // Who depends on a node depends on what that one adds.
    private static string Link(Graph graph, int node, int because)
    {
        for (int i = graph.DependencyCount(node) - 1; i >= 0; i--)
        {
            if (graph.Dependency(node, i) == because)
                return "it depends on";
        }

        return $"{graph[graph.ParentOf(because)].Name} added";
    }

    /// <summary>What differs between two runs: with <paramref name="details"/> the old and new of each, else the first and how many more there are.</summary>
    public static string Changes(IReadOnlyList<Difference> differences, bool details)
    {
        if (differences.Count == 0)
            return "what it is made of is not what it was";
        if (!details)
            return Subject(differences[0]) + " changed" + (differences.Count > 1 ? $" (and {differences.Count - 1} more)" : "");
        var text = new StringBuilder();
        for (int i = 0; i < differences.Count && i < MostDifferences; i++)
        {
            Difference difference = differences[i];
            string change = (difference.Old, difference.New) switch
            {
                (null, { } now) => $"{Subject(difference)} is new{Shown(now)}",
                ({ } old, null) => $"{Subject(difference)} is gone{Shown(old)}",
                _ => $"{Subject(difference)} changed: {Shorten(difference.Old!)} → {Shorten(difference.New!)}",
            };
            text.Append(i == 0 ? "" : "; ").Append(change);
        }

        if (differences.Count > MostDifferences)
            text.Append($"; and {differences.Count - MostDifferences} more");
        return text.ToString();
    }

    private static string Shown(string value) => value.Length == 0 ? "" : ": " + Shorten(value);

    private static string Subject(Difference difference) => difference.Component switch
    {
        Component.Command => "its command",
        Component.Script => "its script or interpreter",
        Component.Arguments => "its arguments",
        Component.Parameter => $"its parameter {difference.Key}",
        Component.WorkingDirectory => "its working directory",
        Component.Environment => $"its environment variable {difference.Key}",
        Component.InheritedEnvironment => $"the inherited environment variable {difference.Key}",
        Component.Output => $"its declared output {difference.Key}",
        Component.Function => "its function",
        Component.Item => difference.Key.Length == 0 ? "its item" : $"its item's {difference.Key}",
        Component.Result => $"the result {difference.Key}",
        Component.DepFile => "its dep file",
        Component.Name => "its name",
        Component.Reference => $"the program of reference {difference.Key}",
        Component.DependencyOutput => $"the output {difference.Key} of what it depends on",
        Component.DiscoveredInput => $"the discovered input {difference.Key}",
        _ => $"its input {difference.Key}",
    };

    private static string Shorten(string value)
    {
        if (value.Length == Digest.Length * 2 && !value.Contains(' ', StringComparison.Ordinal))
            return value[..12];
        string line = value.ReplaceLineEndings(" ");
        return line.Length <= MostCharacters ? $"\"{line}\"" : $"\"{line[..MostCharacters]}…\"";
    }
}
