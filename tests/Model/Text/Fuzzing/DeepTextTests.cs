using TaskGraph.Model.Text;

namespace TaskGraph.Model.Tests.Text.Fuzzing;

/// <summary>However deep texts are nested, they are read or refused: no reader calls itself for it. (A stack overflow would end the test's process.)</summary>
[TestClass]
public sealed class DeepTextTests
{
    private const int Depth = 1_000_000;

    [TestMethod]
    [DataRow("(", "", ")")]
    [DataRow("$(", "{x}", ")")]
    [DataRow("\"$(", "{x}", ")\"")]
    [DataRow("$((", "{x}", "))")]
    [DataRow("${a:-", "{x}", "}")]
    [DataRow("{", "x", "}")]
    [DataRow("[", "{x}", "]")]
    [DataRow("a/", "{x}", "/..")]
    [DataRow("**/", "*", "/**")]
    [DataRow("+", "a", "+")]
    public void Commands_selections_and_paths(string opening, string within, string closing)
    {
        string text = string.Concat(Enumerable.Repeat(opening, Depth)) + within + string.Concat(Enumerable.Repeat(closing, Depth));
        var values = new FixedValues(("x", "v w"));
        Assert.AreNotEqual(PlaceholderQuoting.TryPosix(text, values, out _, out string? fault), fault is not null);
        Assert.AreNotEqual(PlaceholderQuoting.TryCmd(text, values, out _, out fault), fault is not null);
        _ = DirectCommand.TryParse(text, out _);
        _ = CommandWords.TrySplit(text, values, [], out _);
        Assert.IsNotNull(Selection.Parse(text, _ => false));
        var glob = new Glob(CanonicalPath.Of(text, "/w/project", false, StringComparison.Ordinal), ignoreCase: false);
        Assert.IsFalse(glob.IsMatch("b"));
        Assert.IsNotNull(new Declared().Node("n", "Command=" + text, "Inputs=" + text, "Resources=gpu=" + text).Problems.Single(problem => problem.Member == "Resources"));
    }
}
