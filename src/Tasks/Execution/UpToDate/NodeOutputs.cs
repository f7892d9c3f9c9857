using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.UpToDate;

/// <summary>What nodes leave: after a run, by a record, or, for nodes outside the selection, by what is there.</summary>
internal sealed class NodeOutputs
{
    private readonly Graph _graph;
    private readonly Plan _plan;
    private readonly FileTable _files;
    private readonly IFileSystem _disk;
    private readonly GlobWalk _globs;
    private readonly UnselectedChildren _unselected;
    private RecordedOutput[]?[] _left;

    public NodeOutputs(Graph graph, Plan plan, FileTable files, IFileSystem disk, GlobWalk globs, UnselectedChildren unselected)
    {
        _unselected = unselected;
        (_graph, _plan) = (graph, plan);
        _files = files;
        _disk = disk;
        _globs = globs;
        _left = new RecordedOutput[graph.Count][];
    }

    /// <summary>What a node that has ended well left, for who depends on it: for a group, what those it names left; then what its children left, in order.</summary>
    public RecordedOutput[] Of(int node)
    {
        // What lies there is an earlier build's.
        if (!_graph[node].IsGroup && _plan.OutcomeOf(node) == Outcome.Skipped)
            return [];
        RecordedOutput[] own = OwnOf(node);
        if (!_graph.HasChildren(node))
            return WithUnselected(node, own);
        var left = new List<RecordedOutput>(own);
        var seen = new HashSet<int>(own.Select(output => output.Path));
        foreach (int child in _graph.ChildrenOf(node))
        {
            if (_graph.IsRetired(child))
                continue;
            foreach (RecordedOutput output in Of(child))
            {
                if (seen.Add(output.Path))
                    left.Add(output);
            }
        }

        return [.. left];
    }

    /// <summary>What a node is handed of those that it depends on by name, in that order.</summary>
    public void ReadBy(int node, List<RecordedOutput> read)
    {
        read.Clear();
        foreach (int dependency in _graph.Named[node])
            read.AddRange(Of(dependency));
    }

    private RecordedOutput[] WithUnselected(int node, RecordedOutput[] own)
    {
        List<int> paths = _unselected.OutputsOf(node);
        if (paths.Count == 0)
            return own;
        var left = new List<RecordedOutput>(own);
        var seen = new HashSet<int>(own.Select(output => output.Path));
        foreach (int path in paths)
        {
            if (seen.Add(path))
                Add(path, left);
        }

        return [.. left];
    }

    /// <summary>What a node itself left.</summary>
    public RecordedOutput[] OwnOf(int node) => _left[node] ??= _graph[node].IsGroup && _graph[node].Outputs.Length == 0 ? Gather(node) : Collect(node, out _);

    /// <summary>The graph has grown.</summary>
    public void Grow()
    {
        if (_left.Length < _graph.Count)
            Array.Resize(ref _left, Math.Max(_graph.Count, _left.Length * 2));
    }

    /// <summary>A node has ended and left this.</summary>
    public void Set(int node, RecordedOutput[] left) => _left[node] = left;

    /// <summary>Reads what a node left from the disk: its declared files, the members of its folders, the matches of its globs.</summary>
    /// <param name="node">The node.</param>
    /// <param name="missing">The first declared output that is not there, or null.</param>
    public RecordedOutput[] Collect(int node, out string? missing)
    {
        missing = null;
        var left = new List<RecordedOutput>(_graph[node].Outputs.Length);
        foreach (string output in _graph[node].Outputs)
        {
            if (Glob.IsPattern(output))
            {
                foreach (string match in _globs.Find(output))
                    AddMember(match, left);
                continue;
            }

            int path = _graph.Paths.Intern(output);
            if (!Add(path, left))
                missing ??= output;
            else if (_files.StatOf(path).Kind == FileKind.Folder)
                AddMembers(output.EndsWith('/') ? output : output + "/", left);
        }

        return [.. left];
    }

    /// <summary>Folders with nothing in them in a node's output folders.</summary>
    public IEnumerable<string> EmptyFolders(int node) =>
        _graph[node].Outputs.Where(output => output.EndsWith('/') && !Glob.IsPattern(output)).SelectMany(_disk.EnumerateTree).Where(path => path.EndsWith('/')).Distinct();

    private bool Add(int path, List<RecordedOutput> left)
    {
        if (!_files.TryDigest(path, out Digest digest))
            return false;
        left.Add(new RecordedOutput(path, digest, _files.StatOf(path).Executable ? OutputMarks.Executable : OutputMarks.None));
        return true;
    }

    private void AddMembers(string folder, List<RecordedOutput> left)
    {
        string[] members = [.. _disk.EnumerateTree(folder)];
        Array.Sort(members, StringComparer.Ordinal);
        foreach (string member in members)
        {
            if (!member.EndsWith('/'))
                AddMember(member, left);
        }
    }

    private void AddMember(string member, List<RecordedOutput> left)
    {
        int path = _graph.Paths.Intern(member);
        if (_files.StatOf(path).Kind is FileKind.Folder or FileKind.Missing)
            left.Add(new RecordedOutput(path, _files.DigestOfMember(path), OutputMarks.Link));
        else
            Add(path, left);
    }

    private RecordedOutput[] Gather(int group)
    {
        ReadOnlySpan<int> named = _graph.Named[group];
        if (named.Length == 1)
            return Of(named[0]);
        var left = new List<RecordedOutput>();
        var seen = new HashSet<int>();
        foreach (int dependency in named)
        {
            foreach (RecordedOutput output in Of(dependency))
            {
                if (seen.Add(output.Path))
                    left.Add(output);
            }
        }

        return [.. left];
    }
}
