using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>A child that a run added which is not known to have succeeded, as the journal has it: its name and, a line each, the outputs that it declared, if they are known.</summary>
internal static class LooseChild
{
    /// <summary>What the journal is told of a child. Neither a name nor an output that is remembered has a line end in it.</summary>
    public static string Of(Node child) => Of(child.Name, child.Outputs);

    /// <summary>The same of a name and outputs.</summary>
    public static string Of(string name, string[] outputs) => outputs.Length == 0 ? name : name + "\n" + string.Join('\n', outputs);

    /// <summary>The name of a child.</summary>
    public static string NameOf(string child) => child.IndexOf('\n', StringComparison.Ordinal) is >= 0 and int end ? child[..end] : child;

    /// <summary>What a child declared, canonical.</summary>
    public static string[] OutputsOf(string child) => child.Split('\n')[1..];
}
