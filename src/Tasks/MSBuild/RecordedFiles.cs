using TaskGraph.Execution.Storage;
using TaskGraph.Model;
using TaskGraph.Model.Text;

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
            bool isLink = !path.EndsWith('/') && _disk.IsLink(path);
            if (output.Marks.HasFlag(OutputMarks.Link) && !isLink)
                continue;
            if (path.EndsWith('/') || (!isLink && _disk.Stat(path).Kind == FileKind.Folder))
            {
                folders.Add(path);
                continue;
            }

            // What no node declares under this name any more may be somebody's own by now: only what the node left goes.
            if (!isLink && !IsDeclared(path, declared) && !IsAsLeft(path, output.Digest))
                continue;
            if (!Delete(path, declared))
                continue;
            for (string folder = FolderOf(path); folder.Length > 0 && IsInOutputFolder(folder, record); folder = FolderOf(folder.TrimEnd('/')))
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
        if (!IsOurs(path, declared) || IsBehindLink(path))
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

    private bool IsOurs(string path, string[] declared)
    {
        return (!CanonicalPath.IsAbsolute(path) && !path.StartsWith("../", StringComparison.Ordinal)) || IsDeclared(path, declared);
    }

    private bool IsAsLeft(string path, Digest left) => _disk.Stat(path).Kind == FileKind.File && _disk.Hash(path) == left;

    private bool IsDeclared(string path, string[] declared)
    {
        foreach (string output in declared)
        {
            if (output.Equals(path, _comparison) || (output.EndsWith('/') && path.StartsWith(output, _comparison)) || (Glob.IsPattern(output) && new Glob(output, _ignoreCase).IsMatch(path)))
                return true;
        }

        return false;
    }

    // A folder that was replaced by a link leads to files that no node made.
    private bool IsBehindLink(string path)
    {
        for (string folder = FolderOf(path); folder.Length > 0; folder = FolderOf(folder.TrimEnd('/')))
        {
            if (_disk.IsLink(folder.TrimEnd('/')))
                return true;
        }

        return false;
    }

    private static string FolderOf(string path) => path[..(path.LastIndexOf('/') + 1)];
}
