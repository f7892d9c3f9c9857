namespace TaskGraph.Model.Tests;

[TestClass]
public sealed class SharedSlotsTests
{
    [TestMethod]
    public void What_fits_starts_as_far_as_others_leave_slots_and_the_plan_is_short_of_the_rest()
    {
        var slots = new Fake { Available = 2 };
        (Graph graph, Plan plan) = Plan(slots, 4, new Declared().Node("a", "Command=x").Node("b", "Command=x").Node("c", "Command=x"));
        Assert.AreEqual("a1 b1", StartAll(graph, plan));
        Assert.IsTrue(plan.IsShort);
        slots.Available = 3;
        Assert.AreEqual("c1", StartAll(graph, plan));
        Assert.IsFalse(plan.IsShort);
        Assert.AreEqual((1, 3), (plan.FreeThreads, slots.Held));
    }

    [TestMethod]
    public void Who_lacks_slots_of_its_own_is_not_short_and_asks_for_none()
    {
        var slots = new Fake { Available = 9 };
        (Graph graph, Plan plan) = Plan(slots, 1, new Declared().Node("a", "Command=x").Node("b", "Command=x"));
        Assert.AreEqual("a1", StartAll(graph, plan));
        Assert.IsFalse(plan.IsShort);
        Assert.AreEqual(1, slots.Asked);
    }

    [TestMethod]
    public void One_that_needs_several_waits_for_all_of_them_and_hides_none_that_needs_less()
    {
        var slots = new Fake { Available = 2 };
        (Graph graph, Plan plan) = Plan(slots, 4, new Declared().Node("wide", "Command=x", "Cpus=3").Node("a", "Command=x"));
        Assert.AreEqual("a1", StartAll(graph, plan));
        Assert.IsTrue(plan.IsShort);
        Assert.AreEqual(1, slots.Held, "What was got for it goes back.");
        slots.Available = 4;
        Assert.AreEqual("wide3", StartAll(graph, plan));
    }

    [TestMethod]
    public void Where_there_may_never_be_more_it_takes_what_there_is()
    {
        var slots = new Fake { Available = 2, MayFallShort = true };
        (Graph graph, Plan plan) = Plan(slots, 4, new Declared().Node("wide", "Command=x", "Cpus=3").Node("wider", "Command=x", "Cpus=9"));
        Assert.AreEqual("wide2", StartAll(graph, plan));
        Assert.AreEqual(2, plan.FreeThreads);
        Assert.IsTrue(plan.IsShort);
        plan.Release(0);
        Assert.AreEqual(4, plan.FreeThreads);
        Assert.AreEqual(3, plan.ThreadsOf(0), "What it asks for, now that it holds nothing.");
        slots.Available = 9;
        Assert.AreEqual("wider4", StartAll(graph, plan));
    }

    [TestMethod]
    public void What_is_not_in_use_goes_back_at_once()
    {
        var slots = new Fake { Available = 2 };
        (Graph graph, Plan plan) = Plan(slots, 2, new Declared().Node("a", "Command=x").Node("b", "Command=x").Node("c", "Command=x", "DependsOn=a"));
        Assert.AreEqual("a1 b1", StartAll(graph, plan));
        plan.Release(0);
        Assert.AreEqual(1, slots.Held);
        plan.End(0, Outcome.Executed);
        Assert.AreEqual("c1", StartAll(graph, plan));
        plan.Pause(2);
        Assert.AreEqual(1, slots.Held);
        plan.Resume(2);
        Assert.AreEqual(NextStep.Resume, plan.Next(out _));
        Assert.AreEqual(2, slots.Held);
    }

    private static (Graph Graph, Plan Plan) Plan(ISharedSlots slots, int threads, Declared declared)
    {
        Graph graph = declared.Build();
        return (graph, new Plan(graph, new PlanOptions { Limits = new Limits(threads, []), Shared = slots }));
    }

    // What starts, each with the threads that it has.
    private static string StartAll(Graph graph, Plan plan)
    {
        var started = new List<string>();
        for (NextStep step = plan.Next(out int node); step != NextStep.None; step = plan.Next(out node))
        {
            if (step == NextStep.Check)
                plan.Enqueue(node);
            else
                started.Add($"{graph[node].Name}{plan.ThreadsOf(node)}");
        }

        return string.Join(' ', started);
    }

    private sealed class Fake : ISharedSlots
    {
        public int Available { get; set; }

        public int Asked { get; private set; }

        public int Held { get; private set; }

        public bool MayFallShort { get; init; }

        public bool TryHold(int threads)
        {
            Asked = Math.Max(Asked, threads);
            Held = Math.Max(Held, Math.Min(threads, Available));
            return Held >= threads;
        }

        public void Keep(int threads) => Held = Math.Min(Held, threads);
    }
}
