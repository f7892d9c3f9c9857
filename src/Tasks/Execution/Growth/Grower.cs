using TaskGraph.Model;

namespace TaskGraph.Execution.Growth;

/// <summary>
/// Answers what running nodes ask: adds nodes to graph and plan, lets nodes wait for their children, tells them of ends. Used on the runner's thread alone.
/// </summary>
public sealed class Grower
{
    private readonly Graph _graph;
    private readonly Plan _plan;
    private readonly GraphGrowth _growth;
    private readonly IRebuilder _rebuilder;
    private readonly INodeParser _parser;
    private readonly Action<GraphEvent> _raise;
    private readonly Dictionary<int, Parent> _parents = [];
    private readonly Dictionary<int, (int ExitCode, string Error)> _failures = [];
    private readonly List<LateEdge> _late = [];
    private readonly List<Problem> _problems = [];

    /// <summary>Creates it for a build.</summary>
    public Grower(Graph graph, Plan plan, GraphGrowth growth, IRebuilder rebuilder, INodeParser parser, Action<GraphEvent> raise)
    {
        (_graph, _plan, _growth) = (graph, plan, growth);
        (_rebuilder, _parser, _raise) = (rebuilder, parser, raise);
    }

    /// <summary>The next moment at which a wait is over although nothing has come; <see cref="long.MaxValue"/> if there is none.</summary>
    public long NextDeadline { get; private set; } = long.MaxValue;

    /// <summary>True if a node has connections that have not ended.</summary>
    public bool HasClients(int node) => _parents.TryGetValue(node, out Parent? parent) && parent.Clients.Count + parent.Silent.Count > 0;

    /// <summary>The children that a running node has added or taken over, in that order.</summary>
    public IReadOnlyList<int> ChildrenOf(int node) => _parents.TryGetValue(node, out Parent? parent) ? [.. parent.Children.Values] : [];

    /// <summary>The nodes that a running node has waited for or asked for results.</summary>
    public IReadOnlyCollection<int> ConsumedBy(int node) => _parents.TryGetValue(node, out Parent? parent) ? parent.Consumed : [];

    /// <summary>Adds nodes as children of a node.</summary>
    /// <returns>False, with what is wrong in <paramref name="problems"/>, if they cannot be; then none was added.</returns>
    public bool TryAdd(int parent, IReadOnlyList<Node> nodes, List<Problem> problems)
    {
        int first = _graph.Count;
        _late.Clear();
        if (!_growth.TryAdd(nodes, parent, _plan, _late, problems))
            return false;
        _rebuilder.Grow(parent);
        _raise(new GraphEvent.Grown(parent, first, _graph.Count - first));
        _plan.Grow(_late);
        return true;
    }

    /// <summary>Answers a request of a running node; returns the children that are to be ended and run.</summary>
    public IReadOnlyList<int> Answer(int node, ClientRequest request, IClient client, long now)
    {
        if (!_parents.TryGetValue(node, out Parent? parent))
            _parents.Add(node, parent = new Parent());
        switch (request)
        {
            case ClientRequest.Arrived:
                parent.Silent.Add(client);
                break;
            case ClientRequest.HandedOver:
                parent.Silent.Remove(client);
                break;
            case ClientRequest.Hello:
                parent.Silent.Remove(client);
                parent.Clients.Add(client);
                foreach (int child in parent.Children.Values.Where(_plan.IsClosed))
                    Tell(parent, client, child);
                break;
            case ClientRequest.Left:
                parent.Silent.Remove(client);
                parent.Clients.Remove(client);
                client.Close();
                parent.Waits.RemoveAll(wait => wait.Client == client);
                ResumeIfReady(node, parent);
                break;
            case ClientRequest.Garbage garbage:
                Refuse(node, parent, client, request.Id, new Problem(ProblemKind.ClientGarbage, _graph[node], _graph[node].Name) { Detail = garbage.Fault });
                break;
            case ClientRequest.Add add:
                Add(node, parent, add, client);
                break;
            case ClientRequest.Wait wait:
                Wait(node, parent, wait, client, now);
                break;
            case ClientRequest.Cancel cancel:
                return Cancel(node, parent, cancel, client);
            case ClientRequest.Results results:
                TellResults(node, parent, results, client);
                break;
        }

        return [];
    }

