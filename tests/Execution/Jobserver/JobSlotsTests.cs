using TaskGraph.Execution.Executors.Jobserver;

namespace TaskGraph.Execution.Tests.Jobserver;

[TestClass]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class JobSlotsTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly string _root = Directory.CreateTempSubdirectory("taskgraph-slots-of-").FullName;
    private readonly string _build = $"test{Guid.NewGuid():N}";
    private readonly Inbox _inbox = new();

    private string Pipe => Path.Combine(_root, "found");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [TestMethod]
    public void Nothing_is_made_before_the_first_slot_is_asked_for()
    {
        using JobSlots slots = Serve(4);
        slots.Keep(0);
        Assert.IsNull(slots.Left.Folder);
        Assert.IsTrue(slots.TryHold(1));
        Assert.IsTrue(Directory.Exists(slots.Left.Folder));
    }

    [TestMethod]
    public void Two_builds_have_together_as_many_as_there_are_and_who_was_refused_is_told()
    {
        using JobSlots one = Serve(4), other = Serve(4);
        Assert.IsTrue(one.TryHold(3));
        Assert.IsFalse(other.TryHold(2));
        Assert.AreEqual(1, other.Held, "What could be had is held, for who needs less.");
        Assert.IsTrue(other.TryHold(1));
        one.Keep(1);
        AwaitSlots();
        Assert.IsTrue(other.TryHold(3));
        Assert.IsFalse(one.TryHold(2));
    }

    [TestMethod]
    public void Who_has_left_holds_nothing()
    {
        using JobSlots other = Serve(4);
        using (JobSlots one = Serve(4))
            Assert.IsTrue(one.TryHold(4));
        Assert.IsTrue(other.TryHold(4));
    }

    [TestMethod]
    public void One_thread_is_shared_as_well()
    {
        using JobSlots one = Serve(1), other = Serve(1);
        Assert.IsTrue(one.TryHold(1));
        Assert.AreEqual(1, MakeFlags.Read(one.MakeFlagsFor(null)).Jobs);
        Assert.IsFalse(other.TryHold(1));
        one.Keep(0);
        using JobSlots third = Serve(1);
        Assert.IsTrue(third.TryHold(1));
    }

    [TestMethod]
    public void More_than_a_pipe_takes_are_not_shared_and_leave_nothing()
    {
        using JobSlots one = Serve(4097), other = Serve(4097);
        Assert.IsTrue(one.TryHold(4097));
        Assert.IsTrue(other.TryHold(4097));
        Assert.IsNull(one.MakeFlagsFor(null));
        Assert.IsEmpty(Directory.GetDirectories(Path.GetTempPath(), $"taskgraph-slots-{_build}*"));
    }

    [TestMethod]
    public void Where_what_was_found_cannot_be_used_the_build_serves_its_own()
    {
        string reason = "";
        using var slots = new JobSlots(new JobSlotsOptions(2) { Build = _build, Found = Path.Combine(_root, "gone"), MakeFlags = " -j2 --jobserver-auth=fifo:gone", Gone = (_, why) => reason = why }, _inbox);
        Assert.IsTrue(slots.TryHold(1));
        Assert.AreNotEqual("", reason);
        Assert.AreEqual(Path.Combine(slots.Left.Folder!, "slots"), MakeFlags.Read(slots.MakeFlagsFor(null)).Fifo);
        using JobSlots other = Serve(2);
        Assert.IsFalse(other.TryHold(2));
    }

    [TestMethod]
    public void Nodes_are_told_where_the_slots_are_unless_they_run_a_make_that_dies_of_it()
    {
        using JobSlots slots = Serve(4);
        Assert.IsNull(slots.MakeFlagsFor(null));
        Assert.IsTrue(slots.TryHold(1));
        MakeFlags told = MakeFlags.Read(slots.MakeFlagsFor(null));
        Assert.AreEqual((Path.Combine(slots.Left.Folder!, "slots"), 4), (told.Fifo, told.Jobs));
        File.WriteAllText(Path.Combine(_root, "make"), "invalid --jobserver-auth string");
        using var withOld = new JobSlots(new JobSlotsOptions(4) { Build = _build, SearchPath = _root }, _inbox);
        Assert.IsTrue(withOld.TryHold(2));
        Assert.IsNull(withOld.MakeFlagsFor(null));
        Assert.IsNotNull(withOld.MakeFlagsFor(""), "A node with another PATH.");
        Assert.IsNull(slots.MakeFlagsFor(_root), "A node with another PATH.");
        Assert.IsFalse(slots.TryHold(3), "They are shared all the same.");
    }

    [TestMethod]
    public void Of_a_jobserver_that_was_found_all_builds_have_one_slot_more_than_it_has_tokens()
    {
        using TokenFifo found = Found("ab");
        using JobSlots one = Join(8), other = Join(8);
        Assert.IsTrue(one.TryHold(1));
        Assert.AreEqual("ab", Rest(found, giveBack: true), "The slot that comes with it needs no token.");
        Assert.IsTrue(other.TryHold(1));
        Assert.IsFalse(one.TryHold(3));
        Assert.AreEqual("", Rest(found));
        Assert.AreEqual(2, one.Held);
        Assert.IsTrue(one.MayFallShort);
        Assert.IsNull(one.MakeFlagsFor(null), "Nodes get what the build got.");
        File.WriteAllText(Path.Combine(_root, "make"), "invalid --jobserver-auth string");
        Assert.IsNull(MakeFlags.Read(one.MakeFlagsFor(_root) ?? "--jobserver-auth=fifo:x").Fifo, "But for one that would die of it.");
    }

    [TestMethod]
    public void What_is_given_back_is_what_was_taken_byte_for_byte()
    {
        using TokenFifo found = Found("abc");
        using (JobSlots slots = Join(8))
        {
            Assert.IsTrue(slots.TryHold(4));
            Assert.AreEqual("abc", File.ReadAllText(slots.Left.Held!), "It stands in a file, for who has to give it back if this process cannot.");
            slots.Keep(2);
            Assert.AreEqual("a", File.ReadAllText(slots.Left.Held!));
        }

        Assert.AreEqual("abc", string.Concat(Rest(found).Order()));
        Assert.IsEmpty(Directory.GetDirectories(Path.GetTempPath(), $"taskgraph-slots-{_build}*"));
    }

    [TestMethod]
    public void Who_was_refused_a_slot_of_it_is_told_when_there_is_one()
    {
        using TokenFifo found = Found("");
        using JobSlots slots = Join(8);
        Assert.IsTrue(slots.TryHold(1));
        Assert.IsFalse(slots.TryHold(2));
        found.GiveBack((byte)'z');
        AwaitSlots();
        Assert.IsTrue(slots.TryHold(2));
    }

    [TestMethod]
    public void One_that_is_gone_is_told_once_and_limits_nothing()
    {
        var told = new List<string>();
        using var slots = new JobSlots(new JobSlotsOptions(8) { Build = _build, Found = Pipe, Gone = (path, reason) => told.Add($"{path}: {reason}") }, _inbox);
        Assert.IsTrue(slots.TryHold(8) && slots.TryHold(7));
        Assert.HasCount(1, told);
        Assert.StartsWith(Pipe + ": ", told[0]);
    }

    [TestMethod]
    public void What_a_killed_program_has_not_given_back_is_there_again_when_nobody_holds_anything()
    {
        using JobSlots one = Serve(4), other = Serve(4);
        Assert.IsTrue(one.TryHold(1) && other.TryHold(1));
        using (TokenFifo program = TokenFifo.TryOpen(Path.Combine(one.Left.Folder!, "slots"), out _)!)
            Assert.IsTrue(program.TryTake(out _) && program.TryTake(out _));
        Assert.IsFalse(one.TryHold(3));
        one.Keep(0);
        other.Keep(0);
        Assert.IsFalse(other.TryHold(3));
        other.Keep(0);
        AwaitSlots();
        Assert.IsTrue(one.TryHold(4));
    }

    [TestMethod]
    public void Who_is_built_while_another_build_of_the_process_cannot_give_back_runs_one_node_at_a_time_without()
    {
        using JobSlots one = Serve(2), other = Serve(2);
        Assert.IsTrue(one.TryHold(2));
        Assert.IsFalse(other.TryHold(1));
        one.Call(() =>
        {
            Assert.IsTrue(other.TryHold(1));
            Assert.IsFalse(other.TryHold(2));
            other.Keep(1);
            Assert.IsFalse(other.TryHold(2));
            other.Keep(0);
            Assert.IsTrue(other.TryHold(2));
            other.Keep(0);
            one.Keep(1);
            AwaitSlots();
            Assert.IsTrue(other.TryHold(1));
            Assert.AreEqual(1, other.Held, "Where there is a slot it takes that.");
            other.Keep(0);
            Assert.IsTrue(other.TryHold(2), "Nor does it wait for the rest of what it needs.");
            other.Keep(0);
            Assert.IsTrue(one.TryHold(2));
            return 0;
        });
        Assert.IsFalse(other.TryHold(1));
    }

    private JobSlots Serve(int threads) => new(new JobSlotsOptions(threads) { Build = _build }, _inbox);

    private JobSlots Join(int threads) => new(new JobSlotsOptions(threads) { Build = _build, Found = Pipe }, _inbox);

    private TokenFifo Found(string tokens)
    {
        TokenFifo found = TokenFifo.TryCreate(Pipe, 0)!;
        foreach (char token in tokens)
            found.GiveBack((byte)token);
        return found;
    }

    private void AwaitSlots()
    {
        Assert.IsTrue(_inbox.TryWait((int)Deadline.TotalMilliseconds, out RunnerMessage? message), "Nobody was told.");
        Assert.IsInstanceOfType<RunnerMessage.SlotsGivenBack>(message);
    }

    private static string Rest(TokenFifo found, bool giveBack = false)
    {
        string rest = "";
        while (found.TryTake(out byte token))
            rest += (char)token;
        foreach (char token in giveBack ? rest : "")
            found.GiveBack((byte)token);
        return rest;
    }
}
