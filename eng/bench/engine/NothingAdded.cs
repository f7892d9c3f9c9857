using TaskGraph.Execution.Growth;
using TaskGraph.Model;

namespace TaskGraph.Bench.Engine;

/// <summary>The graph may grow, as in every build, and nothing does that.</summary>
internal sealed class NothingAdded : INodeParser
{
    public IReadOnlyList<Node> Parse(ReadOnlySpan<byte> json, Node parent, List<Problem> problems) => throw new NotSupportedException();

    public (string Code, string Text) Describe(Problem problem) => throw new NotSupportedException();
}
