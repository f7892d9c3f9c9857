using TaskGraph.Execution;
using TaskGraph.Execution.Executors;

namespace TaskGraph.Bench.Engine;

/// <summary>Ends each node well as soon as it is started.</summary>
internal sealed class EndsAtOnce(Inbox inbox) : IExecutor
{
    public void Start(NodeStart start) => inbox.Post(new RunnerMessage.NodeEnded(start.Number, 0));

    public void Cancel(int node, bool force)
    {
    }
}
