using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Simulation.Growing;

[TestClass]
public sealed class GrowingSimulationTests
{
    /// <summary>TASKGRAPH_GROWING_SIMULATIONS sets how many; TASKGRAPH_SEED runs one.</summary>
    [TestMethod]
    public void However_a_graph_grows_the_invariants_hold() =>
        Seeds.Each("TASKGRAPH_GROWING_SIMULATIONS", 4_000, Run);

    private static void Run(int seed)
    {
        var scenario = new GrowingScenario(seed);
        var invariants = new GrowingInvariants(scenario);
        var machine = new GrowingMachine(scenario, invariants);
        var plan = new Plan(scenario.Graph, new PlanOptions
        {
            Limits = scenario.Limits,
            OnFailure = scenario.OnFailure,
            Selected = scenario.Selected,
            Duration = node => node % 3 == 0 ? -1 : (node * 37) % 100,
            Shared = machine.Slots,
        });
        var options = new RunOptions(scenario.Threads, scenario.OnFailure) { Growth = scenario.Growth, Parser = machine };
        new GraphRunner(scenario.Graph, plan, machine.Rebuilder, machine, machine, machine, options, invariants.OnEvent).Run();
        invariants.AtTheEnd();
    }
}
