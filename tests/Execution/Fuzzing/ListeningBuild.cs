using System.Net;
using System.Net.Sockets;
using TaskGraph.Execution.Declarations;
using TaskGraph.Execution.Executors;
using TaskGraph.Execution.Growth;
using TaskGraph.Execution.Tests.Simulation;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Fuzzing;

/// <summary>A build on a thread of its own with a real socket, of nodes that run until they are told to end; what they add ends at once. Who has opened a connection is what the test says.</summary>
internal sealed class ListeningBuild : IExecutor, IClock, IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly Inbox _inbox = new();
    private readonly SocketServer _server;
    private readonly (string Address, string Token)[] _doors;
    private readonly CountdownEvent _started;
    private readonly Thread _thread;
    private readonly Dictionary<string, GraphEvent.Ended> _ended = [];
    private Exception? _fault;
    private int? _owner;

    /// <summary>Begins, with nodes p0, p1 and so on, and returns when all of them run.</summary>
    public ListeningBuild(int nodes)
    {
        _doors = new (string, string)[nodes];
        _started = new CountdownEvent(nodes);
        _server = new SocketServer(_inbox, nodes + 1, _ => _owner);
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
        Assert.IsTrue(_started.Wait(LongestWait), "The nodes do not start.");
    }

    public long Milliseconds => Environment.TickCount64;

    /// <summary>The secret of a node.</summary>
    public string TokenOf(int node) => _doors[node].Token;

    /// <summary>A new connection, which the build has accepted.</summary>
    /// <param name="owner">The node whose process it is; null if nobody knows.</param>
    public Socket Connect(int? owner)
    {
        _owner = owner;
        string address = _doors[0].Address;
        bool isPort = address.StartsWith("tcp:", StringComparison.Ordinal);
        var socket = new Socket(isPort ? AddressFamily.InterNetwork : AddressFamily.Unix, SocketType.Stream, isPort ? ProtocolType.Tcp : ProtocolType.Unspecified) { ReceiveTimeout = (int)LongestWait.TotalMilliseconds };
        socket.Connect(isPort ? IPEndPoint.Parse(address[4..]) : new UnixDomainSocketEndPoint(address));
        _server.TakeWaiting();
        return socket;
    }

    /// <summary>The process of a node ends, with 0.</summary>
    public void End(int node)
    {
        _server.TakeWaiting();
        _inbox.Post(new RunnerMessage.NodeEnded(node, 0));
    }

    /// <summary>All processes have ended: waits for the build's end. How nodes ended, by name.</summary>
    public Dictionary<string, GraphEvent.Ended> Finish()
    {
        Assert.IsTrue(_thread.Join(LongestWait), "The build hangs.");
        Assert.IsNull(_fault, $"{_fault}");
        return _ended;
    }

    public void Start(NodeStart start)
    {
        if (start.Number >= _doors.Length)
        {
            _inbox.Post(new RunnerMessage.NodeEnded(start.Number, 0));
            return;
        }

        _doors[start.Number] = _server.Admit(start.Number, start.Node.Name) ?? throw new InvalidOperationException("There is no socket.");
        _started.Signal();
    }

    public void Cancel(int node, bool force)
    {
    }

    public void Dispose()
    {
        _server.Dispose();
        _started.Dispose();
    }

    private void Run()
    {
        try
        {
            var problems = new List<Problem>();
            var reader = new NodeReader("/project", false, problems);
            var nodes = new List<Node>();
            for (int i = 0; i < _doors.Length; i++)
            {
                reader.Begin($"p{i}", new NodeSource("flow.proj", 0), false);
                reader.Set("Command", MetadataValue.Plain("run"));
                nodes.Add(reader.End());
            }

            var limits = new Limits(_doors.Length + 1, []);
            Graph graph = GraphBuilder.Build(nodes, new PathTable(StringComparer.Ordinal), new GraphOptions { Limits = limits }, problems, out GraphGrowth growth);
            var plan = new Plan(graph, new PlanOptions { Limits = limits, OnFailure = OnFailure.Continue });
            var parser = new NodeDeclarations("/project", false, 0, _ => [], problem => ("TG: " + problem.Kind, $"{problem.Kind} {problem.Value} {problem.Detail}"));
            var options = new RunOptions(limits.Threads, OnFailure.Continue) { Growth = growth, Parser = parser };
            new GraphRunner(graph, plan, new NothingRemembered(), this, _inbox, this, options, e => On(graph, e)).Run();
        }
        catch (Exception e)
        {
            _fault = e;
        }
    }

    private void On(Graph graph, GraphEvent e)
    {
        if (e is GraphEvent.Ended ended)
            _ended[graph[ended.Node].Name] = ended;
    }
}
