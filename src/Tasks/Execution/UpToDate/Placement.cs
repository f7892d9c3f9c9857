using TaskGraph.Execution.Caching;
using TaskGraph.Execution.Storage;
using TaskGraph.Execution.Storage.Caching;
using TaskGraph.Model;

namespace TaskGraph.Execution.UpToDate;

/// <summary>
/// Puts what a cache had in the place of what a node would have left. An entry is bytes that anybody may have written who can write to the cache: what it names is looked at as if it came from an enemy.
/// </summary>
internal sealed class Placement
{
    private readonly Graph _graph;
    private readonly FileTable _files;
    private readonly IFileSystem _disk;
    private readonly DeclaredFiles _declared;
    private readonly bool _ignoreCase;
    private readonly List<string> _placed = [];

    public Placement(Graph graph, FileTable files, IFileSystem disk, DeclaredFiles declared, bool ignoreCase)
    {
        (_graph, _files, _disk, _declared, _ignoreCase) = (graph, files, disk, declared, ignoreCase);
    }

    /// <summary>Whether a node may have left this, by its declaration: each output, nothing else, and nothing of another node.</summary>
    public bool Fits(int number, CachedResult result)
    {
        string[] outputs = _graph[number].DepFile is { } depFile ? [.. _graph[number].Outputs, depFile] : _graph[number].Outputs;
        var left = new HashSet<string>(_ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (string path in result.Files.Select(file => file.Path).Concat(result.Links.Select(link => link.Path)).Concat(result.EmptyFolders))
        {
            if (!left.Add(path.TrimEnd('/')) || !IsOwn(number, path, outputs))
                return false;
        }

        // What is below a link lies elsewhere.
        foreach (string path in left)
        {
            for (string folder = OwnFiles.FolderOf(path); folder.Length > 1; folder = OwnFiles.FolderOf(folder.TrimEnd('/')))
            {
                if (left.Contains(folder.TrimEnd('/')))
                    return false;
            }
        }

        return true;
    }

    /// <summary>Takes away again what was put in its place, since the node runs after all: a program might write through a link.</summary>
    public void Undo()
    {
        foreach (string path in _placed)
        {
            _disk.DeleteFile(path);
            _files.ForgetOne(_graph.Paths.Find(path));
        }

        _placed.Clear();
    }

    /// <summary>Puts everything in its place. Whatever an earlier run left is gone by now.</summary>
    /// <exception cref="IOException">It cannot be done; some of it may be.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Place(int number, PendingRun run, CacheAnswer answer)
    {
        foreach (int found in run.Found.Keys)
        {
            // A program may write into it, through it, or not at all; a file put in its place is something else.
            if (_graph.Outputs[number].Contains(found) && (_disk.IsLink(_graph.Paths[found]) || _files.StatOf(found).Kind is not (FileKind.File or FileKind.Missing)))
                throw new IOException($"'{_graph.Paths[found]}' is in the way.");
        }

        _placed.Clear();
        CachedResult result = answer.Result!;
        var made = new HashSet<string>(StringComparer.Ordinal);
        foreach (string folder in result.EmptyFolders)
        {
            made.Add(folder);
            CheckWay(number, folder);
            MakeFolder(folder);
        }

        foreach (FetchedFile file in answer.Files)
        {
            string folder = OwnFiles.FolderOf(file.File.Path);
            if (made.Add(folder))
                CheckWay(number, folder);
            // Mostly the folder is there: the one of a declared file was made just now.
            try
            {
                _disk.Replace(file.Waits, file.File.Path);
            }
            catch (DirectoryNotFoundException)
            {
                MakeFolder(folder);
                _disk.Replace(file.Waits, file.File.Path);
            }

            _placed.Add(file.File.Path);
            _files.Learn(_graph.Paths.Intern(file.File.Path), file.File.Digest);
        }

        foreach (CachedLink link in result.Links)
        {
            string folder = OwnFiles.FolderOf(link.Path);
            CheckWay(number, folder);
            if (folder.Length > 0)
                MakeFolder(folder);
            _disk.DeleteFile(link.Path);
            _disk.CreateLink(link.Path, link.Target);
            _placed.Add(link.Path);
            _files.ForgetOne(_graph.Paths.Intern(link.Path));
        }

        foreach (string output in _graph[number].Outputs)
            RemoveEmptyFolders(output, made, run);
    }

    private bool IsOwn(int number, string path, string[] outputs)
    {
        string bare = path.EndsWith('/') ? path[..^1] : path;
        if (!OwnFiles.IsStraight(path) || (!OwnFiles.IsDeclared(path, outputs, _ignoreCase) && !IsInFolder(bare, outputs)))
            return false;
        int known = _graph.Paths.Find(bare);
        return known < 0 || _graph.Outputs[number].Contains(known) || !_declared.IsNamed(known);
    }

    // An output without a '/' at the end may be a folder all the same, once it is there.
    private bool IsInFolder(string path, string[] outputs)
    {
        StringComparison comparison = _ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return Array.Exists(outputs, output => path.StartsWith(output, comparison) && path.Length > output.Length && path[output.Length] == '/');
    }

    // The way to a declared output is the project's own business; within it only what the node made counts.
    private void CheckWay(int number, string folder)
    {
        foreach (string output in _graph[number].Outputs)
        {
            for (string below = folder.TrimEnd('/'); below.Length > output.TrimEnd('/').Length && below.StartsWith(output, StringComparison.Ordinal); below = OwnFiles.FolderOf(below).TrimEnd('/'))
            {
                if (_disk.IsLink(below))
                    throw new IOException($"'{below}' is a link.");
            }
        }
    }

    private void MakeFolder(string folder)
    {
        _disk.CreateFolder(folder);
        _files.ForgetOne(_graph.Paths.Find(folder));
        _files.ForgetOne(_graph.Paths.Find(folder.TrimEnd('/')));
    }

    // What earlier runs left there is gone, and left folders behind that are part of what the output is.
    private void RemoveEmptyFolders(string output, HashSet<string> made, PendingRun run)
    {
        if (!output.EndsWith('/'))
            return;
        for (bool any = true; any;)
        {
            any = false;
            foreach (string path in _disk.EnumerateTree(output).ToArray())
                any |= path.EndsWith('/') && !made.Contains(path) && !run.EmptyFolders.Contains(path) && _disk.DeleteEmptyFolder(path);
        }
    }
}
