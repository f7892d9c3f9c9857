using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Simulation;

[TestClass]
public sealed class SimulationTests
{
    /// <summary>TASKGRAPH_SIMULATIONS sets how many; TASKGRAPH_SEED runs one.</summary>
    [TestMethod]
    public void Whatever_happens_in_whatever_graph_the_invariants_hold()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("TASKGRAPH_SEED"), out int only))
        {
            Run(only);
            return;
        }

        int count = int.TryParse(Environment.GetEnvironmentVariable("TASKGRAPH_SIMULATIONS"), out int asked) ? asked : 20_000;
        for (int seed = 0; seed < count; seed++)
        {
            try
            {
                Run(seed);
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {seed} (TASKGRAPH_SEED={seed} runs it alone): {e.Message}");
            }
        }
    }

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
        });
        new GraphRunner(scenario.Graph, plan, machine, machine, machine, machine, new RunOptions(scenario.Threads, scenario.OnFailure), invariants.OnEvent).Run();
        invariants.AtTheEnd();
    }
}
