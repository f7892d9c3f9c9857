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
                        machine.Milliseconds = RunOptions.DefaultGrace - 1;
                        break;
                    case 4:
                        Assert.HasCount(1, machine.Cancels);
                        machine.Milliseconds = RunOptions.DefaultGrace;
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
    public void What_starts_because_of_a_failure_is_not_ended_by_it_but_by_who_asks()
    {
        var machine = new HandDrivenMachine
        {
            // Nodes 2 and 3 are there for the failure of node 0.
            Declare = (node, reader) =>
            {
                if (node < 2)
                    return;
                reader.Set("DependsOn", MetadataValue.Plain("n0"));
                reader.Set("RunWhen", MetadataValue.Plain("AnyFailed"));
            },
            Step = machine =>
            {
                switch (machine.Waits)
                {
                    case 1:
                        machine.Post(new RunnerMessage.NodeEnded(0, 1));
                        break;
                    case 2:
                        machine.Post(new RunnerMessage.NodeEnded(1, 143));
                        break;
                    case 3:
                        machine.Milliseconds = RunOptions.DefaultGrace + 1;
                        break;
                    case 4:
                        CollectionAssert.AreEqual(new[] { (1, false) }, machine.Cancels);
                        machine.Post(new RunnerMessage.NodeEnded(2, 1));
                        break;
                    case 5:
                        CollectionAssert.AreEqual(new[] { (1, false) }, machine.Cancels, "A failure of what tidies up ends nothing else that does.");
                        machine.Post(new RunnerMessage.CancelAsked());
                        break;
                    default:
                        CollectionAssert.AreEqual(new[] { (1, false), (3, false) }, machine.Cancels);
                        machine.Post(new RunnerMessage.NodeEnded(3, 143));
                        break;
                }
            },
        };
        machine.Run(4, OnFailure.Kill);
        Assert.AreEqual("0 Failed, 1 Cancelled, 2 Failed, 3 Cancelled", string.Join(", ", machine.Events.OfType<GraphEvent.Ended>().Select(ended => $"{ended.Node} {ended.Outcome}")));
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