    /// <summary>Takes an event, for what children that failed are told to have done.</summary>
    public void On(GraphEvent e)
    {
        // How a node ends that is stopped is not why it did.
        if (e is GraphEvent.Ended { Problem: { } problem, Outcome: not Outcome.Cancelled } ended && _graph.ParentOf(ended.Node) >= 0)
            _failures[ended.Node] = (ended.ExitCode, _parser.Describe(problem).Text);
    }

    /// <summary>A node and all its children have ended: whoever waits for it is told.</summary>
    public void Closed(int node)
    {
        int above = _graph.ParentOf(node);
        if (above < 0 || !_parents.TryGetValue(above, out Parent? parent))
            return;
        foreach (IClient client in parent.Children.ContainsKey(_graph[node].Name) ? parent.Clients : [])
            Tell(parent, client, node);
        foreach (OpenWait wait in parent.Waits)
        {
            if (wait.For.Remove(node))
                wait.Ready |= !wait.All || wait.For.Count == 0;
        }

        ResumeIfReady(above, parent);
    }

    /// <summary>A node goes on: what it waited for is answered.</summary>
    public void Resumed(int node)
    {
        if (_parents.TryGetValue(node, out Parent? parent))
            AnswerWaits(parent);
    }

    private void AnswerWaits(Parent parent)
    {
        foreach (OpenWait wait in parent.Waits)
        {
            if (wait.Ready)
                wait.Client.Go(wait.Id, wait.TimedOut);
        }

        parent.Waits.RemoveAll(wait => wait.Ready);
        FindDeadline();
    }

    /// <summary>Ends waits whose time is up.</summary>
    public void PassTime(long now)
    {
        if (now < NextDeadline)
            return;
        foreach ((int node, Parent parent) in _parents)
        {
            foreach (OpenWait wait in parent.Waits)
            {
                if (wait.Deadline <= now && !wait.Ready)
                    (wait.Ready, wait.TimedOut) = (true, true);
            }

            ResumeIfReady(node, parent);
        }

        FindDeadline();
    }

    /// <summary>A node has ended well: what it added last time, before it was known that it runs again, and has not added now, is not wanted any more.</summary>
    public void RetireRest(int node)
    {
        if (!_graph.HasChildren(node))
            return;
        var kept = ChildrenOf(node).ToHashSet();
        foreach (int child in _graph.ChildrenOf(node))
        {
            if (!kept.Contains(child) && _plan.IsClosed(child) && !_graph.IsRetired(child))
                Retire(child);
        }
    }

    /// <summary>A node's process has ended and nobody speaks for it any more: what it was refused, or null.</summary>
    public Problem? End(int node)
    {
        if (!_parents.TryGetValue(node, out Parent? parent))
            return null;
        parent.Waits.Clear();
        FindDeadline();
        return parent.Fault;
    }

    /// <summary>A node is to be tried again: what it added and what came of it is taken over if it adds it again, but for what did not succeed, which is made anew.</summary>
    public void Restart(int node)
    {
        if (_parents.Remove(node, out Parent? parent))
        {
            foreach (IClient client in parent.Clients)
                client.Close();
        }

        if (!_graph.HasChildren(node))
            return;
        foreach (int child in _graph.ChildrenOf(node))
        {
            if (!_graph.IsRetired(child) && _plan.IsClosed(child) && _plan.OutcomeOf(child) is Outcome.Failed or Outcome.Skipped or Outcome.Cancelled)
                Retire(child);
        }
    }

    private void Add(int node, Parent parent, ClientRequest.Add add, IClient client)
    {
        _problems.Clear();
        var nodes = new List<Node>(add.Nodes.Count);
        var known = new List<int>();
        var isKnown = new HashSet<int>();
        var called = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ReadOnlyMemory<byte> json in add.Nodes)
        {
            IReadOnlyList<Node> parsed = _parser.Parse(json.Span, _graph[node], _problems);
            if (parsed.Count > 0 && FindKnown(node, parent, parsed[0]) is >= 0 and int same && isKnown.Add(same))
            {
                known.Add(same);
                continue;
            }

            foreach (Node one in parsed)
            {
                RetireSameName(node, parent, isKnown, one);
                if (SentName(parsed[0], one) is { } name)
                    called.TryAdd(one.Name, name);
            }

            nodes.AddRange(parsed);
        }

