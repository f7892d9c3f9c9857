using TaskGraph.Execution.Declarations;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>
/// Decides by verifying traces: a node is up to date when its fingerprint is the one of its last success and its outputs are what that success left.
/// </summary>
public sealed class Rebuilder : IRebuilder
{
    // What stamps of files may be ahead of the clock that is read for them, and more: a file that was there already is not to be taken for a new one.
    private const long ClockTick = 10_000_000;

    private readonly Graph _graph;
    private readonly Plan _plan;
    private readonly Journal _journal;
    private readonly FileTable _files;
    private readonly FingerprintWriter _writer;
    private readonly DefinitionEncoder _definitions;
    private readonly GlobWalk _globs;
    private readonly NodeInputs _inputs;
    private readonly FolderOwners _owners;
    private readonly NodeOutputs _outputs;
    private readonly RecordCheck _records;
    private readonly OldOutputs _old;
    private readonly Settlement _settlement;
    private readonly Dictionary<int, PendingRun> _pending = [];
    private readonly List<int> _expanded = [];
    private int _definitionLength;
    private int _grown;

    // From which moment on all that a node and what it waits for wrote is seen.
    private int[] _seenFrom;

    private readonly NodeResults _results;
    private readonly Dictionary<int, NodeRecord> _deferred = [];
    private readonly ChildRecords _children;
    private readonly UnselectedChildren _unselected;
    private readonly Orphans _orphans;
    private readonly MapCheck _maps;
    private readonly RecordedTraces _traces;
    private readonly HashSet<int> _removed = [];

    /// <summary>Creates the rebuilder of one build.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="journal">What is remembered.</param>
    /// <param name="files">What is known of files.</param>
    /// <param name="disk">The disk.</param>
    /// <param name="settings">The project's.</param>
    /// <param name="declarations">Makes the nodes by which the graph grows; null if it does not.</param>
    public Rebuilder(Graph graph, Plan plan, Journal journal, FileTable files, IFileSystem disk, RebuildSettings settings, NodeDeclarations? declarations = null)
    {
        _graph = graph;
        _plan = plan;
        _journal = journal;
        _files = files;
        _writer = new FingerprintWriter(settings.ProjectFolder, settings.IgnoreCase);
        _definitions = new DefinitionEncoder(settings, files, graph.Paths);
        _globs = new GlobWalk(disk, files, settings);
        _seenFrom = new int[graph.Count];
        _grown = graph.Count;
        _owners = new FolderOwners(graph, settings.IgnoreCase);
        _inputs = new NodeInputs(graph, files, _globs, _owners);
        _unselected = new UnselectedChildren(graph, plan, journal);
        _outputs = new NodeOutputs(graph, files, disk, _globs, _unselected);
        _records = new RecordCheck(graph, files, _globs);
        _old = new OldOutputs(graph, files, disk, _globs, _removed);
        _results = new NodeResults(graph, plan, journal);
        _children = new ChildRecords(graph, plan, _outputs, _results, declarations);
        _orphans = new Orphans(graph, journal, files, disk, _globs, _owners, _removed);
        _traces = new RecordedTraces(journal);
        _maps = new MapCheck(journal, files, disk, _orphans, declarations);
        _settlement = new Settlement(graph, journal, files, disk, settings, _outputs);
    }

    /// <summary>Files that this build deleted because nodes had made them, and that no node has made again.</summary>
    public IEnumerable<string> Removed
    {
        get
        {
            _files.Required = _files.Advance();
            return [.. _removed.Where(path => _files.StatOf(path).Kind == FileKind.Missing).Select(path => _graph.Paths[path])];
        }
    }

    /// <summary>What a node left, as far as it is there.</summary>
    public IReadOnlyList<RecordedOutput> OutputsOf(int node)
    {
        _files.Required = _files.Moment;
        return _outputs.OwnOf(node);
    }

    /// <inheritdoc/>
    public CheckResult Check(int node)
    {
        try
        {
            return CheckFiles(node);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return CheckResult.Failed(new Problem(ProblemKind.Disk, _graph[node], _graph[node].Name) { Detail = e.Message });
        }
    }

    /// <inheritdoc/>
    public Problem? Foresee(int node)
    {
        _files.Required = 0;
        _expanded.Clear();
        _inputs.Named(node, _expanded);
        try
        {
            return MissingInput(node);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its check will say why.
            return null;
        }
    }

