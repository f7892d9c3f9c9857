using TaskGraph.Model;

namespace TaskGraph.Execution.Growth;

/// <summary>Makes nodes of what a running node sends.</summary>
public interface INodeParser
{
    /// <summary>Makes a node of a JSON object, with the instances or members that it has at once; none, with what is wrong reported, if it is none.</summary>
    /// <param name="json">The object in UTF-8.</param>
    /// <param name="parent">Who adds the node.</param>
    /// <param name="problems">Takes what is wrong.</param>
    IReadOnlyList<Node> Parse(ReadOnlySpan<byte> json, Node parent, List<Problem> problems);

    /// <summary>Code and words of a problem, for the program that caused it.</summary>
    (string Code, string Text) Describe(Problem problem);
}
