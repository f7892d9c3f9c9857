using TaskGraph.Execution.Executors;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Simulation;

[TestClass]
public sealed class LiveOutputTests
{
    [TestMethod]
    public void A_nodes_end_is_told_after_its_last_line_and_does_not_hold_up_the_next_start()
    {
        var output = new Output { Left = 3 };
        var machine = new HandDrivenMachine { LiveOutput = output, Step = machine => machine.Post(new RunnerMessage.NodeEnded(machine.Waits - 1, 0)) };
        output.Before = () => Assert.HasCount(3, machine.Events.OfType<GraphEvent.Started>(), "The slot is free as soon as the process has ended.");
        machine.Run(3, OnFailure.Stop);
        Assert.AreEqual(0, output.Left);
        Assert.IsGreaterThan(machine.Events.FindLastIndex(e => e is GraphEvent.OutputLine), machine.Events.FindIndex(e => e is GraphEvent.Ended { Node: 0 }));
    }

    [TestMethod]
    public void Nodes_that_print_without_end_are_forced_when_their_grace_is_over()
    {
        var output = new Output { Endless = true };
        var machine = new HandDrivenMachine { LiveOutput = output, Step = _ => Assert.Fail("There is always something to tell.") };
        int told = 0;
        output.Before = () =>
        {
            machine.Milliseconds += 100;
            if (++told == 1)
                machine.Post(new RunnerMessage.CancelAsked());
            if (machine.Cancels.Contains((0, true)) && !output.Abridged)
                Assert.Fail("A build that stops leaves out what it has no time for.");
            if (machine.Cancels.Contains((1, true)))
            {
                output.Endless = false;
                machine.Post(new RunnerMessage.NodeEnded(0, 137));
                machine.Post(new RunnerMessage.NodeEnded(1, 137));
            }
        };
        machine.Run(2, OnFailure.Stop);
        CollectionAssert.AreEqual(new[] { (0, false), (1, false), (0, true), (1, true) }, machine.Cancels);
        // One piece before the request is made, one when it was forced.
        Assert.AreEqual(RunOptions.DefaultGrace / 100, told - 2);
    }

    private sealed class Output : ILiveOutput
    {
        public int Left { get; set; }

        public bool Endless { get; set; }

        public bool Abridged { get; private set; }

        public Action? Before { get; set; }

        public bool TellSome(Action<GraphEvent> raise)
        {
            if (!Endless)
                return false;
            Before?.Invoke();
            return true;
        }

        // The first piece is told when the end is taken, all others only when there is nothing better to do.
        public bool TryFinish(int node, Action<GraphEvent> raise)
        {
            if (node > 0 || Left == 0)
                return true;
            if (Left < 3)
                Before?.Invoke();
            raise(new GraphEvent.OutputLine(node, "line"));
            return --Left == 0;
        }

        public void Abridge() => Abridged = true;
    }
}
