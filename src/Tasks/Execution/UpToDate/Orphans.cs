using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Model.Text;

namespace TaskGraph.Execution.UpToDate;

/// <summary>Nodes that their parent or map does not make any more: what they left goes, as far as it is as they left it and nobody declares it.</summary>
internal sealed class Orphans
{
    private readonly Graph _graph;
    private readonly Journal _journal;
    private readonly FileTable _files;
    private readonly IFileSystem _disk;

    private readonly GlobWalk _globs;
    private readonly FolderOwners _owners;
    private readonly HashSet<int> _removed;

    public Orphans(Graph graph, Journal journal, FileTable files, IFileSystem disk, GlobWalk globs, FolderOwners owners, HashSet<int> removed)
    {
        (_graph, _journal, _files, _disk) = (graph, journal, files, disk);
        (_globs, _owners, _removed) = (globs, owners, removed);
    }

    /// <summary>Removes what nodes left that are in a record and not in the graph, with what those added.</summary>
    public void Remove(IEnumerable<RecordedChild> recorded)
    {
        var open = new Stack<string>(recorded.Select(child => child.Name));
        HashSet<int>? declared = null;
        while (open.TryPop(out string? name))
        {
            if (_graph.Find(name) >= 0)
                continue;
            declared ??= AllDeclared();
            foreach (NodeRecord record in _journal.Find(name))
            {
                foreach (RecordedChild child in record.Children)
                    open.Push(child.Name);
                RemoveOutputs(record, declared);
            }

            foreach (OpenRun run in _journal.OpenRuns(name))
                RemoveRemains(run);
            _journal.Remove(name);
        }
    }

    private void RemoveOutputs(NodeRecord record, HashSet<int> declared)
    {
        var folders = new List<string>();
        foreach (RecordedOutput output in record.Outputs)
        {
            string path = _graph.Paths[output.Path];
            if (path.EndsWith('/'))
                folders.Add(path);
            else if (!output.Marks.HasFlag(OutputMarks.Found) && !declared.Contains(output.Path) && _files.StatOf(output.Path).Kind == FileKind.File
                && _files.TryDigest(output.Path, out Digest digest) && digest == output.Digest)
            {
                _removed.Add(output.Path);
                _disk.DeleteFile(path);
            }

            _files.ForgetOne(output.Path);
        }

        foreach (string folder in folders)
            _disk.DeleteEmptyFolder(folder);
    }

    // A run that failed, or that died with its build, may have left anything at its outputs that was not there before.
    private void RemoveRemains(OpenRun run)
    {
        foreach (int output in run.Declared)
        {
            foreach (string text in PresentAt(output))
            {
                int path = _graph.Paths.Intern(text);
                if (!run.MayHaveLeft(output, path) || IsOwned(path, text))
                    continue;
                _disk.DeleteFile(text);
                _files.ForgetOne(path);
            }
        }
    }

    // What is in it is not known, so that it goes only if nobody declares the file or a folder that it is in.
    private bool IsOwned(int path, string text)
    {
        for (int node = 0; node < _graph.Count; node++)
        {
            if (!_graph.IsRetired(node) && _owners.Owns(node, path, text))
                return true;
        }

        return false;
    }

    private string[] PresentAt(int output)
    {
        string path = _graph.Paths[output];
        if (Glob.IsPattern(path))
            return _globs.Find(path);
        FileKind kind = _files.StatOf(output).Kind;
        if (kind == FileKind.Folder && !_disk.IsLink(path))
            return [.. _disk.EnumerateTree(path.EndsWith('/') ? path : path + "/").Where(member => !member.EndsWith('/'))];
        return kind == FileKind.Missing ? [] : [path];
    }

    private HashSet<int> AllDeclared()
    {
        var declared = new HashSet<int>();
        for (int node = 0; node < _graph.Count; node++)
        {
            foreach (int path in _graph.IsRetired(node) ? [] : _graph.Outputs[node])
                declared.Add(path);
        }

        return declared;
    }
}
