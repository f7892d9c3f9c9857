using System.Text;
using TaskGraph.Execution.Executors;
using TaskGraph.Execution.Storage;
using TaskGraph.Execution.Tests.Caching;
using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Incremental;

/// <summary>Builds an imagined project on a fake disk.</summary>
internal sealed class ImaginedBuild
{
    private readonly ImaginedProject _project;
    private readonly MemoryFileSystem _disk;
    private readonly BuildOnFakeDisk _build;

    /// <param name="project">What to build.</param>
    /// <param name="disk">Where.</param>
    /// <param name="journal">The journal's file.</param>
    /// <param name="dieAt">The build dies at this write of a node; 0 for never.</param>
    /// <param name="files">Where the journal lies; on the real disk, if null.</param>
    /// <param name="boot">Which run of the machine it is.</param>
    /// <param name="selected">The nodes that are selected; all, if null.</param>
    public ImaginedBuild(ImaginedProject project, MemoryFileSystem disk, string journal, int dieAt = 0, IStateFiles? files = null, string boot = "boot", HashSet<string>? selected = null)
    {
        (_project, _disk) = (project, disk);
        _build = new BuildOnFakeDisk { Disk = disk, JournalFile = journal, StateFiles = files, Boot = boot, Declare = project.Declare, Starts = Start, DieAt = dieAt, Selected = selected };
    }

    /// <summary>Called before a node runs, with the text of all that it reads.</summary>
    public Action<ImaginedNode, string>? Runs { get; init; }

    /// <summary>See <see cref="BuildOnFakeDisk.Happened"/>.</summary>
    public Action? Happened
    {
        get => _build.Happened;
        init => _build.Happened = value;
    }

    /// <summary>Lets it take results from a cache, and give what it makes.</summary>
    public CacheOfFakeDisks Share(SharedEntries entries)
    {
        var cache = new CacheOfFakeDisks(entries, _disk, _build.Post);
        _build.Cache = cache;
        return cache;
    }

    public Dictionary<string, Outcome> Outcomes => _build.Outcomes;

    public void Run(int threads) => _build.Run(threads);

    private void Start(NodeStart start)
    {
        ImaginedNode node = _project.Nodes.Single(candidate => candidate.Name == start.Node.Name);
        string read = Read(node, start.Inputs, out string? hidden);
        Runs?.Invoke(node, read);
        Happened?.Invoke();
        if (!node.Fails)
            Write(node, read, hidden);
        _build.Post(new RunnerMessage.NodeEnded(start.Number, node.Fails ? 1 : 0));
        Happened?.Invoke();
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
                    _build.Write(output.EndsWith('/') ? $"{output}m{member}" : output.Replace("*", member.ToString(), StringComparison.Ordinal), made);
            }
            else
            {
                _build.Write(output, made);
            }
        }

        if (node.Outputs.Count == 0)
            _build.Write(node.Effect, made);
        if (hidden is not null)
            _build.Write($"dep/{node.Name}.d", $"x: {hidden}\n");
    }

    private static int Number(string text, int below) => (int)(BitConverter.ToUInt32(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text))) % (uint)below);
}
