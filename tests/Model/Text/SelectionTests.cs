using TaskGraph.Model.Text;

namespace TaskGraph.Model.Tests.Text;

[TestClass]
public sealed class SelectionTests
{
    // fetch → clean → train → report, fetch → stats → report; a few names with signs in them stand alone.
    private readonly FakeNodes _nodes = new FakeNodes()
        .Add("fetch").Add("clean", "fetch").Add("train", "clean").Add("stats", "fetch").Add("report", "train", "stats")
        .Add("chunk_1").Add("chunk_2").Add("my node").Add("my node two").Add("a+b").Add("tag:odd").Add("count[a/b.csv]")
        .Tag("train", "nightly").Tag("stats", "nightly", "cheap").Tag("report", "cheap");

    [TestMethod]
    [DataRow("train", "train")]
    [DataRow("+train", "fetch clean train")]
    [DataRow("train+", "train report")]
    [DataRow("+train+", "fetch clean train report")]
    [DataRow("1+train", "clean train")]
    [DataRow("2+train", "fetch clean train")]
    [DataRow("0+train", "train")]
    [DataRow("clean+1", "clean train")]
    [DataRow("fetch+1", "fetch clean stats")]
    [DataRow("1+train+1", "clean train report")]
    [DataRow("99999999999999+report", "fetch clean train stats report")]
    [DataRow("tag:nightly", "train stats")]
    [DataRow("tag:night*", "train stats")]
    [DataRow("+tag:nightly", "fetch clean train stats")]
    [DataRow("tag:nightly+", "train stats report")]
    [DataRow("chunk_*", "chunk_1 chunk_2")]
    [DataRow("chunk_?", "chunk_1 chunk_2")]
    [DataRow("count[*]", "count[a/b.csv]")]
    [DataRow("count[a/b.csv]", "count[a/b.csv]")]
    [DataRow("fetch train", "fetch train")]
    [DataRow("train train+", "train report")]
    [DataRow("fetch,", "fetch")]
    [DataRow("fetch;train", "fetch train")]
    [DataRow(";; fetch ;\n train ; ", "fetch train")]
    [DataRow("tag:nightly,tag:cheap", "stats")]
    [DataRow("tag:nightly , tag:cheap", "stats")]
    [DataRow("+report,tag:nightly fetch", "fetch train stats", DisplayName = "intersection binds closer than union")]
    [DataRow("fetch +report,tag:nightly", "fetch train stats")]
    [DataRow("train,fetch", "")]
    [DataRow("", "")]
    [DataRow(" ", "")]
    public void Selects(string text, string expected)
    {
        (string selected, List<UnmatchedTerm> unmatched) = Evaluate(text);
        Assert.AreEqual(expected, selected);
        Assert.IsEmpty(unmatched);
    }

    [TestMethod]
    [DataRow("my node", "my node")]
    [DataRow("my node two", "my node two")]
    [DataRow("my node train", "train|my node")]
    [DataRow("train my node", "train|my node")]
    [DataRow("+my node+ train", "train|my node")]
    [DataRow("my node,my node;fetch", "fetch|my node")]
    [DataRow("a+b", "a+b")]
    [DataRow("+a+b+", "a+b")]
    [DataRow("tag:odd", "tag:odd")]
    public void Names_with_spaces_and_signs_are_found(string text, string expected)
    {
        (_, List<UnmatchedTerm> unmatched) = Evaluate(text, out string joined);
        Assert.AreEqual(expected, joined);
        Assert.IsEmpty(unmatched);
    }

    [TestMethod]
    [DataRow("trian", "trian", "train")]
    [DataRow("+trian", "+trian", "train")]
    [DataRow("tag:nihgtly", "tag:nihgtly", "nightly")]
    [DataRow("zzz_*", "zzz_*", null)]
    [DataRow("fetch,", null, null, DisplayName = "a comma at the end")]
    [DataRow(",fetch", "", null)]
    [DataRow("fetch,,train", "", null)]
    [DataRow("fetch,;train", "", null)]
    [DataRow("-1+train", "-1+train", null)]
    [DataRow("train+x", "train+x", "train")]
    [DataRow("x+train", "x+train", "train")]
    [DataRow("+", "+", null)]
    [DataRow("tag:", "tag:", null)]
    [DataRow("@train", "@train", "train")]
    public void Terms_that_match_nothing_are_told(string text, string? written, string? nearest)
    {
        (_, List<UnmatchedTerm> unmatched) = Evaluate(text);
        if (written is null)
            Assert.IsEmpty(unmatched);
        else
            Assert.AreEqual(new UnmatchedTerm(written, nearest), Assert.ContainsSingle(unmatched));
    }

    [TestMethod]
    public void A_name_may_have_32_words()
    {
        string words = string.Join(' ', Enumerable.Range(1, 32));
        var nodes = new FakeNodes().Add(words).Add(words + " 33").Add("1");
        Assert.AreEqual(words, ((Selection.Term)Selection.Parse(words, name => nodes.Find(name) >= 0)).Pattern);
        Assert.AreEqual(words, ((Selection.Term)((Selection.Union)Selection.Parse(words + " 33", name => nodes.Find(name) >= 0)).Parts[0]).Pattern);
    }

    [TestMethod]
    public void A_chain_is_followed_without_recursion_and_a_long_selection_in_linear_time()
    {
        var chain = new FakeNodes().Add("n0");
        for (int i = 1; i < 20_000; i++)
            chain.Add($"n{i}", $"n{i - 1}");
        Assert.AreEqual(20_000, Count("n0+"));
        Assert.AreEqual(501, Count("500+n9999"));

        string many = string.Join(' ', Enumerable.Range(0, 2000).Select(i => $"n{i}"));
        var union = (Selection.Union)Selection.Parse(many, name => chain.Find(name) >= 0);
        Assert.HasCount(2000, union.Parts);

        int Count(string text) =>
            SelectionEvaluator.Evaluate(Selection.Parse(text, name => chain.Find(name) >= 0), chain, []).Count(selected => selected);
    }

    private (string Selected, List<UnmatchedTerm> Unmatched) Evaluate(string text)
    {
        List<UnmatchedTerm> unmatched = Evaluate(text, out string joined).Unmatched;
        return (joined.Replace('|', ' '), unmatched);
    }

    private (bool[] Selected, List<UnmatchedTerm> Unmatched) Evaluate(string text, out string joined)
    {
        List<UnmatchedTerm> unmatched = [];
        bool[] selected = SelectionEvaluator.Evaluate(Selection.Parse(text, name => _nodes.Find(name) >= 0), _nodes, unmatched);
        joined = string.Join('|', Enumerable.Range(0, _nodes.Count).Where(i => selected[i]).Select(_nodes.NameOf));
        return (selected, unmatched);
    }
}
