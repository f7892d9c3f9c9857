using TaskGraph.Execution.Caching;
using TaskGraph.Execution.Declarations;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.UpToDate;

/// <summary>
/// Decides by verifying traces: a node is up to date when its fingerprint is the one of its last success and its outputs are what that success left.
/// </summary>
public sealed class Rebuilder : IRebuilder
{
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
    private readonly DeclaredFiles _declared;
    private readonly RecordSearch _records;
    private readonly OldOutputs _old;
    private readonly Settlement _settlement;
    private readonly Dictionary<int, PendingRun> _pending = [];
    private readonly List<int> _expanded = [];
    private readonly List<RecordedOutput> _read = [];
    private int _definitionLength;
    private int _grown;

    // From which moment on all that a node and what it waits for wrote is seen.
    private int[] _seenFrom;

    private readonly NodeResults _results;
    private readonly Dictionary<int, NodeRecord> _deferred = [];
    private readonly ChildRecords _children;
    private readonly ReadOfUnselected _unselected;
    private readonly Orphans _orphans;
    private readonly OldChildren _oldChildren;
    private readonly Members _members;
    private readonly MapCheck _maps;
    private readonly Dictionary<int, Problem> _unclean = [];
    private readonly HashSet<int> _removed = [];
    private readonly SharedRuns _shared;
    private readonly Placement _placement;
    private readonly AbsolutePathSearch? _absolute;
    private (int Node, PendingRun Run, NodeRecord? Record)? _settled;

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
        _writer = new FingerprintWriter(settings.ProjectFolder, settings.IgnoreCase, settings.Secrets.Masked);
        _definitions = new DefinitionEncoder(settings, files, graph.Paths);
        _globs = new GlobWalk(disk, files, settings);
        _seenFrom = new int[graph.Count];
        _grown = graph.Count;
        _owners = new FolderOwners(graph, settings.IgnoreCase);
        _inputs = new NodeInputs(graph, files, _globs, _owners);
        var unselected = new UnselectedChildren(graph, plan, journal, settings.Variant);
        var records = new RecordCheck(graph, files, _globs);
        _unselected = new ReadOfUnselected(graph, plan, journal, files, unselected, records);
        _outputs = new NodeOutputs(graph, plan, files, disk, _globs, unselected);
        _declared = new DeclaredFiles(graph, files, disk, _globs, settings.IgnoreCase);
        _old = new OldOutputs(graph, files, disk, _declared, _removed);
        _results = new NodeResults(graph, plan, journal);
        _children = new ChildRecords(graph, plan, journal, _outputs, _results, declarations);
        _records = new RecordSearch(graph, journal, files, records, _children);
        _orphans = new Orphans(graph, journal, files, disk, _declared, _removed);
        _oldChildren = new OldChildren(graph, plan, journal, _orphans, _children, settings.Variant);
        _members = new Members(journal, files, _orphans, settings.Variant);
        _maps = new MapCheck(disk, _members, declarations);
        _shared = new SharedRuns(graph, files, _declared, settings);
        _placement = new Placement(graph, files, disk, _declared, settings.IgnoreCase);
        _absolute = settings.WarnsOfAbsolutePaths ? new AbsolutePathSearch(graph, disk, settings.ProjectFolder) : null;
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

    /// <summary>Removes what members of maps and workflows left that these have no more. To be called once, before anything is checked: others may read it by a glob.</summary>
    public void Begin()
    {
        for (int node = 0; node < _graph.Count; node++)
            RememberMembers(node, nothingHasRun: true);
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
            return declared.Map is null ? CheckGroup(node) : CheckMap(node) ?? CheckGroup(node);
        if (Encode(node) is { } problem)
            return CheckResult.Failed(problem);
        StaleReason? reason = declared.AlwaysRuns ? StaleReason.Of(StaleKind.AlwaysRuns) : FindRecord(node);
        if (reason is null)
            return CheckChildren(node);
        _pending[node] = MakePending(node);
        return CheckResult.Stale(reason);
    }

    private CheckResult? CheckMap(int node)
    {
        CheckResult? result = _maps.Check(_graph[node], out bool deleted);
        if (deleted)
            _seenFrom[node] = _files.Advance();
        return result;
    }

