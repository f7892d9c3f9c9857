using System.Text;
using TaskGraph.Execution.Declarations;
using TaskGraph.Execution.Executors;
using TaskGraph.Execution.Growth;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Incremental;

/// <summary>
/// Builds a project that grows on a fake disk, with the real engine around programs that are pure functions of what they read: 'lister' writes the list that 'map' goes over,
/// 'grow' adds a child for each word it reads, may wait for them, read what they left and add one more, and may fail then; children add nodes of their own. 'fixed' goes over
/// items that the project declares, and 'look' reads what its instances left by a glob. If there are workflows, 'flow' has one for each item of the list.
/// </summary>
internal sealed class GrowingBuild
{
    private readonly MemoryFileSystem _disk;
    private readonly BuildOnFakeDisk _build;
    private readonly bool _workflows;

    /// <param name="disk">Where.</param>
    /// <param name="journal">The journal's file.</param>
    /// <param name="dieAt">The build dies at this write of a node; 0 for never.</param>
    /// <param name="files">Where the journal lies; on the real disk, if null.</param>
    /// <param name="boot">Which run of the machine it is.</param>
    /// <param name="workflows">Whether 'flow' is there: over the same list as 'map', with a workflow for each item.</param>
    public GrowingBuild(MemoryFileSystem disk, string journal, int dieAt = 0, IStateFiles? files = null, string boot = "boot", bool workflows = false)
    {
        _disk = disk;
        _workflows = workflows;
        _build = new BuildOnFakeDisk
        {
            Disk = disk,
            JournalFile = journal,
            StateFiles = files,
            Boot = boot,
            Declare = Declare,
            Starts = Start,
            Told = AllSucceed,
            Grows = true,
            Workflows = workflows ? new ImaginedWorkflows() : null,
            DieAt = dieAt,
        };
    }

    /// <summary>Called when a node has read all that it reads, with the text of that.</summary>
    public Action<string, string>? Ran { get; init; }

    /// <summary>See <see cref="BuildOnFakeDisk.Happened"/>.</summary>
    public Action? Happened
    {
        get => _build.Happened;
        init => _build.Happened = value;
    }

    public Dictionary<string, Outcome> Outcomes => _build.Outcomes;

    private bool IsToFail => _disk.ReadText("src/words").Split(' ').Contains("fail");

    public void Run(int threads) => _build.Run(threads);

