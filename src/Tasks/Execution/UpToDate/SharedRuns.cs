using TaskGraph.Execution.Caching;
using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.UpToDate;

/// <summary>Which runs may be shared through a cache, and what they are known by there.</summary>
internal sealed class SharedRuns
{
    private readonly Graph _graph;
    private readonly FileTable _files;
    private readonly DeclaredFiles _declared;
    private readonly RebuildSettings _settings;
    private readonly FingerprintWriter _writer;

    public SharedRuns(Graph graph, FileTable files, DeclaredFiles declared, RebuildSettings settings)
    {
        (_graph, _files, _declared, _settings) = (graph, files, declared, settings);
        _writer = new FingerprintWriter(settings.ProjectFolder, settings.IgnoreCase);
    }

    /// <summary>What a cache is asked of a stale node; null if it is not to be asked.</summary>
    public CacheQuestion? Question(int number, PendingRun run)
    {
        Node node = _graph[number];
        if (!MayBeShared(number, run))
            return null;
        Digest known = Digest.Of(run.Trace);
        return node.DepFile is null
            ? new CacheQuestion(number, node) { Actions = [ActionKey.OfRun(known)], Trace = run.Trace }
            : new CacheQuestion(number, node) { PathSets = ActionKey.OfPathSets(known), Trace = run.Trace };
    }

    /// <summary>The question once more, now that it is known what earlier runs have read. Of a set with something in it that cannot be looked at, nothing is known.</summary>
    public CacheQuestion Question(int number, PendingRun run, IReadOnlyList<IReadOnlyList<string>> pathSets)
    {
        var actions = new List<Digest>(pathSets.Count);
        var known = new List<IReadOnlyList<string>>(pathSets.Count);
        foreach (IReadOnlyList<string> set in pathSets)
        {
            if (!set.All(IsReadable))
                continue;
            _writer.Clear();
            _writer.AddRaw(run.Trace);
            Settlement.AddDiscovered(_writer, _graph.Paths, _files, [.. set.Select(_graph.Paths.Intern)]);
            actions.Add(ActionKey.OfRun(_writer.Digest()));
            known.Add(set);
        }

        run.PathSets = known;
        return new CacheQuestion(number, _graph[number]) { Actions = actions, Trace = run.Trace };
    }

    /// <summary>A success as a cache is to keep it; null if it is not to be shared.</summary>
    public SharedRun? Of(int number, PendingRun run, NodeRecord record)
    {
        Node node = _graph[number];
        if (!MayBeShared(number, run) || record.Children.Length + record.Consumed.Length > 0)
            return null;
        // Nobody knows whether a failed run left these, and the node would have made them again.
        if (run.HasFailed && run.EmptyFolders.Count > 0)
            return null;
        var outputs = new List<SharedOutput>(record.Outputs.Length);
        // Outputs may be declared in ways that overlap.
        var seen = new HashSet<int>();
        foreach (RecordedOutput output in record.Outputs)
        {
            if (!seen.Add(output.Path))
                continue;
            bool named = _graph.Outputs[number].Contains(output.Path);
            // Another node's, in this one's folder.
            if (!named && _declared.IsNamed(output.Path))
                continue;
            if (!output.Marks.HasFlag(OutputMarks.Found))
                outputs.Add(new SharedOutput(_graph.Paths[output.Path], output.Digest, output.Marks));
            else if (named && _files.StatOf(output.Path).Kind != FileKind.Folder)
                return null;
        }

        if (node.DepFile is not null && !TryAddDepFile(_graph.Paths.Intern(node.DepFile), record, seen, outputs))
            return null;
        return new SharedRun
        {
            Node = node,
            Action = ActionKey.OfRun(record.Fingerprint),
            PathSets = node.DepFile is null ? null : ActionKey.OfPathSets(Digest.Of(run.Trace)),
            Discovered = [.. record.Discovered.Select(path => _graph.Paths[path])],
            Trace = run.Trace,
            Outputs = outputs,
            EmptyBefore = run.EmptyFolders,
            Duration = record.Duration,
            Results = record.Results,
        };
    }

    // Others may read it. Where it left none, nobody knows what it read.
    private bool TryAddDepFile(int depFile, NodeRecord record, HashSet<int> seen, List<SharedOutput> outputs)
    {
        if (Array.IndexOf(record.Discovered, depFile) >= 0 || _files.StatOf(depFile).Kind != FileKind.File || !_files.TryDigest(depFile, out Digest digest))
            return false;
        if (seen.Add(depFile))
            outputs.Add(new SharedOutput(_graph.Paths[depFile], digest, OutputMarks.None));
        return true;
    }

    // A node that changes in place what it reads, or adds nodes, does more than to leave files. One that has secrets may show them in its outputs, and says itself if it does not.
    private bool MayBeShared(int number, PendingRun run)
    {
        Node node = _graph[number];
        bool asks = node.Cacheable ?? node.SecretEnvironmentVariables.Length == 0;
        if (!asks || node.IsGroup || node.AlwaysRuns || node.Outputs.Length == 0 || _graph.HasChildren(number))
            return false;
        bool literal = _graph.Outputs[number].Length == node.Outputs.Length && !Array.Exists(node.Outputs, output => output.EndsWith('/'));
        foreach (int path in run.Inputs)
        {
            if (literal ? _graph.Outputs[number].Contains(path) : OwnFiles.IsDeclared(_graph.Paths[path], node.Outputs, _settings.IgnoreCase))
                return false;
        }

        return true;
    }

    // The names are another machine's: they are looked at and never opened unless they are files.
    private bool IsReadable(string path)
    {
        if (!OwnFiles.IsStraight(path) || CanonicalPath.HoldsProject(path, _settings.ProjectFolder, _settings.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
            return false;
        try
        {
            return _files.StatOf(_graph.Paths.Intern(path)).Kind is FileKind.File or FileKind.Missing;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