    private StaleReason? FindRecord(int node)
    {
        int[] read = _graph[node].UpToDateCheck == UpToDateCheck.Timestamp ? [.. _expanded, .. _read.Select(output => output.Path)] : [];
        if (_records.Find(node, _writer, _definitionLength, read, out StaleReason? reason) is not { } record)
            return reason;
        Remember(node, record);
        _deferred[node] = record;
        return null;
    }

    // Whoever reads what was deleted is checked after the map or workflow, and looks again.
    private void RememberMembers(int node, bool nothingHasRun)
    {
        Node group = _graph[node];
        if (!Members.HasThem(group) || !_plan.IsSelected(node) || _graph.IsRetired(node))
            return;
        try
        {
            _members.Remember(group, group.Instances, nothingHasRun);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _unclean[node] = new Problem(ProblemKind.Disk, group, group.Name) { Detail = e.Message };
        }
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
            Digest definition = Digest.Of(run.Trace.AsSpan(0, run.DefinitionLength));
            _oldChildren.Begin(name, definition, records, run);
            _old.Find(node, records, _journal.OpenRuns(name), run);
            int[] declared = [.. _graph[node].Outputs.Select(_graph.Paths.Intern)];
            _journal.WillStart(name, new OpenRun(definition, declared, [.. run.Found.Keys]));
            // What else comes into its folders and to its globs, only this record tells from somebody's own: after a power cut there may be the files, and not what was written before them.
            if (Array.Exists(_graph[node].Outputs, output => output.EndsWith('/') || Glob.IsPattern(output)))
                _journal.Sync();
            else
                _journal.Flush();
            _old.Clear(node, run);
            run.StartedAt = _files.Now + FileTable.ClockTick;
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

        _outputs.ReadBy(node, _read);
        foreach (RecordedOutput output in _read)
        {
            if (seen.Add(output.Path))
                paths.Add(_graph.Paths[output.Path]);
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
        NodeState state = _plan.StateOf(parent);
        if (state is NodeState.Running or NodeState.Paused or NodeState.Settling && _files.Remembers)
            _journal.Grew(_graph[parent].Name, Enumerable.Range(_grown, _graph.Count - _grown).Select(node => _graph[node]).Where(node => node.Declaration is not null).Select(LooseChild.Of));
        for (int node = _grown; node < _graph.Count; node++)
            RememberMembers(node, nothingHasRun: false);
        // What the one that adds them has written is seen by them, although it has not ended.
        int now = _files.Advance();
        for (; _grown < _graph.Count; _grown++)
            _seenFrom[_grown] = now;
    }

    /// <inheritdoc/>
    public void Retired(int node)
    {
        _declared.Release(node);
        if (_orphans.Remove([_graph[node].Name]) && _graph.ParentOf(node) is >= 0 and int parent)
            _seenFrom[parent] = _files.Advance();
    }

    /// <inheritdoc/>
    public void Unneeded(int node)
    {
        if (!_files.Remembers)
            return;
        try
        {
            string name = _graph[node].Name;
            bool deleted = _orphans.RemoveFormer(name, _graph[node].Outputs, nothingHasRun: true);
            deleted |= !Members.HasThem(_graph[node]) && _orphans.Remove(_journal.Find(name).SelectMany(record => record.Children).Select(child => child.Name).ToArray());
            if (deleted)
                _seenFrom[node] = _files.Advance();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is not at fault: what cannot be deleted stays.
            return;
        }
    }

    /// <inheritdoc/>
    public void Closed(int node)
    {
        if (_files.Remembers && _oldChildren.Closed(node))
            _seenFrom[node] = _files.Advance();
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
            Problem? problem = _settlement.Settle(node, run!, finish, _children.Of(finish.Consumed), warnings, out NodeRecord? record);
            _settled = (node, run!, record);
            if (record is not null && _graph[node].Cacheable != false && _absolute?.FirstIn(record.Outputs) is { } absolute)
                warnings.Add(new Problem(ProblemKind.AbsolutePath, _graph[node], absolute) { Member = "Outputs" });
            var kept = finish.Children.Select(child => _graph[child].Name).ToHashSet(StringComparer.Ordinal);
            if (problem is null && run!.OldChildren.Count > 0 && _oldChildren.Remove(node, run, kept))
                _seenFrom[node] = _files.Advance();
            if (problem is not null || _journal.WasRunning(_graph[node].Name))
                _journal.Ended(_graph[node].Name, _old.LeftBy(node, run!));
            _journal.Flush();
            return problem;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (_journal.WasRunning(_graph[node].Name))
                EndWithoutSuccess(node, run!);
            return new Problem(ProblemKind.Disk, _graph[node], _graph[node].Name) { Detail = e.Message };
        }
    }

