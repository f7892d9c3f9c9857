using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>Nodes that their parent or map does not make any more: what they left goes, as far as it is as they left it and nobody declares it.</summary>
internal sealed class Orphans
{
    private readonly Graph _graph;
    private readonly Journal _journal;
    private readonly FileTable _files;
    private readonly IFileSystem _disk;

    private readonly HashSet<int> _removed;

    public Orphans(Graph graph, Journal journal, FileTable files, IFileSystem disk, HashSet<int> removed)
    {
        _removed = removed;
        (_graph, _journal, _files, _disk) = (graph, journal, files, disk);
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
}