        int first = _graph.Count;
        bool open = _plan.StateOf(node) is NodeState.Running or NodeState.Paused or NodeState.Settling;
        if (!open)
            _problems.Add(new Problem(ProblemKind.ParentEnded, _graph[node], _graph[node].Name));
        bool sound = _problems.TrueForAll(problem => problem.IsWarning);
        if (!sound || !TryAdd(node, nodes, _problems))
        {
            Refuse(node, parent, client, add.Id, _problems.First(problem => !problem.IsWarning));
            return;
        }

        foreach (Problem warning in _problems)
            _raise(new GraphEvent.Warned(warning));
        foreach (int child in known)
            TakeOver(parent, child);
        for (int child = first; child < _graph.Count; child++)
        {
            parent.Children.Add(_graph[child].Name, child);
            if (called.TryGetValue(_graph[child].Name, out string? name))
                parent.Called.Add(child, name);
        }

        if (add.Id is not null)
            client.Done(add.Id);
    }

    // What a program calls a node that came with one that it sent; null if that is the node's name in the graph.
    private static string? SentName(Node sent, Node node) => sent.SentAs is null || sent.SentAs == sent.Name ? null : sent.SentAs + node.Name[sent.Name.Length..];

    // What it added last time was added before it was known that it runs again: the same declaration is the same node.
    private int FindKnown(int node, Parent parent, Node parsed)
    {
        int same = _graph.Find(parsed.Name);
        return same >= 0 && _graph.ParentOf(same) == node && !parent.Children.ContainsKey(parsed.Name) && _graph[same].Declaration == parsed.Declaration ? same : -1;
    }

    // The same name for something else: what it was last time is not wanted any more.
    private void RetireSameName(int node, Parent parent, HashSet<int> known, Node parsed)
    {
        int same = _graph.Find(parsed.Name);
        if (same >= 0 && !known.Contains(same) && _graph.ParentOf(same) == node && !parent.Children.ContainsKey(parsed.Name) && _plan.IsClosed(same))
            Retire(same);
    }

    private void Retire(int child)
    {
        _growth.Retire(child);
        _rebuilder.Retired(child);
    }

    private void TakeOver(Parent parent, int child)
    {
        Node sent = _graph[child];
        int[] members = [.. sent.Instances.Select(member => _graph.Find(member.Name)).Where(member => member >= 0)];
        foreach (int taken in (int[])[child, .. members])
        {
            if (parent.Children.TryAdd(_graph[taken].Name, taken) && SentName(sent, _graph[taken]) is { } name)
                parent.Called[taken] = name;
        }

        // They have ended before that which they belong to.
        foreach (int taken in (int[])[.. members, child])
        {
            foreach (IClient client in _plan.IsClosed(taken) ? parent.Clients : [])
                Tell(parent, client, taken);
        }
    }

    private bool TryFindChild(int node, Parent parent, string sent, out int child) => parent.Children.TryGetValue(_graph[node].Scope.NameOf(sent), out child);

    private void Wait(int node, Parent parent, ClientRequest.Wait wait, IClient client, long now)
    {
        var open = new HashSet<int>();
        bool any = false;
        foreach (string name in wait.Names)
        {
            if (!TryFindChild(node, parent, name, out int child))
            {
                Refuse(node, parent, client, wait.Id, new Problem(ProblemKind.NoChild, _graph[node], name));
                return;
            }

            parent.Consumed.Add(child);
            if (_plan.IsClosed(child))
                any = true;
            else
                open.Add(child);
        }

        bool come = open.Count == 0 || (any && !wait.All);
        bool ready = come || wait.Timeout == 0;
        NodeState state = _plan.StateOf(node);
        if (ready && state == NodeState.Running)
        {
            client.Go(wait.Id, timedOut: !come);
            return;
        }

        long deadline = wait.Timeout < 0 ? long.MaxValue : now + wait.Timeout;
        parent.Waits.Add(new OpenWait { Client = client, Id = wait.Id, For = open, All = wait.All, Deadline = deadline, Ready = ready, TimedOut = ready && !come });
        NextDeadline = Math.Min(NextDeadline, deadline);
        if (state == NodeState.Running)
            _plan.Pause(node);
        else
            ResumeIfReady(node, parent);
    }

    private List<int> Cancel(int node, Parent parent, ClientRequest.Cancel cancel, IClient client)
    {
        var running = new List<int>();
        foreach (string name in cancel.Names)
        {
            if (!TryFindChild(node, parent, name, out int child))
            {
                Refuse(node, parent, client, cancel.Id, new Problem(ProblemKind.NoChild, _graph[node], name));
                return running;
            }

            bool ended = _plan.StateOf(child) == NodeState.Ended;
            if (!_plan.CancelChild(child))
            {
                running.Add(child);
            }
            else if (!ended)
            {
                _rebuilder.Unneeded(child);
                _raise(new GraphEvent.Ended(child, Outcome.Cancelled, -1, 0));
            }
        }

        if (cancel.Id is not null)
            client.Done(cancel.Id);
        return running;
    }

    private void TellResults(int node, Parent parent, ClientRequest.Results results, IClient client)
    {
        int other = TryFindChild(node, parent, results.Name, out int child) ? child : _graph.Find(_graph[node].Scope.NameOf(results.Name));
        if (other < 0 || !IsNear(node, other) || !_plan.IsClosed(other))
        {
            Refuse(node, parent, client, results.Id, new Problem(ProblemKind.NoResultsOf, _graph[node], results.Name));
            return;
        }

        parent.Consumed.Add(other);
        client.Results(results.Id, _rebuilder.ResultsOf(other));
    }

    // True of a node's children and of what it depends on; of a map or another node that grew, all that belongs to it counts.
    private bool IsNear(int node, int other)
    {
        for (int at = other; at >= 0; at = _graph.ParentOf(at))
        {
            if (_graph.ParentOf(at) == node || DependsOn(node, at))
                return true;
            foreach (int dependency in _graph.Named[node])
            {
                if (_graph[dependency].IsGroup && DependsOn(dependency, at))
                    return true;
            }
        }

        return false;
    }

    private bool DependsOn(int node, int other) => _graph.Named[node].Contains(other) || _graph.ByFile[node].Contains(other);

    private void Tell(Parent parent, IClient client, int node)
    {
        bool failed = _failures.TryGetValue(node, out (int ExitCode, string Error) failure);
        int? exitCode = failed && failure.ExitCode >= 0 ? failure.ExitCode : _plan.OutcomeOf(node) == Outcome.Executed ? 0 : null;
        client.Ended(parent.Called.GetValueOrDefault(node) ?? _graph[node].Name, _plan.OutcomeOf(node), exitCode, failed ? failure.Error : null, _rebuilder.ResultsOf(node));
    }

    // Of several waits, one may be fulfilled after another has been answered: the node runs, and holds its slots.
    private void ResumeIfReady(int node, Parent parent)
    {
        bool ready = parent.Waits.Exists(wait => wait.Ready);
        NodeState state = _plan.StateOf(node);
        if (state == NodeState.Paused && (ready || parent.Waits.Count == 0))
            _plan.Resume(node);
        else if (state == NodeState.Running && ready)
            AnswerWaits(parent);
    }

    private void Refuse(int node, Parent parent, IClient client, long? id, Problem problem)
    {
        (string code, string text) = _parser.Describe(problem);
        parent.Fault ??= new Problem(ProblemKind.RequestRefused, _graph[node], code) { Detail = text };
        client.Refuse(id, code, text);
    }

    private void FindDeadline()
    {
        NextDeadline = long.MaxValue;
        foreach (Parent parent in _parents.Values)
        {
            foreach (OpenWait wait in parent.Waits)
                NextDeadline = Math.Min(NextDeadline, wait.Ready ? long.MaxValue : wait.Deadline);
        }
    }
}
