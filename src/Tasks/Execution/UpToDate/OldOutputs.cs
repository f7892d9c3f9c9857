using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.UpToDate;

/// <summary>
/// What is at a node's declared outputs before it runs: what earlier runs of it left, which goes, so that what is there afterwards is what a clean build
/// would leave; and what somebody else put there, which stays.
/// </summary>
internal sealed class OldOutputs
{
    private readonly Graph _graph;
    private readonly FileTable _files;
    private readonly IFileSystem _disk;
    private readonly DeclaredFiles _declared;
    private readonly HashSet<int> _removed;

    public OldOutputs(Graph graph, FileTable files, IFileSystem disk, DeclaredFiles declared, HashSet<int> removed)
    {
        _removed = removed;
        _declared = declared;
        _graph = graph;
        _files = files;
        _disk = disk;
    }

    /// <summary>Looks what is there and changes nothing.</summary>
    /// <param name="number">The node.</param>
    /// <param name="records">Its last successes, newest first, one for each declaration it had (a configuration's, a framework's).</param>
    /// <param name="open">Its runs that did not succeed: what is at their outputs is what they left, whatever is in it, if it was not there before them.</param>
    /// <param name="run">Takes what is found; says what the node reads, which is never among it.</param>
    public void Find(int number, IReadOnlyList<NodeRecord> records, IReadOnlyList<OpenRun> open, PendingRun run)
    {
        // Whatever has come since the node was checked: it is about to be deleted or spared.
        _files.Required = _files.Moment;
        run.HasFailed = open.Count > 0;
        run.OldFolders.AddRange(records.SelectMany(record => record.EmptyFolders));
        Dictionary<int, bool> made = Recorded(records);
        foreach (string output in _graph[number].Outputs)
        {
            int declared = _graph.Paths.Intern(output);
            foreach (int path in _declared.FilesAt(declared))
            {
                if (Array.IndexOf(run.Inputs, path) >= 0)
                    continue;
                if (made.TryGetValue(path, out bool own) ? own : IsRemains(declared, path, open))
                    run.Old.Add(path);
                else
                    run.Found[path] = _files.StatOf(path);
            }
        }
    }

    /// <summary>Removes what earlier runs left, and makes the folders that the declared outputs go to.</summary>
    public void Clear(int number, PendingRun run)
    {
        Node node = _graph[number];
        bool keepsClocks = node.OutputItemType is not null && node.UpToDateCheck != UpToDateCheck.Timestamp;
        foreach (int path in run.Old)
        {
            if (keepsClocks && _files.TryDigest(path, out Digest digest))
                (run.Clocks ??= [])[path] = (digest, _files.StatOf(path).Modified);
        }

        // Most of them are in one folder.
        string? looked = null;
        bool behindLink = false;
        foreach (int path in run.Old)
        {
            string folder = OwnFiles.FolderOf(_graph.Paths[path]);
            if (folder != looked)
                (looked, behindLink) = (folder, OwnFiles.IsBehindLink(_graph.Paths[path], _disk));
            if (behindLink)
                continue;
            _removed.Add(path);
            _disk.DeleteFile(_graph.Paths[path]);
            _files.ForgetOne(path);
        }

        ClearFolders(node.Outputs, run);
        foreach (string output in node.Outputs)
            MakeFolder(output);
        if (node.DepFile is not null)
            MakeFolder(node.DepFile);
    }

    /// <summary>What is at a node's outputs after a run that did not succeed and was not there before.</summary>
    public int[] LeftBy(int number, PendingRun run)
    {
        var left = new List<int>();
        foreach (string output in _graph[number].Outputs)
        {
            foreach (int path in _declared.FilesAt(_graph.Paths.Intern(output)))
            {
                if (Array.IndexOf(run.Inputs, path) < 0 && !run.Found.ContainsKey(path))
                    left.Add(path);
            }
        }

        return [.. left];
    }

    // The newest record that knows a file says whose it is.
    private static Dictionary<int, bool> Recorded(IReadOnlyList<NodeRecord> records)
    {
        var made = new Dictionary<int, bool>();
        foreach (NodeRecord record in records)
        {
            foreach (RecordedOutput output in record.Outputs)
                made.TryAdd(output.Path, !output.Marks.HasFlag(OutputMarks.Found));
        }

        return made;
    }

    private static bool IsRemains(int declared, int path, IReadOnlyList<OpenRun> open)
    {
        foreach (OpenRun run in open)
        {
            if (run.MayHaveLeft(declared, path))
                return true;
        }

        return false;
    }

    // Folders of earlier runs are part of what a reader sees, or in the way, and a clean build would not leave them: those that were left empty, and those that have become so now. All others with nothing in them are somebody's own.
    private void ClearFolders(string[] outputs, PendingRun run)
    {
        var folders = new HashSet<string>(run.OldFolders, StringComparer.Ordinal);
        folders.UnionWith(run.Old.Select(path => OwnFiles.FolderOf(_graph.Paths[path])));
        foreach (string folder in folders.Where(folder => !OwnFiles.IsBehindLink(folder, _disk)))
        {
            for (string at = folder; IsWithin(at, outputs) && _disk.DeleteEmptyFolder(at); at = OwnFiles.FolderOf(at.TrimEnd('/')))
                Forget(at);
        }

        foreach (string output in outputs)
        {
            if (output.EndsWith('/') && !Glob.IsPattern(output))
                run.EmptyFolders.AddRange(_disk.EnumerateTree(output).Where(path => path.EndsWith('/')));
        }
    }

    private void Forget(string folder)
    {
        _files.ForgetOne(_graph.Paths.Find(folder));
        _files.ForgetOne(_graph.Paths.Find(folder.TrimEnd('/')));
    }

    // Below a declared folder, or below where a glob begins.
    private static bool IsWithin(string folder, string[] outputs)
    {
        foreach (string output in outputs)
        {
            string root = Glob.IsPattern(output) ? new Glob(output, false).FixedFolder : output;
            if (root.EndsWith('/') && folder.Length > root.Length && folder.StartsWith(root, StringComparison.Ordinal))
                return true;
        }

        return false;
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
