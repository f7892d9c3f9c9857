using TaskGraph.Execution.Executors.Jobserver;

namespace TaskGraph.Execution.Tests.Jobserver;

[TestClass]
public sealed class MakeFlagsTests
{
    [TestMethod]
    [DataRow(null, null, null, false)]
    [DataRow("", null, null, false)]
    [DataRow("k", null, null, false)]
    [DataRow(" -j3 --jobserver-auth=fifo:/tmp/GMfifo1", "/tmp/GMfifo1", 3, false)]
    [DataRow("ks -j3 --jobserver-auth=fifo:/tmp/GMfifo1 -- A=1", "/tmp/GMfifo1", 3, false)]
    [DataRow("--jobserver-auth=fifo:/x\t--jobs=7", "/x", 7, false)]
    [DataRow("--jobserver-auth=fifo:/first --jobserver-auth=fifo:/last", "/last", null, false)]
    [DataRow(" -j4 --jobserver-fds=3,4 --jobserver-auth=3,4", null, 4, true)]
    [DataRow(" -j4 --jobserver-auth=fifo:/x --jobserver-auth=-2,-2", null, 4, true)]
    [DataRow(" --jobserver-auth=fifo:", null, null, true)]
    [DataRow(" -j --jobserver-auth=fifo:/x", "/x", null, false)]
    [DataRow(" -- A=--jobserver-auth=fifo:/x --jobserver-auth=fifo:/y", null, null, false)]
    public void Of_what_is_there_the_last_counts(string? value, string? fifo, int? jobs, bool hasOther)
    {
        MakeFlags flags = MakeFlags.Read(value);
        Assert.AreEqual((fifo, jobs, hasOther), (flags.Fifo, flags.Jobs, flags.HasOther));
    }

    [TestMethod]
    [DataRow("", " -j3 --jobserver-auth=fifo:/p")]
    [DataRow("k", "k -j3 --jobserver-auth=fifo:/p")]
    [DataRow("-j8", " -j3 --jobserver-auth=fifo:/p")]
    [DataRow("-j 8 -k", " -k -j3 --jobserver-auth=fifo:/p")]
    [DataRow(" -j --jobs --jobs=2", " -j3 --jobserver-auth=fifo:/p")]
    [DataRow("ks -l2.5 -j4 --jobserver-fds=3,4 --jobserver-auth=3,4 --no-print-directory", "ks -l2.5 --no-print-directory -j3 --jobserver-auth=fifo:/p")]
    [DataRow("k -- A=1 B=a\\ -j4", "k -j3 --jobserver-auth=fifo:/p -- A=1 B=a\\ -j4")]
    [DataRow(" --eval=a\\ b", " --eval=a\\ b -j3 --jobserver-auth=fifo:/p")]
    public void Flags_that_are_the_users_own_stay(string before, string after) => Assert.AreEqual(after, MakeFlags.With(before, 3, "/p"));

    [TestMethod]
    public void What_is_written_is_read()
    {
        MakeFlags flags = MakeFlags.Read(MakeFlags.With("n --jobserver-auth=1,2 -- X=1", 12, "/tmp/a"));
        Assert.AreEqual(("/tmp/a", 12, false), (flags.Fifo, flags.Jobs, flags.HasOther));
    }
}
