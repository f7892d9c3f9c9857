using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Simulation;

[TestClass]
public sealed class CancellingTests
{
    [TestMethod]
    public void A_first_request_after_a_failure_has_begun_to_end_nodes_leaves_them_their_grace()
    {
        var machine = new HandDrivenMachine
        {
            Step = machine =>
            {
                switch (machine.Waits)
                {
                    case 1:
                        machine.Post(new RunnerMessage.NodeEnded(0, 1));
                        break;
                    case 2:
                        CollectionAssert.AreEqual(new[] { (1, false) }, machine.Cancels);
                        machine.Milliseconds = 500;
                        machine.Post(new RunnerMessage.CancelAsked());
                        break;
                    case 3:
                        Assert.HasCount(1, machine.Cancels);
                        machine.Milliseconds = GraphRunner.Grace - 1;
                        break;
                    case 4:
                        Assert.HasCount(1, machine.Cancels);
                        machine.Milliseconds = GraphRunner.Grace;
                        break;
                    default:
                        CollectionAssert.AreEqual(new[] { (1, false), (1, true) }, machine.Cancels);
                        machine.Post(new RunnerMessage.NodeEnded(1, 137));
                        break;
                }
            },
        };
        machine.Run(2, OnFailure.Kill);
        Assert.AreEqual(5, machine.Waits);
    }

    [TestMethod]
    public void A_second_request_forces_at_once()
    {
        var machine = new HandDrivenMachine
        {
            Step = machine =>
            {
                if (machine.Waits < 3)
                    machine.Post(new RunnerMessage.CancelAsked());
                else
                    machine.Post(new RunnerMessage.NodeEnded(machine.Waits - 3, 143));
            },
        };
        machine.Run(2, OnFailure.Stop);
        CollectionAssert.AreEqual(new[] { (0, false), (1, false), (0, true), (1, true) }, machine.Cancels);
        Assert.IsTrue(machine.Events.OfType<GraphEvent.Ended>().All(ended => ended.Outcome == Outcome.Cancelled));
    }
}
