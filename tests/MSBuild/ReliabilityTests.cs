using System.Text.RegularExpressions;

namespace TaskGraph.MSBuild.Tests;

[TestClass]
public sealed partial class ReliabilityTests
{
    [TestMethod]
    public void Each_test_that_the_documentation_names_is_there()
    {
        Match[] named = [.. ((IEnumerable<Match>)Name().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "reliability.md"))))];
        Assert.IsGreaterThan(40, named.Length);
        string[] tests = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)];
        foreach (Match name in named)
        {
            string type = name.Groups[1].Value, method = name.Groups[2].Value;
            Assert.IsTrue(tests.Any(text => Regex.IsMatch(text, $@"\bclass {type}\b") && text.Contains($" void {method}(", StringComparison.Ordinal)), $"There is no test {type}.{method}.");
        }
    }

    [GeneratedRegex(@"`([A-Z]\w+)\.([A-Z]\w+_\w+)`")]
    private static partial Regex Name();
}
