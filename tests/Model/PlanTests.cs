namespace TaskGraph.Model.Tests;

[TestClass]
public sealed class PlanTests
{
    [TestMethod]
    public void At_one_thread_nodes_start_in_declaration_order_as_far_as_the_graph_lets_them()
    {
        Declared declared = new Declared { Limits = new Limits(1, []) }
            .Node("a", "Command=x", "DependsOn=c").Node("b", "Command=x").Node("c", "Command=x").Node("d", "Command=x", "Priority=1");
        Assert.AreEqual("d b c a", Order(declared, _ => 1));
    }

    [TestMethod]
    public void At_more_threads_the_longest_remaining_path_goes_first()
    {
        Declared declared = new Declared { Limits = new Limits(2, []) }
            .Node("short", "Command=x").Node("shorter", "Command=x").Node("head", "Command=x").Node("tail", "Command=x", "DependsOn=head");
        Assert.AreEqual("head short tail shorter", Order(declared, node => node == 3 ? 50 : 10));
    }

    [TestMethod]
    public void A_node_that_does_not_fit_does_not_hide_one_that_does()
    {
        Declared declared = new Declared { Limits = new Limits(2, [new ResourceAmount("gpu", 1)]) }
            .Node("g1", "Command=x", "Resources=gpu=1").Node("g2", "Command=x", "Resources=gpu=1").Node("plain", "Command=x");
        Graph graph = declared.Build();
        var plan = new Plan(graph, new PlanOptions { Limits = declared.Limits });
        Assert.AreEqual("g1 plain", string.Join(' ', StartAll(plan).Select(node => graph[node].Name)));
    }

    [TestMethod]
    [DataRow(OnFailure.Stop, "free", Outcome.Skipped)]
    [DataRow(OnFailure.Continue, "free", Outcome.Executed)]
    [DataRow(OnFailure.Continue, "behind", Outcome.Skipped)]
    [DataRow(OnFailure.Continue, "far", Outcome.Skipped)]
    [DataRow(OnFailure.Continue, "later", Outcome.Executed)]
    public void A_failure_skips_what_depends_on_it_and_by_the_rule_the_rest(OnFailure rule, string name, Outcome outcome)
    {
        Declared declared = new Declared { Limits = new Limits(1, []) }
            .Node("bad", "Command=x").Node("behind", "Command=x", "DependsOn=bad").Node("far", "Command=x", "DependsOn=behind")
            .Node("later", "Command=x", "RunAfter=bad").Node("free", "Command=x");
        Graph graph = declared.Build();
        var plan = new Plan(graph, new PlanOptions { Limits = declared.Limits, OnFailure = rule });
        while (StartAll(plan) is [int node, ..])
        {
            plan.Release(node);
            plan.End(node, graph[node].Name == "bad" ? Outcome.Failed : Outcome.Executed);
        }

        Assert.AreEqual(outcome, plan.OutcomeOf(graph.Find(name)));
        Assert.IsTrue(plan.IsFinished);
    }

    [TestMethod]
    public void A_state_never_goes_back()
    {
        Declared declared = new Declared().Node("a", "Command=x");
        var plan = new Plan(declared.Build(), new PlanOptions { Limits = declared.Limits });
        Assert.ThrowsExactly<InvalidOperationException>(() => plan.Release(0));
        StartAll(plan);
        Assert.ThrowsExactly<InvalidOperationException>(() => plan.Enqueue(0));
    }

    private static string Order(Declared declared, Func<int, int> duration)
    {
        Graph graph = declared.Build();
        var plan = new Plan(graph, new PlanOptions { Limits = declared.Limits, Duration = duration });
        var running = new Queue<int>(StartAll(plan));
        var order = new List<int>(running);
        while (running.TryDequeue(out int node))
        {
            plan.Release(node);
            plan.End(node, Outcome.Executed);
            foreach (int started in StartAll(plan))
            {
                running.Enqueue(started);
                order.Add(started);
            }
        }

        return string.Join(' ', order.Select(node => graph[node].Name));
    }

    private static List<int> StartAll(Plan plan)
    {
        var started = new List<int>();
        while (plan.Next(out int node) is not NextStep.None and var step)
        {
            if (step == NextStep.Start)
                started.Add(node);
            else
                plan.Enqueue(node);
        }

        return started;
    }
}
