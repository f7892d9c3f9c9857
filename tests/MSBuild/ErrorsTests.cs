using System.Text.RegularExpressions;
using TaskGraph.Model;

namespace TaskGraph.MSBuild.Tests;

[TestClass]
public sealed partial class ErrorsTests
{
    private static readonly Node Node = new("n", new NodeSource("flow.proj", 3));

    [TestMethod]
    public void Every_kind_of_problem_has_a_code_of_its_own_and_says_the_value()
    {
        var codes = new HashSet<string>();
        foreach (ProblemKind kind in Enum.GetValues<ProblemKind>())
        {
            (string code, string text) = Errors.Describe(new Problem(kind, Node, "the-value") { Other = Node, Detail = "a-detail", Member = "Inputs" }, new SourceLines());
            Assert.MatchesRegex(Code(), code);
            Assert.IsTrue(codes.Add(code), $"{kind} has the code of another kind: {code}");
            // Their value is the node's name, or is said in the detail.
            if (kind is not (ProblemKind.Cancelled or ProblemKind.CannotStart or ProblemKind.Disk or ProblemKind.NotUpToDate or ProblemKind.SeveralActions
                or ProblemKind.ResultsSyntax or ProblemKind.ClientGarbage or ProblemKind.ParentEnded))
                Assert.Contains("the-value", text);
        }
    }

    [TestMethod]
    public void Every_code_is_explained_in_the_documentation()
    {
        string docs = File.ReadAllText(Path.Combine(Repository.Root, "docs", "errors.md"));
        foreach (ProblemKind kind in Enum.GetValues<ProblemKind>())
        {
            string code = Errors.Describe(new Problem(kind, Node, "v") { Other = Node }, new SourceLines()).Code;
            Assert.Contains(code, docs, $"docs/errors.md does not explain {code} ({kind}).");
        }
    }

    [GeneratedRegex("^TG[0-9]{4}$")]
    private static partial Regex Code();
}
