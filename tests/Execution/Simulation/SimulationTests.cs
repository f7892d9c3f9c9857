using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Simulation;

[TestClass]
public sealed class SimulationTests
{
    /// <summary>TASKGRAPH_SIMULATIONS sets how many; TASKGRAPH_SEED runs one.</summary>
    [TestMethod]
    public void Whatever_happens_in_whatever_graph_the_invariants_hold() =>
        Seeds.Each("TASKGRAPH_SIMULATIONS", 20_000, Run);

    private static void Run(int seed)
    {
        var scenario = new Scenario(seed);
        var invariants = new Invariants(scenario);
        var machine = new SimulatedMachine(scenario, invariants);
        var plan = new Plan(scenario.Graph, new PlanOptions
        {
            Limits = scenario.Limits,
            OnFailure = scenario.OnFailure,
            Selected = scenario.Selected,
            Duration = node => scenario.Remembered[node],
            Shared = machine.Slots,
            Fetches = machine.Cache is not null,
        });
        new GraphRunner(scenario.Graph, plan, machine.Rebuilder, machine, machine, machine, new RunOptions(scenario.Threads, scenario.OnFailure) { Cache = machine.Cache }, invariants.OnEvent).Run();
        invariants.AtTheEnd();
    }
}
