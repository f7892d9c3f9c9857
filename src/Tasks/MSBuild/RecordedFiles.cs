using TaskGraph.Execution.Storage;
using TaskGraph.Execution.UpToDate;
using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>Deletes the files that a record says a node made: inside the project, or declared outside it, and never through a link.</summary>
internal sealed class RecordedFiles
{
    private readonly PathTable _paths;
    private readonly DiskFileSystem _disk;
    private readonly bool _ignoreCase;
    private readonly StringComparison _comparison;

    public RecordedFiles(PathTable paths, DiskFileSystem disk, bool ignoreCase)
    {
        _ignoreCase = ignoreCase;
        _comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        _paths = paths;
        _disk = disk;
    }

    public void Delete(NodeRecord record, string[] declared)
    {
        var folders = new HashSet<string>();
        foreach (RecordedOutput output in record.Outputs)
        {
            if (output.Marks.HasFlag(OutputMarks.Found))
                continue;
            string path = _paths[output.Path];
            if (!IsOurs(path, declared) || OwnFiles.IsBehindLink(path, _disk))
                continue;
            bool isLink = !path.EndsWith('/') && _disk.IsLink(path);
            if (output.Marks.HasFlag(OutputMarks.Link) && !isLink)
                continue;
            if (path.EndsWith('/') || (!isLink && _disk.Stat(path).Kind == FileKind.Folder))
            {
                folders.Add(path);
                continue;
            }

            // What no node declares under this name any more may be somebody's own by now: only what the node left goes.
            if (!OwnFiles.IsDeclared(path, declared, _ignoreCase) && !IsAsLeft(path, output, isLink))
                continue;
            if (!Delete(path, declared))
                continue;
            for (string folder = OwnFiles.FolderOf(path); folder.Length > 0 && IsInOutputFolder(folder, record); folder = OwnFiles.FolderOf(folder.TrimEnd('/')))
                folders.Add(folder);
        }

        foreach (string folder in folders.OrderByDescending(folder => folder.Length))
            _disk.DeleteEmptyFolder(folder);
    }

    /// <summary>What was deleted.</summary>
    public List<string> Deleted { get; } = [];

    /// <summary>Deletes one file that a node made; says whether it may.</summary>
    public bool Delete(string path, string[] declared)
    {
        if (!IsOurs(path, declared) || OwnFiles.IsBehindLink(path, _disk))
            return false;
        _disk.DeleteFile(path);
        Deleted.Add(path);
        return true;
    }

    private bool IsInOutputFolder(string folder, NodeRecord record)
    {
        foreach (RecordedOutput output in record.Outputs)
        {
            string path = _paths[output.Path];
            if (path.EndsWith('/') && folder.StartsWith(path, _comparison))
                return true;
        }

        return false;
    }

    private bool IsOurs(string path, string[] declared) => OwnFiles.IsInProject(path) || OwnFiles.IsDeclared(path, declared, _ignoreCase);

    private bool IsAsLeft(string path, RecordedOutput output, bool isLink) =>
        isLink ? output.Marks.HasFlag(OutputMarks.Link) : _disk.Stat(path).Kind == FileKind.File && _disk.Hash(path) == output.Digest;
}
