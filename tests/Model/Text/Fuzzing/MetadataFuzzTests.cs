using TaskGraph.Model.Text;

namespace TaskGraph.Model.Tests.Text.Fuzzing;

/// <summary>Any text is a value that its metadata can have or a problem with the metadata's name and the value; a value that was taken is within its limits.</summary>
[TestClass]
public sealed class MetadataFuzzTests
{
    private static readonly string[] Corpus =
    [
        "1500", "2147483647", "00:01:30.5", "36:00:00", "3", "-7", "gpu=1;db=2", "gpu=2147483647;GPU=2147483647", "WarnAndContinue", "true", "AllDone", "Content", "process", "A=1;B=x%3By", "A;B;C", "canonical;gcc;none", "2G", "Compile", "n[a]", "99999999999999999999",
    ];

    [TestMethod]
    public void Any_value_is_taken_within_its_limits_or_told_with_its_metadata() => Fuzzed.Each(Corpus, 131_072, 2_600, Check);

    [TestMethod]
    [Timeout(600_000)]
    public void A_huge_one_takes_time_and_memory_by_its_size() => Fuzzed.EachHuge(["9", "0", ":", "0:", "1.", "-", " ", ";", "=", "a=1;", "gpu=1;", "a;", "true", "{", "(", "["], 2_600, Check);

    [TestMethod]
    [Timeout(600_000)]
    public void Many_values_take_time_by_their_number()
    {
        string names = string.Join(';', Enumerable.Range(0, 100_000).Select(i => $"name{i}"));
        string amounts = string.Join(';', Enumerable.Range(0, 100_000).Select(i => $"name{i}=1"));
        Assert.IsEmpty(Read(names, "FingerprintEnvironment", "Tags", "DependsOn", "RunAfter", "Diagnostics").Problems);
        Assert.HasCount(100_000, Read(amounts, "Resources").Node.Resources);
        Assert.HasCount(100_000, Read(names, "FingerprintEnvironment", "SecretEnvironmentVariables").Problems);
    }

    [TestMethod]
    public void What_is_asked_of_one_resource_in_pieces_is_never_less_than_a_piece() =>
        Assert.AreEqual(int.MaxValue, Read("gpu=2147483647;GPU=2", "Resources").Node.Resources.Single().Amount);

    private static void Check(string text)
    {
        foreach (NodeMetadata metadata in Enum.GetValues<NodeMetadata>())
        {
            (Node node, List<Problem> problems) = Read(text, metadata.ToString());
            foreach (Problem problem in problems)
            {
                Assert.AreSame(node, problem.Node);
                Assert.IsTrue(problem.Member.Length > 0 || problem.Kind == ProblemKind.SeveralActions, $"{problem}");
                Assert.IsTrue(problem.Kind != ProblemKind.InvalidValue || problem.Detail.Length > 0, $"{problem}");
            }

            Assert.IsGreaterThanOrEqualTo(1, node.Cpus);
            Assert.IsTrue(node.Attempts.Timeout is null or > 0 && node.Attempts.Retries is null or >= 0 && node.Attempts.Delay is null or >= 0, $"{node.Attempts}");
            Assert.IsGreaterThanOrEqualTo(1, node.Attempts.Most);
            foreach (int failed in (int[])[1, 2, 64, int.MaxValue])
                Assert.IsTrue(node.Attempts.DelayAfter(failed, 0.999) is >= 0 and <= 4_500_000, $"{node.Attempts}");
            foreach (ResourceAmount amount in node.Resources)
                Assert.IsGreaterThan(0, amount.Amount);
            Assert.IsTrue(Enum.IsDefined(node.RunWhen) && Enum.IsDefined(node.UpToDateCheck) && Enum.IsDefined(node.ContinueOnError));
        }

        bool time = Milliseconds.TryParse(text, out long milliseconds);
        Assert.IsTrue(!time || milliseconds is >= 0 and <= 24L * 366 * 100 * 3_600_000, text);
    }

    private static (Node Node, List<Problem> Problems) Read(string text, params string[] metadata)
    {
        var problems = new List<Problem>();
        var reader = new NodeReader("/w/project", false, problems);
        reader.Begin("n", new NodeSource("/w/project/flow.proj", 0), backslashSeparates: true);
        foreach (string one in metadata)
            reader.Set(one, MetadataValue.Escaped(text));
        return (reader.End(), problems);
    }
}