    private CheckResult CheckFiles(int node)
    {
        Node declared = _graph[node];
        // Whatever else may have run since, a check must see what the nodes wrote that it waited for, and no more.
        int since = _seenFrom[node];
        for (int i = _graph.DependencyCount(node) - 1; i >= 0; i--)
            since = Math.Max(since, _seenFrom[_graph.Dependency(node, i)]);
        _files.Required = _seenFrom[node] = since;
        _expanded.Clear();
        _inputs.Expand(node, _expanded);
        if (MissingInput(node) is { } missing)
            return CheckResult.Failed(missing);
        if (declared.IsGroup)
            return declared.Map is null ? CheckGroup(node) : _maps.Check(declared) ?? CheckGroup(node);
        if (Encode(node) is { } problem)
            return CheckResult.Failed(problem);
        StaleReason? reason = declared.AlwaysRuns ? StaleReason.Of(StaleKind.AlwaysRuns) : FindRecord(node, declared);
        if (reason is null)
            return CheckChildren(node);
        _pending[node] = MakePending(node);
        return CheckResult.Stale(reason);
    }

    // Whether it runs is known at once, or only when what it added last time has been added again and has ended.
    private CheckResult CheckChildren(int node)
    {
        if (!_deferred.Remove(node, out NodeRecord? record) || record.Children.Length == 0)
            return CheckResult.UpToDate;
        CheckResult result = _children.Check(node, record);
        if (result.Verdict == Verdict.Stale || result.Children is not null)
            _pending[node] = MakePending(node);
        return result;
    }

