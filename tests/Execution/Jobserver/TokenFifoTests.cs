using TaskGraph.Execution.Executors.Jobserver;

namespace TaskGraph.Execution.Tests.Jobserver;

[TestClass]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class TokenFifoTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("taskgraph-fifo-").FullName;

    private string Pipe => Path.Combine(_root, "pipe");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [TestMethod]
    public void There_are_as_many_tokens_as_were_put_in_and_nobody_waits_for_another()
    {
        using TokenFifo one = TokenFifo.TryCreate(Pipe, 2)!;
        using TokenFifo other = TokenFifo.TryOpen(Pipe, out _)!;
        Assert.IsTrue(one.TryTake(out byte token));
        Assert.IsTrue(other.TryTake(out _));
        Assert.IsFalse(one.TryTake(out _) || other.TryTake(out _));
        one.GiveBack(token);
        Assert.IsTrue(other.TryTake(out byte again));
        Assert.AreEqual(token, again);
        Assert.AreEqual((byte)'+', token);
    }

    [TestMethod]
    public void A_pipe_is_its_owners_alone()
    {
        using TokenFifo one = TokenFifo.TryCreate(Pipe, 1)!;
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Pipe));
        Assert.IsNull(TokenFifo.TryCreate(Pipe, 1), "It does not take what somebody else has put there.");
    }

    [TestMethod]
    public void What_is_not_there_or_no_pipe_is_told()
    {
        Assert.IsNull(TokenFifo.TryOpen(Pipe, out string reason));
        Assert.AreNotEqual("", reason);
        File.WriteAllText(Pipe, "++");
        Assert.IsNull(TokenFifo.TryOpen(Pipe, out reason));
        Assert.AreEqual("It is no named pipe", reason);
        Assert.IsNull(TokenFifo.TryOpen(_root, out _));
    }

    [TestMethod]
    public void More_than_a_pipe_takes_is_refused() => Assert.IsNull(TokenFifo.TryCreate(Pipe, TokenFifo.MostTokens + 1));
}
