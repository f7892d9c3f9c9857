using TaskGraph.Execution.Storage;
using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>What is left of nodes that their parent or map does not make any more: it goes, as far as it is as they left it and nobody declares it.</summary>
internal sealed class Orphans
{
    private readonly Graph _graph;
    private readonly Journal _journal;
    private readonly FileTable _files;
    private readonly IFileSystem _disk;

    private readonly DeclaredFiles _declared;
    private readonly HashSet<int> _removed;
    private int _deletions;

    public Orphans(Graph graph, Journal journal, FileTable files, IFileSystem disk, DeclaredFiles declared, HashSet<int> removed)
    {
        (_graph, _journal, _files, _disk) = (graph, journal, files, disk);
        (_declared, _removed) = (declared, removed);
    }

    /// <summary>Removes what nodes left that are not in the graph, with what those added. True if anything was deleted.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="nothingHasRun">
    /// True if no node has run in this build: then what they left goes even where a node declares the same, since that node would otherwise find it as somebody's own.
    /// </param>
    public bool Remove(IEnumerable<string> names, bool nothingHasRun = false)
    {
        _files.Required = _files.Moment;
        var open = new Stack<string>(names);
        int before = _deletions;
        while (open.TryPop(out string? name))
        {
            if (_graph.Find(name) >= 0)
                continue;
            foreach (string child in Added.By(_journal, name))
                open.Push(child);
            foreach (NodeRecord record in _journal.Find(name))
                RemoveOutputs(record.Outputs, nothingHasRun);
            foreach (OpenRun run in _journal.OpenRuns(name))
                RemoveRemains(run, run.Declared);
            _journal.Remove(name);
        }

        return _deletions > before;
    }

    /// <summary>
    /// Removes what a node left that its parent, map or workflow does not make any more. If another variant of the project has it from there still, that one's files stay. True if anything was deleted.
    /// </summary>
    /// <param name="parent">The parent, map or workflow.</param>
    /// <param name="variant">The variant that is built.</param>
    /// <param name="name">The node.</param>
    /// <param name="outputs">What it declared, canonical.</param>
    /// <param name="nothingHasRun">See <see cref="Remove"/>.</param>
    public bool RemoveOf(string parent, string variant, string name, IEnumerable<string> outputs, bool nothingHasRun = false)
    {
        bool shared = _journal.Find(parent).Any(record => record.Variant != variant && Array.Exists(record.Children, child => child.Name == name));
        return shared ? RemoveFormer(name, outputs, nothingHasRun) : Remove([name], nothingHasRun);
    }

    /// <summary>Removes what a node that is still there left at outputs that it does not declare any more. True if anything was deleted.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="outputs">What it declared before, canonical.</param>
    /// <param name="nothingHasRun">See <see cref="Remove"/>.</param>
    public bool RemoveFormer(string name, IEnumerable<string> outputs, bool nothingHasRun = false)
    {
        int before = _deletions;
        _files.Required = _files.Moment;
        int[] former = [.. outputs.Select(_graph.Paths.Intern)];
        HashSet<int> files = [.. former, .. former.SelectMany(_declared.FilesAt)];
        foreach (NodeRecord record in _journal.Find(name))
            RemoveOutputs(record.Outputs.Where(output => files.Contains(output.Path)), nothingHasRun);
        foreach (OpenRun run in _journal.OpenRuns(name))
            RemoveRemains(run, run.Declared.Intersect(former));
        return _deletions > before;
    }

    private void RemoveOutputs(IEnumerable<RecordedOutput> outputs, bool evenDeclared)
    {
        var folders = new List<string>();
        foreach (RecordedOutput output in outputs)
        {
            string path = _graph.Paths[output.Path];
            if (path.EndsWith('/'))
                folders.Add(path);
            else if (!output.Marks.HasFlag(OutputMarks.Found) && (evenDeclared || !_declared.IsNamed(output.Path)) && IsAsLeft(output))
                Delete(output.Path);
        }

        foreach (string folder in folders.Where(IsOurs))
            _disk.DeleteEmptyFolder(folder);
    }

    // Nobody declares it any more. Outside of the project it is taken for the node's only where others of the project write as well.
    private bool IsOurs(string path) =>
        (OwnFiles.IsInProject(path) || _declared.IsBesideDeclared(path)) && !OwnFiles.IsBehindLink(path, _disk);

    private bool IsAsLeft(RecordedOutput output) =>
        _files.StatOf(output.Path).Kind == FileKind.File && _files.TryDigest(output.Path, out Digest digest) && digest == output.Digest;

    // A run that failed, or that died with its build, may have left anything at its outputs that was not there before. What is in it is not known, so that it goes only if
    // nobody declares the file, a folder that it is in or a glob that matches it.
    private void RemoveRemains(OpenRun run, IEnumerable<int> outputs)
    {
        foreach (int output in outputs)
        {
            foreach (int path in _declared.FilesAt(output))
            {
                if (run.MayHaveLeft(output, path) && !_declared.IsOwned(path))
                    Delete(path);
            }
        }
    }

    private void Delete(int path)
    {
        if (!IsOurs(_graph.Paths[path]))
            return;
        _deletions++;
        _removed.Add(path);
        _disk.DeleteFile(_graph.Paths[path]);
        _files.ForgetOne(path);
    }
}
