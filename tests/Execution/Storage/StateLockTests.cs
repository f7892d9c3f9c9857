using System.Diagnostics;
using System.Globalization;
using TaskGraph.Execution.Storage;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Storage;

[TestClass]
public sealed class StateLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string State => _folder["obj/state"];

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void A_free_lock_is_taken_in_a_folder_for_its_owner_alone()
    {
        using StateLock? taken = StateLock.TryTake(State, out string owner);

        Assert.IsNotNull(taken);
        Assert.AreEqual("", owner);
        if (!OperatingSystem.IsWindows())
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(State));
    }

    [TestMethod]
    public void A_lock_that_this_process_has_is_not_given_twice_until_it_is_back()
    {
        using (StateLock.TryTake(State, out _))
        {
            Assert.IsNull(StateLock.TryTake(State, out string owner));
            Assert.AreEqual($"process {Environment.ProcessId}", owner);
        }

        using StateLock? again = StateLock.TryTake(State, out _);
        Assert.IsNotNull(again);
    }

    [TestMethod]
    public void A_lock_of_another_process_is_waited_for_and_a_dead_owner_has_none()
    {
        using Process other = Holder();
        try
        {
            Assert.AreEqual("taken", other.StandardOutput.ReadLine());
            Assert.IsNull(StateLock.TryTake(State, out string owner));
            Assert.AreEqual(string.Create(CultureInfo.InvariantCulture, $"process {other.Id}"), owner);

            List<string> waitedFor = [];
            using StateLock taken = StateLock.Take(
                State,
                who =>
                {
                    waitedFor.Add(who);
                    other.Kill();
                },
                CancellationToken.None);
            CollectionAssert.AreEqual(new[] { owner }, waitedFor);
        }
        finally
        {
            other.Kill();
            other.WaitForExit();
        }
    }

    [TestMethod]
    public void A_wait_can_be_ended()
    {
        using StateLock? taken = StateLock.TryTake(State, out _);
        using var cancel = new CancellationTokenSource();

        Assert.ThrowsExactly<OperationCanceledException>(() => StateLock.Take(State, _ => cancel.Cancel(), cancel.Token));
    }

    [TestMethod]
    public void A_folder_that_cannot_be_made_is_an_error_and_no_wait()
    {
        File.WriteAllText(_folder["obj"], "");

        Assert.Throws<IOException>(() => StateLock.TryTake(State, out _));
    }

    private Process Holder()
    {
        string program = Path.Combine(
            AppContext.BaseDirectory.Replace(
                Path.Combine("tests", "Execution", "bin"), Path.Combine("tests", "TestProgram", "bin"), StringComparison.Ordinal),
            "TestProgram.dll");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string argument in new[] { program, "hold-lock", State })
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