    private void Start(NodeStart start)
    {
        string name = start.Node.Name;
        string read = $"{start.Node.Command}|{start.Outputs[0]}|{string.Join('|', start.Inputs.Select(input => input + "=" + _disk.ReadText(input)))}";
        if (name == "grow" || name.StartsWith("child-z", StringComparison.Ordinal))
        {
            _ = new Program(this, start, read);
            return;
        }

        Ran?.Invoke(name, read);
        string text = name == "lister" || name.EndsWith("/lister", StringComparison.Ordinal) ? $"[{string.Join(',', _disk.ReadText(start.Inputs[0]).Split(' ').Select(word => $"\"{word}\""))}]" : Digest(read);
        Happened?.Invoke();
        _build.Write(start.Outputs[0], text);
        Happened?.Invoke();
        _build.Post(new RunnerMessage.NodeEnded(start.Number, 0));
    }

    private List<Node> Declare(List<Problem> problems)
    {
        string items = _disk.ReadText("src/items");
        var reader = new NodeReader("/project", false, problems);
        Node Node(string name, params (string Metadata, string Value)[] metadata)
        {
            reader.Begin(name, new NodeSource("flow.proj", 0), false);
            foreach ((string key, string value) in metadata)
                reader.Set(key, MetadataValue.Plain(value));
            return reader.End();
        }

        List<Node> nodes =
        [
            Node("fixed", ("Command", "fix {item}"), ("ForEach", items.Replace(' ', ';')), ("Inputs", "src/s0"), ("Outputs", "fixed/{index}-{item}.txt")),
            Node("look", ("Command", "look"), ("Inputs", "fixed/*.txt;src/s1"), ("Outputs", "out/look.txt")),
            Node("lister", ("Command", "list"), ("Inputs", "src/list"), ("Outputs", "gen/list.json")),
            Node("map", ("Command", "map {item}"), ("ForEachIn", "gen/list.json"), ("Inputs", "src/s0"), ("Outputs", "map/{item}.txt")),
            Node("reduce", ("Command", "reduce"), ("DependsOn", "map"), ("Outputs", "out/reduce.txt")),
            Node("grow", ("Command", "grow"), ("Inputs", "src/words"), ("Outputs", "out/grow.txt")),
            Node("sum", ("Command", "sum"), ("DependsOn", "grow"), ("Outputs", "out/sum.txt")),
        ];
        if (_workflows)
        {
            nodes.Add(Node("flow", ("Workflow", "sub/flow.proj"), ("ForEachIn", "gen/list.json"), ("Parameters", "word={item}")));
            nodes.Add(Node("flown", ("Command", "flown"), ("DependsOn", "flow"), ("Outputs", "out/flown.txt")));
        }

        return new MapExpander(reader, _ => [], problems).Expand(nodes);
    }

    private static string Digest(string text) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];

    private void AllSucceed(Graph graph, GraphEvent e)
    {
        if (e is GraphEvent.Ended ended)
            Assert.AreEqual(graph[ended.Node].Name == "grow" && IsToFail ? Outcome.Failed : Outcome.Executed, ended.Outcome, $"{graph[ended.Node].Name}: {ended.Problem}");
    }

    // A program that grows the graph.
    private sealed class Program : IClient
    {
        private readonly GrowingBuild _build;
        private readonly NodeStart _start;
        private readonly string[] _words;
        private string _read;

        public Program(GrowingBuild build, NodeStart start, string read)
        {
            (_build, _start, _read) = (build, start, read);
            string source = build._disk.ReadText(start.Inputs[0]);
            _words = source.Split(' ');
            Ask(new ClientRequest.Hello());
            string[] names = [.. _words.Where(word => IsChild(word)).Select(word => $"{Below}-{word}")];
            Ask(new ClientRequest.Add([.. _words.Where(word => IsChild(word)).Select(word => Child($"{Below}-{word}", $"make {word}", $"{Below}/{word}.txt"))]));
            if (_words.Contains("wait"))
                Ask(new ClientRequest.Wait(names, true, -1) { Id = 1 });
            else
                End();
        }

        private string Below => _start.Node.Name == "grow" ? "child" : "leaf-" + _start.Node.Name;

        public void Ended(string name, Outcome outcome, int? exitCode, string? error, IReadOnlyList<KeyValuePair<string, string>> results)
        {
        }

        public void Go(long? id, bool timedOut)
        {
            foreach (string word in _words.Where(word => IsChild(word)).Distinct())
                _read += $"|{word}=" + _build._disk.ReadText($"{Below}/{word}.txt");
            // What it adds now may go by what it has read: another name, or another declaration of the same name.
            string seen = Digest(_read);
            Ask(new ClientRequest.Add([(_words.Length % 4) switch
            {
                0 => Child("after", "after", "after/after.txt"),
                3 => Child("after", "after", $"after/{seen}.txt"),
                1 => Child("after-" + seen, "after", $"after/{seen}.txt"),
                _ => Child("after", "after " + seen, "after/after.txt"),
            }]));
            End();
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

        public void Refuse(long? id, string code, string message) => Assert.Fail($"{_start.Node.Name} was refused: {message}");

        private static ReadOnlyMemory<byte> Child(string name, string command, string output)
        {
            // A child that is called after a 'z' word grows itself.
            string input = name.StartsWith("child-z", StringComparison.Ordinal) ? "src/deep" : "src/s1";
            return Encoding.UTF8.GetBytes($$"""{"Name": "{{name}}", "Command": "{{command}}", "Inputs": "{{input}}", "Outputs": "{{output}}"}""");
        }

        private static bool IsChild(string word) => word is not ("wait" or "fail");

        private void Ask(ClientRequest request) => _build._build.Post(new RunnerMessage.Asked(_start.Number, request, this));

        private void End()
        {
            // Who waits for a child has what that one's children left among what it reads.
            var below = _words.Where(word => word[0] == 'z' && _words.Contains("wait")).Select(word => $"leaf-child-{word}/").Where(folder => _build._disk.Stat(folder).Kind == FileKind.Folder);
            IEnumerable<string> leaves = below.SelectMany(folder => _build._disk.EnumerateTree(folder).Order(StringComparer.Ordinal));
            _build.Ran?.Invoke(_start.Node.Name, _read + string.Join('|', leaves.Select(leaf => leaf + "=" + _build._disk.ReadText(leaf))));
            bool fails = _words.Contains("fail");
            _build.Happened?.Invoke();
            if (!fails)
                _build._build.Write(_start.Outputs[0], Digest(_read));
            _build.Happened?.Invoke();
            Ask(new ClientRequest.Left());
            _build._build.Post(new RunnerMessage.NodeEnded(_start.Number, fails ? 1 : 0));
        }
    }
}
