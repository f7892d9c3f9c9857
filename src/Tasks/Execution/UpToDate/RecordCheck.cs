using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.UpToDate;

/// <summary>Whether what a record says of a node's outputs is still so on the disk.</summary>
internal sealed class RecordCheck
{
    private readonly Graph _graph;
    private readonly FileTable _files;
    private readonly GlobWalk _globs;

    public RecordCheck(Graph graph, FileTable files, GlobWalk globs)
    {
        _graph = graph;
        _files = files;
        _globs = globs;
    }

    /// <summary>Null if the outputs are what the node left, otherwise what is not.</summary>
    public StaleReason? Check(int node, NodeRecord record)
    {
        if (CheckLeft(record) is { } changed)
            return changed;
        foreach (int path in _graph.Outputs[node])
        {
            if (_files.StatOf(path).Kind == FileKind.Missing)
                return StaleReason.Of(StaleKind.OutputMissing, _graph.Paths[path]);
        }

        return _graph[node].Outputs.Length == _graph.Outputs[node].Length ? null : CheckGlobs(node, record);
    }

    /// <summary>Null if what a record says that its node left is as it left it, otherwise what is not. What else is there is not asked.</summary>
    public StaleReason? CheckLeft(NodeRecord record)
    {
        foreach (RecordedOutput output in record.Outputs)
        {
            if (output.Marks.HasFlag(OutputMarks.Link))
            {
                if (_files.DigestOfMember(output.Path) != output.Digest)
                    return StaleReason.Of(StaleKind.OutputChanged, _graph.Paths[output.Path]);
                continue;
            }

            if (!_files.TryDigest(output.Path, out Digest digest))
                return StaleReason.Of(StaleKind.OutputMissing, _graph.Paths[output.Path]);
            if (digest != output.Digest || _files.StatOf(output.Path).Executable != output.Marks.HasFlag(OutputMarks.Executable))
                return StaleReason.Of(StaleKind.OutputChanged, _graph.Paths[output.Path]);
        }

        return null;
    }

    /// <summary>Null if no input is newer than an output, otherwise the first that is. The clock alone is asked.</summary>
    public StaleReason? CheckClocks(int node, ReadOnlySpan<int> inputs, NodeRecord record)
    {
        long oldest = long.MaxValue;
        foreach (int path in _graph.Outputs[node])
        {
            FileStat stat = _files.StatOf(path);
            if (stat.Kind == FileKind.Missing)
                return StaleReason.Of(StaleKind.OutputMissing, _graph.Paths[path]);
            if (stat.Kind == FileKind.File)
                oldest = Math.Min(oldest, stat.Modified);
        }

        foreach (RecordedOutput output in record.Outputs)
        {
            FileStat stat = _files.StatOf(output.Path);
            if (stat.Kind == FileKind.Missing && !output.Marks.HasFlag(OutputMarks.Link))
                return StaleReason.Of(StaleKind.OutputMissing, _graph.Paths[output.Path]);
            if (stat.Kind == FileKind.File && !output.Marks.HasFlag(OutputMarks.Found))
                oldest = Math.Min(oldest, stat.Modified);
        }

        // What is from the future was stamped by a clock that has been set back since: any input may be newer.
        long now = _files.Now;
        if (oldest > now + FileTable.ClockTick)
            oldest = record.EndedAt <= now ? record.EndedAt : 0;
        return Newer(inputs, oldest) ?? Newer(record.Discovered, oldest);
    }

    private StaleReason? Newer(ReadOnlySpan<int> inputs, long oldest)
    {
        foreach (int path in inputs)
        {
            FileStat stat = _files.StatOf(path);
            if (stat.Kind == FileKind.File && stat.Modified > oldest)
                return StaleReason.Of(StaleKind.InputNewer, _graph.Paths[path]);
        }

        return null;
    }

    // A file that matches an output glob and that the node did not leave is a change of its outputs as well.
    private StaleReason? CheckGlobs(int node, NodeRecord record)
    {
        var recorded = new HashSet<int>();
        foreach (RecordedOutput output in record.Outputs)
            recorded.Add(output.Path);
        foreach (string output in _graph[node].Outputs)
        {
            if (!Glob.IsPattern(output))
                continue;
            foreach (string match in _globs.Find(output))
            {
                if (!recorded.Contains(_graph.Paths.Intern(match)))
                    return StaleReason.Of(StaleKind.OutputChanged, match);
            }
        }

        return null;
    }
}
