using System.Collections.ObjectModel;
using TaskGraph.Execution;
using TaskGraph.Execution.Executors;
using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>What a build would run, in which order and why, found out by the same loop with an executor that runs nothing.</summary>
internal static class DryRun
{
    /// <summary>The nodes that would run, in the order in which they would start.</summary>
    /// <param name="project">The project.</param>
    /// <param name="problems">Takes what would keep a node from running at all.</param>
    public static List<(int Node, StaleReason Reason)> Of(ProjectGraph project, List<Problem> problems)
    {
        var would = new List<(int, StaleReason)>();
        var build = new Build(project, remember: false);
        var inbox = new Inbox();
        var rebuilder = new Pretence(project.Graph, build.Rebuilder);
        build.Run(rebuilder, new NoExecutor(inbox), inbox, cache: null, e =>
        {
            if (e is GraphEvent.Started started)
                would.Add((started.Node, started.Reason));
            else if (e is GraphEvent.Ended { Problem: { } problem })
                problems.Add(problem);
        });
        return would;
    }

    private sealed class NoExecutor(Inbox inbox) : IExecutor
    {
        public void Start(NodeStart start) => inbox.Post(new RunnerMessage.NodeEnded(start.Number, 0));

        public void Cancel(int node, bool force)
        {
        }
    }

    // A node that would run may change whatever it writes: what reads it cannot be checked, and would run, if not cut off early.
    private sealed class Pretence(Graph graph, IRebuilder real) : IRebuilder
    {
        private readonly HashSet<int> _ran = [];

        public CheckResult Check(int node)
        {
            int data = graph.Named[node].Length + graph.ByFile[node].Length;
            for (int i = 0; i < data; i++)
            {
                int dependency = graph.Dependency(node, i);
                if (!_ran.Contains(dependency))
                    continue;
                if (graph[node].IsGroup)
                    _ran.Add(node);
                return graph[node].IsGroup ? CheckResult.UpToDate : CheckResult.Stale(StaleReason.Of(StaleKind.DependencyWouldRun, graph[dependency].Name));
            }

            return real.Check(node);
        }

        public Problem? Foresee(int node) => real.Foresee(node);

        public Problem? WillStart(int node) => null;

        public IReadOnlyList<string> InputsOf(int node) => [];

        public void Ended(int node)
        {
        }

        public Problem? Settle(int node, NodeFinish finish, List<Problem> warnings)
        {
            _ran.Add(node);
            return null;
        }

        public void Grow(int parent) => real.Grow(parent);

        public void Retired(int node)
        {
        }

        public void Unneeded(int node)
        {
        }

        public void Closed(int node)
        {
            real.Closed(node);
            // Who waits for a node waits for what it added.
            if (_ran.Contains(node) && graph.ParentOf(node) is >= 0 and int parent)
                _ran.Add(parent);
        }

        public IReadOnlyDictionary<string, string> ResultsReadBy(int node) => ReadOnlyDictionary<string, string>.Empty;

        public IReadOnlyList<KeyValuePair<string, string>> ResultsOf(int node) => real.ResultsOf(node);

        public void SettleFailed(int node) => _ran.Add(node);
    }
}
