using TaskGraph.Execution.Text;

namespace TaskGraph.Execution.Tests.Text;

[TestClass]
public sealed class DiagnosticPatternTests
{
    private const string Eslint = @"^(?<file>[^ ]+) (?<line>\d+)/(?<column>\d+) (?<severity>\w*)! (?<code>[\w-]+) (?<message>.*)$";

    [TestMethod]
    [DataRow("a.js 3/4 error! no-undef x is not", "a.js 3 4 Error no-undef x is not")]
    [DataRow("a.js 3/4 Warning! no-undef x", "a.js 3 4 Warning no-undef x")]
    [DataRow("a.js 3/4 ! no-undef x", "a.js 3 4 Error no-undef x")]
    [DataRow("a.js 3/4 info! no-undef x", "")]
    [DataRow("a.js 0/4 error! no-undef x", "")]
    [DataRow("other", "")]
    [DataRow("a.c:3: error: x", "a.c 3 0 Error - x", DisplayName = "the built-in formats still count")]
    public void Reads_what_the_user_described(string line, string expected) => Assert.AreEqual(expected, Scan(Eslint, line));

    [TestMethod]
    public void Groups_but_file_and_line_may_be_missing() =>
        Assert.AreEqual("a.js 3 0 Error - a.js@3", Scan(@"(?<file>\S+)@(?<line>\d+)", "a.js@3"));

    [TestMethod]
    public void Look_around_works_and_a_pattern_that_explodes_is_given_up()
    {
        Assert.AreEqual("a 3 0 Error - x a@3", Scan(@"(?<=x )(?<file>\w+)@(?<line>\d+)", "x a@3"));
        string hostile = new string('a', 40) + "!";
        Assert.AreEqual("", Scan(@"(?=x?)^(a+)+$(?<file>b)(?<line>c)", [.. Enumerable.Repeat(hostile, 1000)]));
    }

    [TestMethod]
    [DataRow("(", "")]
    [DataRow(@"(?<file>x)", "line")]
    [DataRow(@"(?<line>x)", "file")]
    public void A_pattern_at_fault_is_told(string pattern, string word)
    {
        Assert.IsFalse(DiagnosticPattern.TryCreate(pattern, out DiagnosticPattern? result, out string? fault));
        Assert.IsNull(result);
        Assert.Contains(word, fault!);
    }

    private static string Scan(string pattern, params string[] lines)
    {
        Assert.IsTrue(DiagnosticPattern.TryCreate(pattern, out DiagnosticPattern? created, out string? fault), fault);
        return DiagnosticScannerTests.Scan(DiagnosticFormats.All, [created!], lines);
    }
}
