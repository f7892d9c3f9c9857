using System.Diagnostics;
using TaskGraph.Execution.Executors.Jobserver;
using TaskGraph.Execution.Tests.Processes;

namespace TaskGraph.Execution.Tests.Jobserver;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ABuildThatHasJoined : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly string _root = Directory.CreateTempSubdirectory("taskgraph-joined-").FullName;
    private readonly TokenFifo _found;

    public ABuildThatHasJoined()
    {
        _found = TokenFifo.TryCreate(Path.Combine(_root, "found"), 0)!;
        foreach (byte token in "abc"u8)
            _found.GiveBack(token);
    }

    public void Dispose()
    {
        _found.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Gives_back_what_it_holds_when_it_ends_and_when_it_is_killed(bool killed)
    {
        var info = new ProcessStartInfo(Bench.DotnetHost) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])[Bench.TestProgram, "slots-host", _root, Path.Combine(_root, "found")])
            info.ArgumentList.Add(argument);
        using Process host = Process.Start(info)!;
        string[] said = host.StandardOutput.ReadLine()!.Split(' ');
        Assert.AreEqual("4", said[0], "Three tokens, and the slot that needs none.");
        Assert.IsTrue(Directory.Exists(said[1]));
        Assert.IsFalse(_found.TryTake(out _));

        if (killed)
            host.Kill(entireProcessTree: false);
        else
            host.StandardInput.Close();

        var tokens = new List<char>();
        using var readable = new AutoResetEvent(false);
        using var wait = new TokenWait([_found.Handle], () => readable.Set());
        while (tokens.Count < 3)
        {
            wait.Ask(0);
            Assert.IsTrue(readable.WaitOne(Deadline), "They do not come back.");
            while (_found.TryTake(out byte token))
                tokens.Add((char)token);
        }

        Assert.AreEqual("abc", string.Concat(tokens.Order()));
        Assert.IsTrue(SpinWait.SpinUntil(() => !Directory.Exists(said[1]), Deadline), "Its folder stays.");
    }
}