    /// <inheritdoc/>
    public CacheQuestion? Question(int node) => _pending.TryGetValue(node, out PendingRun? run) ? _shared.Question(node, run) : null;

    /// <inheritdoc/>
    public CacheQuestion Question(int node, IReadOnlyList<IReadOnlyList<string>> pathSets)
    {
        _files.Required = _seenFrom[node];
        return _shared.Question(node, _pending[node], pathSets);
    }

    /// <inheritdoc/>
    public bool Fits(int node, CacheAnswer answer) => _placement.Fits(node, answer.Result!);

    /// <inheritdoc/>
    public Problem? Take(int node, CacheAnswer answer, List<Problem> warnings)
    {
        if (WillStart(node) is { } refused)
        {
            SettleFailed(node);
            return refused;
        }

        // Before it, so that what it puts there counts as looked at: it need not be read again.
        Ended(node);
        try
        {
            _placement.Place(node, _pending[node], answer);
            IReadOnlyList<IReadOnlyList<string>>? sets = _pending[node].PathSets;
            var finish = new NodeFinish(answer.Result!.Duration) { Results = answer.Result.Results, Discovered = sets?[answer.Action] };
            Problem? problem = Settle(node, finish, warnings);
            if (problem is not null)
                _placement.Undo();
            return problem;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Undo(node);
            return new Problem(ProblemKind.Disk, _graph[node], _graph[node].Name) { Detail = e.Message };
        }
    }

    private void Undo(int node)
    {
        try
        {
            _placement.Undo();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It counts as what a failed run left, which the next one clears away.
        }

        if (_pending.ContainsKey(node))
            SettleFailed(node);
    }

    /// <inheritdoc/>
    public SharedRun? Share(int node) => _settled is { Record: { } record } settled && settled.Node == node ? _shared.Of(node, settled.Run, record) : null;

    /// <inheritdoc/>
    public void SettleFailed(int node)
    {
        _pending.Remove(node, out PendingRun? run);
        _files.Required = _seenFrom[node];
        EndWithoutSuccess(node, run!);
    }

    // A run whose end is not recorded counts as one that the build died with: all that lies at its outputs then is taken for its own.
    private void EndWithoutSuccess(int node, PendingRun run)
    {
        int[] left = [];
        try
        {
            left = _old.LeftBy(node, run);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be looked at cannot be told from what is somebody's own.
            left = [];
        }

        try
        {
            _journal.Ended(_graph[node].Name, left);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is kept for the next attempt to write; a disk that takes none is told elsewhere.
            return;
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
        if (_unclean.TryGetValue(node, out Problem? problem) || (problem = _unselected.Check(node)) is not null)
            return CheckResult.Failed(problem);
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

        if (_unselected.Check(node) is { } unselected)
            return unselected;
        _outputs.ReadBy(node, _read);
        foreach (RecordedOutput output in _read)
            _writer.Add(Component.DependencyOutput, _graph.Paths[output.Path], output.Digest);
        return null;
    }

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

    private PendingRun MakePending(int node)
    {
        int[] inputs = [.. _expanded];
        var contents = new Digest[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
            _files.TryDigest(inputs[i], out contents[i]);
        FileStat[] stats = [.. inputs.Select(_files.StatOf), .. _read.Select(output => _files.StatOf(output.Path))];
        return new PendingRun { Read = [.. _read], Since = _seenFrom[node], Inputs = inputs, Contents = contents, Stats = stats, Trace = _writer.Bytes.ToArray(), DefinitionLength = _definitionLength };
    }
}
