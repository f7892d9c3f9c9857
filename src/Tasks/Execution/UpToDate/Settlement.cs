using TaskGraph.Execution.Storage;
using TaskGraph.Execution.Text;
using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>After a node's success: is what it declared there, did what it read stay as it was, and what is to be remembered.</summary>
internal sealed class Settlement
{
    private const int MostLookedAt = 1000;

    private readonly Graph _graph;
    private readonly Journal _journal;
    private readonly FileTable _files;
    private readonly IFileSystem _disk;
    private readonly RebuildSettings _settings;
    private readonly NodeOutputs _outputs;
    private readonly FingerprintWriter _writer;

    public Settlement(
        Graph graph, Journal journal, FileTable files, IFileSystem disk, RebuildSettings settings, NodeOutputs outputs)
    {
        _graph = graph;
        _journal = journal;
        _files = files;
        _disk = disk;
        _settings = settings;
        _outputs = outputs;
        _writer = new FingerprintWriter(settings.ProjectFolder, settings.IgnoreCase);
    }

    /// <summary>Adds what a dep file named to a fingerprint; a file that is gone counts as well.</summary>
    public static void AddDiscovered(FingerprintWriter writer, PathTable paths, FileTable files, ReadOnlySpan<int> discovered)
    {
        foreach (int path in discovered)
        {
            if (files.TryDigest(path, out Digest digest))
                writer.Add(Component.DiscoveredInput, paths[path], digest);
            else
                writer.Add(Component.DiscoveredInput, paths[path], "");
        }
    }

    /// <summary>See <see cref="IRebuilder.Settle"/>. A success that is not to be remembered is none for the journal.</summary>
    /// <param name="number">The node.</param>
    /// <param name="run">What is known of its run.</param>
    /// <param name="finish">What became of it.</param>
    /// <param name="consumed">What it read of others while it ran.</param>
    /// <param name="warnings">Takes what is to be told and stops nothing.</param>
    /// <param name="record">What is remembered; null if nothing is.</param>
    public Problem? Settle(int number, PendingRun run, NodeFinish finish, RecordedRead[] consumed, List<Problem> warnings, out NodeRecord? record)
    {
        record = null;
        Node node = _graph[number];
        RecordedOutput[] all = _outputs.Collect(number, out string? missing);
        if (missing is not null)
            return new Problem(ProblemKind.OutputMissing, node, missing) { Member = "Outputs" };
        int[] discovered = [];
        if (finish.Discovered is { } known)
            discovered = [.. known.Select(_graph.Paths.Intern)];
        else if (node.DepFile is not null && ReadDepFile(node, run, all, warnings, out discovered) is { } problem)
            return problem;
        GiveBackClocks(run, all);
        _outputs.Set(number, all);

        if ((FirstChanged(number, run) ?? FirstWritten(discovered, run)) is { } changed)
        {
            warnings.Add(new Problem(ProblemKind.InputChanged, node, changed));
            return null;
        }

        record = Remember(number, run, finish, consumed, all, discovered);
        return null;
    }

    private NodeRecord Remember(int number, PendingRun run, NodeFinish finish, RecordedRead[] consumed, RecordedOutput[] all, int[] discovered)
    {
        Node node = _graph[number];
        WriteTrace(number, run);
        AddDiscovered(_writer, _graph.Paths, _files, discovered);
        var record = new NodeRecord
        {
            Name = node.Name,
            Definition = Digest.Of(_writer.Bytes[..run.DefinitionLength]),
            Fingerprint = _writer.Digest(),
            Duration = finish.Duration,
            Results = [.. finish.Results],
            Variant = finish.Children.Count > 0 ? _settings.Variant : "",
            Children = [.. finish.Children.Where(child => _graph[child].Declaration is not null).Select(child => new RecordedChild(_graph[child].Name, _graph[child].Declaration ?? ""))],
            Consumed = consumed,
            EndedAt = _disk.CoarseNow,
            EmptyFolders = [.. _outputs.EmptyFolders(number).Where(folder => !run.EmptyFolders.Contains(folder))],
            Outputs = Own(run, all),
            Discovered = discovered,
            TraceOffset = _journal.Traces.Append(_writer.Bytes),
            TraceLength = _writer.Length,
        };
        _journal.Add(record);
        return record;
    }

    private RecordedOutput[] Own(PendingRun run, RecordedOutput[] all)
    {
        var own = new List<RecordedOutput>(all.Length);
        foreach (RecordedOutput output in all)
        {
            if (Array.IndexOf(run.Inputs, output.Path) >= 0)
                continue;
            bool untouched = run.Found.TryGetValue(output.Path, out FileStat before) && (before.Kind != FileKind.File || before == _files.StatOf(output.Path));
            own.Add(untouched ? output with { Marks = output.Marks | OutputMarks.Found } : output);
        }

        return [.. own];
    }

