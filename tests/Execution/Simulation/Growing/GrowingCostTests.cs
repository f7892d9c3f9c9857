using System.Text;
using TaskGraph.Execution.Growth;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Simulation.Growing;

[TestClass]
public sealed class GrowingCostTests
{
    [TestMethod]
    public void A_child_that_is_added_alone_costs_the_same_however_many_are_there()
    {
        Allocated(100);
        long few = Allocated(1000);
        // What was copied once a child would be 64 times as much.
        Assert.IsLessThan(16 * few, Allocated(8000));
    }

    private static long Allocated(int children)
    {
        var client = new Deaf();
        var machine = new HandDrivenMachine
        {
            Parser = new Groups(),
            Step = machine =>
            {
                machine.Post(new RunnerMessage.Asked(0, new ClientRequest.Hello(), client));
                for (int i = 0; i < children; i++)
                    machine.Post(new RunnerMessage.Asked(0, new ClientRequest.Add([Encoding.UTF8.GetBytes($"child{i}")]), client));
                // So that no child starts: it is the adding alone that is measured.
                machine.Post(new RunnerMessage.CancelAsked());
                machine.Post(new RunnerMessage.Asked(0, new ClientRequest.Left(), client));
                machine.Post(new RunnerMessage.NodeEnded(0, 0));
            },
        };
        long before = GC.GetAllocatedBytesForCurrentThread();
        machine.Run(nodes: 1, OnFailure.Stop);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.AreEqual(children, machine.Events.Count(e => e is GraphEvent.Grown));
        return allocated;
    }

    // Each line is the name of a group.
    private sealed class Groups : INodeParser
    {
        public IReadOnlyList<Node> Parse(ReadOnlySpan<byte> json, Node parent, List<Problem> problems)
        {
            var reader = new NodeReader("/project", false, problems);
            reader.Begin(Encoding.UTF8.GetString(json), new NodeSource("flow.proj", 0), false);
            return [reader.End()];
        }

        public (string Code, string Text) Describe(Problem problem) => (problem.Kind.ToString(), problem.Value);
    }

    private sealed class Deaf : IClient
    {
        public void Ended(string name, Outcome outcome, int? exitCode, string? error, IReadOnlyList<KeyValuePair<string, string>> results)
        {
        }

        public void Go(long? id, bool timedOut)
        {
        }

        public void Results(long? id, IReadOnlyList<KeyValuePair<string, string>> results)
        {
        }

        public void Done(long? id)
        {
        }

        public void Close()
        {
        }

        public void Refuse(long? id, string code, string message) => Assert.Fail(message);
    }
}
