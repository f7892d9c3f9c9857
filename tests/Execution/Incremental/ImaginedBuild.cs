using System.Diagnostics.CodeAnalysis;
using System.Text;
using TaskGraph.Execution.Executors;
using TaskGraph.Execution.Storage;
using TaskGraph.Execution.UpToDate;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Incremental;

/// <summary>The build died at this moment.</summary>
internal sealed class PowerCutException : Exception;

/// <summary>Builds an imagined project on a fake disk with the real rebuilder and a real journal.</summary>
internal sealed class ImaginedBuild : IExecutor, IInbox, IClock
{
    private readonly ImaginedProject _project;
    private readonly MemoryFileSystem _disk;
    private readonly string _journal;
    private readonly Queue<RunnerMessage> _posted = new();
    private readonly int _dieAt;
    private int _writes;

    /// <param name="project">What to build.</param>
    /// <param name="disk">Where.</param>
    /// <param name="journal">The journal's file.</param>
    /// <param name="dieAt">The build dies at this write of a node; 0 for never.</param>
    public ImaginedBuild(ImaginedProject project, MemoryFileSystem disk, string journal, int dieAt = 0)
    {
        _project = project;
        _disk = disk;
        _journal = journal;
        _dieAt = dieAt;
    }

    public long Milliseconds => 0;

    /// <summary>Called before a node runs, with the text of all that it reads.</summary>
    public Action<ImaginedNode, string>? Runs { get; init; }

    public Dictionary<string, Outcome> Outcomes { get; } = [];

    public void Run(int threads)
    {
        var problems = new List<Problem>();
        var paths = new PathTable(StringComparer.Ordinal);
        var limits = new Limits(threads, []);
        Journal journal = Journal.Open(_journal, paths, "boot");
        Graph graph = GraphBuilder.Build(
            _project.Declare(problems), paths, new GraphOptions { Limits = limits, Discovered = name => journal.Latest(name)?.Discovered }, problems);
        Assert.IsEmpty(problems.Where(problem => !problem.IsWarning));
        var plan = new Plan(graph, new PlanOptions { Limits = limits, OnFailure = OnFailure.Continue });
        var settings = new RebuildSettings
        {
            ProjectFolder = "/project",
            StateFolder = "obj/",
            Environment = new Dictionary<string, string>(),
            Interpreters = new Dictionary<string, string>(),
            References = new Dictionary<string, ReferenceProgram>(),
        };
        var rebuilder = new Rebuilder(graph, plan, journal, new FileTable(_disk, paths, journal), _disk, settings);
        new GraphRunner(graph, plan, rebuilder, this, this, this, new RunOptions(threads, OnFailure.Continue), e => On(graph, e)).Run();
        journal.Dispose();
    }

    public void Start(NodeStart start)
    {
        ImaginedNode node = _project.Nodes.Single(candidate => candidate.Name == start.Node.Name);
        string read = Read(node, start.Inputs, out string? hidden);
        Runs?.Invoke(node, read);
        if (!node.Fails)
            Write(node, read, hidden);
        _posted.Enqueue(new RunnerMessage.NodeEnded(start.Number, node.Fails ? 1 : 0));
    }

    public void Cancel(int node, bool force)
    {
    }

    public void Post(RunnerMessage message) => _posted.Enqueue(message);

    public bool TryTake([NotNullWhen(true)] out RunnerMessage? message) => _posted.TryDequeue(out message);

    public bool TryWait(int timeout, [NotNullWhen(true)] out RunnerMessage? message)
    {
        Assert.IsTrue(_posted.TryDequeue(out message), "The runner waits for nothing.");
        return true;
    }

    private void On(Graph graph, GraphEvent e)
    {
        switch (e)
        {
            case GraphEvent.UpToDate current: Outcomes.Add(graph[current.Node].Name, Outcome.UpToDate); break;
            case GraphEvent.Ended ended: Outcomes.Add(graph[ended.Node].Name, ended.Outcome); break;
            case GraphEvent.Skipped skipped: Outcomes.Add(graph[skipped.Node].Name, Outcome.Skipped); break;
        }
    }

    private string Read(ImaginedNode node, IReadOnlyList<string> inputs, out string? hidden)
    {
        var text = new StringBuilder($"{node.Command} {node.Fails}|{string.Join(';', node.Outputs)}|{node.HasDepFile}");
        foreach (string input in inputs)
            text.Append('|').Append(input).Append('=').Append(Content(input));
        hidden = node.HasDepFile ? $"hidden/h{Number(text.ToString(), 3)}" : null;
        if (hidden is not null)
            text.Append('|').Append(hidden).Append('=').Append(_disk.ReadText(hidden));
        return text.ToString();
    }

    private string Content(string input)
    {
        if (!input.EndsWith('/'))
            return _disk.ReadText(input);
        return string.Join(',', _disk.EnumerateTree(input).Order(StringComparer.Ordinal).Select(member => member + ":" + _disk.ReadText(member)));
    }

    private void Write(ImaginedNode node, string read, string? hidden)
    {
        string made = Number(read, node.Variety).ToString();
        foreach (string output in node.Outputs)
        {
            if (output.EndsWith('/') || output.Contains('*', StringComparison.Ordinal))
            {
                for (int member = 0; member <= Number(made, 3); member++)
                    Write(output.EndsWith('/') ? $"{output}m{member}" : output.Replace("*", member.ToString(), StringComparison.Ordinal), made);
            }
            else
            {
                Write(output, made);
            }
        }

        if (hidden is not null)
            Write($"dep/{node.Name}.d", $"x: {hidden}\n");
    }

    private void Write(string path, string text)
    {
        if (++_writes == _dieAt)
        {
            _disk.Write(path, "half");
            throw new PowerCutException();
        }

        _disk.Write(path, text);
    }

    private static int Number(string text, int below) => (int)(BitConverter.ToUInt32(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text))) % (uint)below);
}