    // A file that the node changes in place counts with the content that the node left, or it would never be up to date.
    private void WriteTrace(int number, PendingRun run)
    {
        _writer.Clear();
        var entries = new List<TraceEntry>();
        bool inPlace = false;
        foreach (int path in _graph.Outputs[number])
            inPlace |= Array.IndexOf(run.Inputs, path) >= 0;
        if (!inPlace)
        {
            _writer.AddRaw(run.Trace);
            return;
        }

        _writer.AddRaw(run.Trace.AsSpan(0, run.DefinitionLength));
        FingerprintTrace.TryRead(run.Trace.AsSpan(run.DefinitionLength), entries);
        foreach (TraceEntry entry in entries)
        {
            Digest digest = new(Convert.FromHexString(entry.Value));
            int path = _graph.Paths.Find(entry.Key);
            if (entry.Component == Component.Input && _graph.Outputs[number].Contains(path))
                _files.TryDigest(path, out digest);
            _writer.Add(entry.Component, entry.Key, digest);
        }
    }

    // The record holds what was there before the run, so that the next build finds by itself what is another content now; what was changed and changed back can only be seen
    // here. A node that reads more than the most is not looked after: many of them would make it quadratic. The clock alone, where that is asked, cannot find anything later.
    private string? FirstChanged(int number, PendingRun run)
    {
        if (run.Inputs.Length + run.Read.Count > MostLookedAt && _graph[number].UpToDateCheck != UpToDateCheck.Timestamp)
            return null;
        for (int i = 0; i < run.Inputs.Length; i++)
        {
            int path = run.Inputs[i];
            if (_graph.Outputs[number].Contains(path))
                continue;
            if (!_files.TryDigest(path, out Digest digest) || digest != run.Contents[i] || WasWritten(path, run.Stats[i]))
                return _graph.Paths[path];
        }

        for (int i = 0; i < run.Read.Count; i++)
        {
            RecordedOutput output = run.Read[i];
            if (output.Marks.HasFlag(OutputMarks.Link) || _graph.Outputs[number].Contains(output.Path))
                continue;
            if (!_files.TryDigest(output.Path, out Digest digest) || digest != output.Digest || WasWritten(output.Path, run.Stats[run.Inputs.Length + i]))
                return _graph.Paths[output.Path];
        }

        return null;
    }

    // The content is the same again. The time of change alone says nothing of it: a link that is made to a file, or another right to it, changes that as well.
    private bool WasWritten(int path, in FileStat before)
    {
        FileStat now = _files.StatOf(path);
        return before.Kind == FileKind.File && now.Kind == FileKind.File && (now.Modified, now.Inode) != (before.Modified, before.Inode);
    }

    // What only the dep file names was not looked at before the run: if it was written since, nobody knows what the node has read of it.
    private string? FirstWritten(int[] discovered, PendingRun run)
    {
        foreach (int path in discovered)
        {
            FileStat stat = _files.StatOf(path);
            if (stat.Kind == FileKind.File && (stat.Changed != 0 ? stat.Changed : stat.Modified) > run.StartedAt)
                return _graph.Paths[path];
        }

        return null;
    }

    private Problem? ReadDepFile(Node node, PendingRun run, RecordedOutput[] left, List<Problem> warnings, out int[] discovered)
    {
        discovered = [];
        int depFile = _graph.Paths.Intern(node.DepFile!);
        if (_files.StatOf(depFile).Kind != FileKind.File)
        {
            warnings.Add(new Problem(ProblemKind.DepFileMissing, node, node.DepFile!) { Member = "DepFile" });
            discovered = [depFile];
            return null;
        }

        var named = new List<string>();
        string text;
        try
        {
            text = _disk.ReadText(node.DepFile!, DepFileParser.MostBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Problem(ProblemKind.DepFileSyntax, node, node.DepFile!) { Member = "DepFile", Detail = e.Message };
        }

        if (!DepFileParser.TryParse(text, named, out int line, out string fault))
            return new Problem(ProblemKind.DepFileSyntax, node, node.DepFile!) { Member = "DepFile", Detail = $"line {line}: {fault}" };

        string folder = node.WorkingDirectory ?? node.Scope.Base;
        string workingFolder = folder is "" or "./" ? "" : folder.TrimEnd('/') + "/";
        var seen = new HashSet<int>(run.Inputs) { depFile };
        foreach (RecordedOutput output in left)
            seen.Add(output.Path);
        var found = new List<int>();
        foreach (string name in named)
        {
            string file = OperatingSystem.IsWindows() ? name.Replace('\\', '/') : name;
            if (!CanonicalPath.IsAbsolute(file))
                file = workingFolder + file;
            StringComparison comparison = _settings.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
            string canonical = CanonicalPath.Of(file, _settings.ProjectFolder, false, comparison, _settings.Anchored);
            if (CanonicalPath.HoldsProject(canonical, _settings.ProjectFolder, comparison))
                return new Problem(ProblemKind.DepFileSyntax, node, node.DepFile!) { Member = "DepFile", Detail = $"it names '{name}', a folder that the whole project lies in" };
            int path = _graph.Paths.Intern(canonical);
            if (seen.Add(path))
                found.Add(path);
        }

        discovered = [.. found];
        return null;
    }

    // What goes to MSBuild's item lists is compared by clocks there: content that did not change must not look newer.
    private void GiveBackClocks(PendingRun run, RecordedOutput[] left)
    {
        if (run.Clocks is null)
            return;
        foreach (RecordedOutput output in left)
        {
            if (!run.Clocks.TryGetValue(output.Path, out (Digest Digest, long Modified) old) || old.Digest != output.Digest)
                continue;
            _disk.SetModified(_graph.Paths[output.Path], old.Modified);
            _files.ForgetOne(output.Path);
            _files.TryDigest(output.Path, out _);
        }
    }
}
