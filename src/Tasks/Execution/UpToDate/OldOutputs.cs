using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>
/// Removes what a node left before it runs again, so that what is there afterwards is what a clean build would leave. Only files that the record says the
/// node made and that nobody has changed since; never what it reads.
/// </summary>
internal sealed class OldOutputs
{
    private readonly Graph _graph;
    private readonly FileTable _files;
    private readonly IFileSystem _disk;

    public OldOutputs(Graph graph, FileTable files, IFileSystem disk)
    {
        _graph = graph;
        _files = files;
        _disk = disk;
    }

    /// <summary>Removes them, and makes the folders that the declared outputs go to.</summary>
    /// <param name="number">The node.</param>
    /// <param name="record">Its last success, or null.</param>
    /// <param name="interrupted">Whether a build died while the node ran: its declared files are half-written ones, whatever is in them.</param>
    /// <param name="run">What it reads.</param>
    public void Clear(int number, NodeRecord? record, bool interrupted, PendingRun run)
    {
        Node node = _graph[number];
        if (interrupted)
            RemoveHalfWritten(number, run);
        if (record is not null)
        {
            foreach (RecordedOutput output in record.Outputs)
                Remove(node, output, run);
        }

        foreach (string output in node.Outputs)
            MakeFolder(output);
        if (node.DepFile is not null)
            MakeFolder(node.DepFile);
    }

    private void Remove(Node node, RecordedOutput output, PendingRun run)
    {
        FileStat stat = _files.StatOf(output.Path);
        if (stat.Kind != FileKind.File || Array.IndexOf(run.Inputs, output.Path) >= 0)
            return;
        if (!_files.TryDigest(output.Path, out Digest digest) || digest != output.Digest)
            return;
        if (node.OutputItemType is not null)
            (run.Clocks ??= [])[output.Path] = (digest, stat.Modified);
        _disk.DeleteFile(_graph.Paths[output.Path]);
        _files.Doubt();
    }

    private void RemoveHalfWritten(int number, PendingRun run)
    {
        foreach (int path in _graph.Outputs[number])
        {
            if (_files.StatOf(path).Kind != FileKind.File || Array.IndexOf(run.Inputs, path) >= 0)
                continue;
            _disk.DeleteFile(_graph.Paths[path]);
            _files.Doubt();
        }
    }

    private void MakeFolder(string output)
    {
        int wildcard = output.AsSpan().IndexOfAny('*', '?');
        int slash = (wildcard < 0 ? output : output[..wildcard]).LastIndexOf('/');
        if (slash <= 0)
            return;
        int folder = _graph.Paths.Intern(output[..(slash + 1)]);
        if (_files.StatOf(folder).Kind != FileKind.Missing)
            return;
        _disk.CreateFolder(_graph.Paths[folder]);
        _files.Doubt();
    }
}
