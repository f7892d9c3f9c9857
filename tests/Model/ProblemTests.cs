namespace TaskGraph.Model.Tests;

[TestClass]
public sealed class ProblemTests
{
    [TestMethod]
    public void What_stops_nothing_is_what_may_be_meant_as_it_is()
    {
        ProblemKind[] warnings =
            [ProblemKind.SimilarMetadata, ProblemKind.EmptyPattern, ProblemKind.InputChanged, ProblemKind.DepFileMissing, ProblemKind.JournalDamaged, ProblemKind.SecretInText, ProblemKind.JobserverGone,
            ProblemKind.CacheFault, ProblemKind.AbsolutePath];
        foreach (ProblemKind kind in Enum.GetValues<ProblemKind>())
            Assert.AreEqual(warnings.Contains(kind), new Problem(kind, null, "x").IsWarning, kind.ToString());
    }

    [TestMethod]
    public void One_that_says_no_more_is_of_no_metadata_and_at_the_beginning_of_a_line()
    {
        var problem = new Problem(ProblemKind.InvalidName, null, "x");
        Assert.AreEqual(("", "", 1), (problem.Detail, problem.Member, problem.Column));
    }
}