    /// <inheritdoc/>
    public Problem? WillStart(int node)
    {
        string name = _graph[node].Name;
        PendingRun run = _pending[node];
        try
        {
            IReadOnlyList<NodeRecord> records = _journal.Find(name);
            run.OldChildren = [.. records.SelectMany(record => record.Children)];
            _old.Find(node, records, _journal.OpenRuns(name), run);
            int[] declared = [.. _graph[node].Outputs.Select(_graph.Paths.Intern)];
            _journal.WillStart(name, new OpenRun(Digest.Of(run.Trace.AsSpan(0, run.DefinitionLength)), declared, [.. run.Found.Keys]));
            _journal.Flush();
            _old.Clear(node, run);
            run.StartedAt = _files.Now + ClockTick;
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Problem(ProblemKind.Disk, _graph[node], _graph[node].Name) { Detail = e.Message };
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> InputsOf(int node)
    {
        PendingRun run = _pending[node];
        var seen = new HashSet<int>();
        var paths = new List<string>(run.Inputs.Length);
        int script = _graph[node].Script is { } text ? _graph.Paths.Find(text) : -1;
        foreach (int path in run.Inputs)
        {
            if ((path != script || _graph.Inputs[node].Contains(path)) && seen.Add(path))
                paths.Add(_graph.Paths[path]);
        }

        foreach (int dependency in _graph.Named[node])
        {
            foreach (RecordedOutput output in _outputs.Of(dependency))
            {
                if (seen.Add(output.Path))
                    paths.Add(_graph.Paths[output.Path]);
            }
        }

        return paths;
    }

    /// <inheritdoc/>
    public void Ended(int node) => _seenFrom[node] = _files.Advance();

    /// <inheritdoc/>
    public void Grow(int parent)
    {
        if (_seenFrom.Length < _graph.Count)
            Array.Resize(ref _seenFrom, Math.Max(_graph.Count, _seenFrom.Length * 2));
        _outputs.Grow();
        // What the one that adds them has written is seen by them, although it has not ended.
        int now = _files.Advance();
        for (; _grown < _graph.Count; _grown++)
            _seenFrom[_grown] = now;
    }

    /// <inheritdoc/>
    public void Retired(int node) => _orphans.Remove([new RecordedChild(_graph[node].Name, "")]);

    /// <inheritdoc/>
    public void Closed(int node)
    {
        if (_graph.ParentOf(node) is >= 0 and int parent)
            _seenFrom[parent] = Math.Max(_seenFrom[parent], _seenFrom[node]);
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> ResultsOf(int node) => _results.Of(node);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> ResultsReadBy(int node) => _results.ReadBy(node);

    /// <inheritdoc/>
    public Problem? Settle(int node, NodeFinish finish, List<Problem> warnings)
    {
        _pending.Remove(node, out PendingRun? run);
        _files.Required = _seenFrom[node];
        try
        {
            _results.Set(node, finish.Results);
            Problem? problem = _settlement.Settle(node, run!, finish, _children.Of(finish.Consumed), warnings);
            var kept = finish.Children.Select(child => _graph[child].Name).ToHashSet(StringComparer.Ordinal);
            if (problem is null && run!.OldChildren.Count > 0)
                _orphans.Remove(run.OldChildren.Where(child => !kept.Contains(child.Name)));
            if (problem is not null || _journal.WasRunning(_graph[node].Name))
                _journal.Ended(_graph[node].Name, _old.LeftBy(node, run!));
            _journal.Flush();
            return problem;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Problem(ProblemKind.Disk, _graph[node], _graph[node].Name) { Detail = e.Message };
        }
    }

    /// <inheritdoc/>
    public void SettleFailed(int node)
    {
        _pending.Remove(node, out PendingRun? run);
        _files.Required = _seenFrom[node];
        try
        {
            _journal.Ended(_graph[node].Name, _old.LeftBy(node, run!));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be looked at cannot be told from what is somebody's own.
            _journal.Ended(_graph[node].Name, []);
        }
    }

    private Problem? MissingInput(int node)
    {
        int missing = _inputs.FirstMissing(_expanded);
        if (missing < 0)
            return null;
        string path = _graph.Paths[missing];
        for (int i = 0; i < _graph.ByFile[node].Length; i++)
        {
            int producer = _graph.ByFile[node][i];
            if (!_owners.Owns(producer, missing, path))
                continue;
            ProblemKind kind = _plan.IsSelected(producer) ? ProblemKind.InputMissing : ProblemKind.UnselectedInputMissing;
            return new Problem(kind, _graph[node], path) { Member = "Inputs", Other = _graph[producer] };
        }

        string member = _graph[node].Script == path ? "Script" : "Inputs";
        return new Problem(ProblemKind.InputMissing, _graph[node], path) { Member = member };
    }

    private CheckResult CheckGroup(int node)
    {
        foreach (int dependency in _graph.Named[node])
        {
            if (!_plan.IsSelected(dependency) && MissingOutputOf(dependency, out int producer) is { } missing)
                return CheckResult.Failed(Unselected(node, missing, producer));
        }

        _ = _outputs.Of(node);
        foreach (int path in _graph.Outputs[node])
        {
            if (_files.StatOf(path).Kind == FileKind.Missing)
                return CheckResult.Failed(new Problem(ProblemKind.OutputMissing, _graph[node], _graph.Paths[path]) { Member = "Outputs" });
        }

        return CheckResult.UpToDate;
    }

    private Problem? Encode(int node)
    {
        _writer.Clear();
        _definitions.Write(_graph[node], _writer);
        _definitionLength = _writer.Length;
        if (_results.Encode(node, _writer) is { } problem)
            return problem;
        foreach (int path in _expanded)
        {
            if (_files.TryDigest(path, out Digest digest))
                _writer.Add(Component.Input, _graph.Paths[path], digest);
        }

        foreach (int dependency in _graph.Named[node])
        {
            if (!_plan.IsSelected(dependency) && MissingOutputOf(dependency, out int producer) is { } missing)
                return Unselected(node, missing, producer);
            foreach (RecordedOutput output in _outputs.Of(dependency))
                _writer.Add(Component.DependencyOutput, _graph.Paths[output.Path], output.Digest);
        }

        return null;
    }

    private Problem Unselected(int node, string missing, int producer) =>
        new(ProblemKind.UnselectedInputMissing, _graph[node], missing) { Member = "DependsOn", Other = _graph[producer] };

    // The first output that is not there of a node outside the selection or, for a group, of those it stands for.
    private string? MissingOutputOf(int node, out int producer)
    {
        var open = new Stack<int>([node]);
        var seen = new HashSet<int>();
        while (open.TryPop(out producer))
        {
            if (!seen.Add(producer))
                continue;
            foreach (int path in _graph.Outputs[producer])
            {
                if (_files.StatOf(path).Kind == FileKind.Missing)
                    return _graph.Paths[path];
            }

            for (int i = _graph.Named[producer].Length - 1; _graph[producer].IsGroup && i >= 0; i--)
                open.Push(_graph.Named[producer][i]);
        }

        foreach (int path in _unselected.OutputsOf(node))
        {
            if (_files.StatOf(path).Kind == FileKind.Missing)
                return _graph.Paths[path];
        }

        return null;
    }

    private StaleReason? FindRecord(int node, Node declared)
    {
        IReadOnlyList<NodeRecord> records = _journal.Find(declared.Name);
        if (records.Count == 0)
            return StaleReason.Of(WithoutRecord(declared.Name));
        int length = _writer.Length;
        StaleReason? reason = null;
        for (int i = 0; i < records.Count; i++)
        {
            NodeRecord record = records[i];
            StaleReason? stale = Compare(node, declared, record, length) ?? Overtaken(declared, records, i);
            if (stale is null && _children.FirstChanged(record, withChildren: false) is { } changed)
                stale = StaleReason.Of(StaleKind.ChildrenChanged, changed);
            if (stale is null)
            {
                Remember(node, record);
                _deferred[node] = record;
                return null;
            }

            // Of several records, the one that is nearest to right says best what is wrong.
            if (reason is null || (reason.Kind == StaleKind.Changed && stale.Kind != StaleKind.Changed))
                reason = stale;
        }

        _writer.CutTo(length);
        return reason;
    }

    // Where the content of outputs does not prove it, a success counts only if no later run of the node, of another declaration or a failed one, may have undone it.
    private StaleReason? Overtaken(Node declared, IReadOnlyList<NodeRecord> records, int index)
    {
        bool proves = declared.Outputs.Length > 0 && declared.UpToDateCheck == UpToDateCheck.Content;
        if (proves || (index == 0 && !_journal.IsUntidy(declared.Name)))
            return null;
        bool none = declared.Outputs.Length == 0;
        var own = records[index].Outputs.Select(output => output.Path).ToHashSet();
        if (_journal.IsUntidy(declared.Name) && (none || _journal.OpenRuns(declared.Name).Any(run => run.Declared.Any(path => declared.Outputs.Contains(_graph.Paths[path])))))
            return StaleReason.Of(StaleKind.LastRunFailed);
        for (int later = 0; later < index; later++)
        {
            if (none || records[later].Outputs.Any(output => own.Contains(output.Path)))
                return StaleReason.Of(StaleKind.Changed);
        }

        return null;
    }

    private StaleKind WithoutRecord(string name)
    {
        if (_journal.WasRunning(name))
            return StaleKind.Interrupted;
        return _journal.IsUntidy(name) ? StaleKind.LastRunFailed : StaleKind.NeverSucceeded;
    }

    private StaleReason? Compare(int node, Node declared, NodeRecord record, int length)
    {
        _writer.CutTo(length);
        if (declared.DepFile is not null && Array.IndexOf(record.Discovered, _graph.Paths.Intern(declared.DepFile)) >= 0)
            return StaleReason.Of(StaleKind.DepFileMissing, declared.DepFile);
        if (declared.UpToDateCheck == UpToDateCheck.Timestamp)
        {
            bool same = Digest.Of(_writer.Bytes[.._definitionLength]) == record.Definition;
            Settlement.AddDiscovered(_writer, _graph.Paths, _files, record.Discovered);
            if (!same || !_traces.SameInputs(record, _writer, IsFolder))
                return _traces.Differences(record, _writer);
            return _records.CheckClocks(node, ClockInputs(node), record);
        }

        Settlement.AddDiscovered(_writer, _graph.Paths, _files, record.Discovered);
        if (_writer.Digest() != record.Fingerprint)
            return _traces.Differences(record, _writer);
        return _records.Check(node, record);
    }

    private bool IsFolder(string path) => _graph.Paths.Find(path) is >= 0 and int known && _files.StatOf(known).Kind == FileKind.Folder;

    private void Remember(int node, NodeRecord record)
    {
        RecordedOutput[] left = record.Outputs;
        foreach (int path in _graph.Outputs[node])
        {
            if (_expanded.Contains(path) && _files.TryDigest(path, out Digest digest))
                left = [.. left, new RecordedOutput(path, digest)];
        }

        _outputs.Set(node, left);
        _results.Set(node, record.Results);
    }

    private int[] ClockInputs(int node)
    {
        var paths = new List<int>(_expanded);
        foreach (int dependency in _graph.Named[node])
        {
            foreach (RecordedOutput output in _outputs.Of(dependency))
                paths.Add(output.Path);
        }

        return [.. paths];
    }

    private PendingRun MakePending(int node)
    {
        int[] inputs = [.. _expanded];
        var contents = new Digest[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
            _files.TryDigest(inputs[i], out contents[i]);
        var read = new List<RecordedOutput>();
        foreach (int dependency in _graph.Named[node])
            read.AddRange(_outputs.Of(dependency));
        return new PendingRun { Read = read, Since = _seenFrom[node], Inputs = inputs, Contents = contents, Trace = _writer.Bytes.ToArray(), DefinitionLength = _definitionLength };
    }
}
