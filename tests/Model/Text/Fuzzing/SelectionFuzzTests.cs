using TaskGraph.Model.Text;

namespace TaskGraph.Model.Tests.Text.Fuzzing;

/// <summary>Any text is a selection: it selects what is there, and says which of its terms nothing matches.</summary>
[TestClass]
public sealed class SelectionFuzzTests
{
    private static readonly string[] Corpus =
    [
        "train", "+train+ stats", "2+report+3", "tag:nightly,tag:cheap", "chunk_*", "my node two; a+b", "1+tag:ch*p+1,+report;;fetch", "count[a/b.csv] tag:odd",
    ];

    private readonly FakeNodes _nodes = new FakeNodes()
        .Add("fetch").Add("clean", "fetch").Add("train", "clean").Add("stats", "fetch").Add("report", "train", "stats")
        .Add("chunk_1").Add("chunk_2").Add("my node").Add("my node two").Add("a+b").Add("tag:odd").Add("count[a/b.csv]")
        .Tag("train", "nightly").Tag("stats", "nightly", "cheap").Tag("report", "cheap");

    [TestMethod]
    public void Any_text_selects_what_is_there_and_names_what_is_not() => Fuzzed.Each(Corpus, 16_384, 16_000, Check);

    [TestMethod]
    [Timeout(600_000)]
    public void A_huge_one_takes_time_and_memory_by_its_size() =>
        Fuzzed.EachHuge(["a", "a ", "a,", "a;", "+", "1+", "tag:", "*", ",", ";", "a,;", "fetch ", "my node ", "\t", "(", "train+,"], 16_000, Check);

    private void Check(string text)
    {
        var unmatched = new List<UnmatchedTerm>();
        Selection selection = Selection.Parse(text, name => _nodes.Find(name) >= 0);
        bool[] selected = SelectionEvaluator.Evaluate(selection, _nodes, unmatched);
        Assert.HasCount(_nodes.Count, selected);
        foreach (UnmatchedTerm term in unmatched)
            Assert.IsTrue(text.Contains(term.Written, StringComparison.Ordinal), term.Written);
        if (unmatched.Count == 0 && text.AsSpan().IndexOfAny(',', ';') < 0 && !string.IsNullOrWhiteSpace(text))
            Assert.Contains(true, selected);
    }
}
