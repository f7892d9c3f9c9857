using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.UpToDate;

/// <summary>
/// Removes what a node left before it runs again, so that what is there afterwards is what a clean build would leave. Only files that a record says the
/// node made and that it still declares; never what it reads.
/// </summary>
internal sealed class OldOutputs
{
    private readonly Graph _graph;
    private readonly FileTable _files;
    private readonly IFileSystem _disk;
    private readonly GlobWalk _globs;
    private readonly FolderOwners _owners;
    private HashSet<int>? _declared;

    public OldOutputs(Graph graph, FileTable files, IFileSystem disk, GlobWalk globs)
    {
        _globs = globs;
        _owners = new FolderOwners(graph);
        _graph = graph;
        _files = files;
        _disk = disk;
    }

    /// <summary>Removes them, and makes the folders that the declared outputs go to.</summary>
    /// <param name="number">The node.</param>
    /// <param name="records">Its last successes, one for each declaration it had (a configuration's, a framework's): what another one declares elsewhere stays.</param>
    /// <param name="untidy">Whether its last run did not succeed: what is at its declared outputs is what that run left, whatever is in it.</param>
    /// <param name="run">What it reads.</param>
    public void Clear(int number, IReadOnlyList<NodeRecord> records, bool untidy, PendingRun run)
    {
        Node node = _graph[number];
        if (untidy)
            RemoveRemains(number, run);
        foreach (NodeRecord record in records)
        {
            foreach (RecordedOutput output in record.Outputs)
            {
                if (_owners.Owns(number, output.Path, _graph.Paths[output.Path]))
                    Remove(node, output, run);
            }
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
        if (node.OutputItemType is not null && node.UpToDateCheck != UpToDateCheck.Timestamp && _files.TryDigest(output.Path, out Digest digest))
            (run.Clocks ??= [])[output.Path] = (digest, stat.Modified);
        _disk.DeleteFile(_graph.Paths[output.Path]);
    }

    private void RemoveRemains(int number, PendingRun run)
    {
        foreach (string output in _graph[number].Outputs)
        {
            if (Glob.IsPattern(output))
                RemoveAll(_globs.Find(output), run);
            else if (output.EndsWith('/'))
                RemoveAll([.. _disk.EnumerateTree(output)], run);
            else
                RemoveFile(_graph.Paths.Intern(output), run);
        }
    }

    // A file that is declared by itself, in another node's folder, is that node's alone.
    private void RemoveAll(string[] paths, PendingRun run)
    {
        _declared ??= AllDeclared();
        foreach (string path in paths)
        {
            int number = _graph.Paths.Intern(path);
            if (!path.EndsWith('/') && !_declared.Contains(number))
                RemoveFile(number, run);
        }
    }

    private void RemoveFile(int path, PendingRun run)
    {
        if (_files.StatOf(path).Kind == FileKind.File && Array.IndexOf(run.Inputs, path) < 0)
            _disk.DeleteFile(_graph.Paths[path]);
    }

    private HashSet<int> AllDeclared()
    {
        var declared = new HashSet<int>();
        for (int node = 0; node < _graph.Count; node++)
        {
            foreach (int path in _graph.Outputs[node])
                declared.Add(path);
        }

        return declared;
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
        _files.ForgetOne(folder);
    }
}
