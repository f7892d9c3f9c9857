namespace TaskGraph.Model.Tests;

/// <summary>What is free of threads and resources, however nodes come and go.</summary>
[TestClass]
public sealed class LimitsTests
{
    [TestMethod]
    [DataRow("gpu=2", "gpu=3", "a", "2 of 5 are not enough for 3 more than are left.")]
    [DataRow("gpu=2", "gpu=2", "a b", "4 of 4.")]
    [DataRow("gpu=1;GPU=2", "gpu=2", "a", "Amounts of one resource add up, and its name has no case.")]
    [DataRow("disk=2", "gpu=4;disk=1", "a b", "Each resource is counted by itself.")]
    [DataRow("disk=2", "gpu=1;disk=2", "a", "All of them have to be free.")]
    [DataRow("gpu=0", "gpu=4", "a b", "Nothing of a resource is none of it.")]
    public void Two_nodes_run_at_once_if_what_both_take_is_there(string first, string second, string started, string why)
    {
        var growing = new Growing(new Declared { Limits = new Limits(4, [new ResourceAmount("gpu", 4), new ResourceAmount("disk", 3)]) }
            .Node("a", "Command=x", $"Resources={first}").Node("b", "Command=x", $"Resources={second}"));
        Assert.AreEqual(started, growing.Step(), why);
        growing.End("a");
        Assert.AreEqual(started == "a" ? "b" : "", growing.Step(), "What is given back can be taken.");
    }

    [TestMethod]
    public void Free_threads_are_those_that_nobody_holds_and_who_asks_for_more_than_there_are_takes_all()
    {
        var growing = new Growing(new Declared { Limits = new Limits(3, []) }.Node("one", "Command=x").Node("wide", "Command=x", "Cpus=9").Node("two", "Command=x", "Cpus=2"));
        Assert.AreEqual("1 3 2", string.Join(' ', growing.Plan.ThreadsOf(0), growing.Plan.ThreadsOf(1), growing.Plan.ThreadsOf(2)));
        Assert.AreEqual(3, growing.Plan.FreeThreads);
        Assert.AreEqual("one two", growing.Step());
        Assert.AreEqual(0, growing.Plan.FreeThreads);
        growing.End("two");
        Assert.AreEqual(2, growing.Plan.FreeThreads);
        Assert.AreEqual("", growing.Step(), "It takes three.");
        growing.End("one");
        Assert.AreEqual("wide", growing.Step());
        Assert.AreEqual(0, growing.Plan.FreeThreads);
        growing.End("wide");
        Assert.AreEqual(3, growing.Plan.FreeThreads);
    }

    [TestMethod]
    public void What_somebody_asks_for_is_never_less_than_it_says_however_much_that_is()
    {
        Declared declared = new Declared().Node("n", "Command=x", "Resources=gpu=2000000000;gpu=2000000000");
        declared.Build();
        Assert.AreEqual($"ResourceExceeded gpu={int.MaxValue}", $"{declared.Problems.Single().Kind} {declared.Problems.Single().Value}");
    }
}
