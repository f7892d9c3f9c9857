namespace TaskGraph.Execution.Storage;

/// <summary>
/// The folder in which a build keeps what it knows. It changes with every node, and its lock cannot be read: no folder that is an input could have it in its digest, and an output folder that had it would lose the records with
/// its old outputs.
/// </summary>
public sealed class OwnFolder
{
    private readonly string _root;
    private readonly string _path;
    private readonly string _name;
    private readonly StringComparison _comparison;

    /// <summary>Creates it.</summary>
    /// <param name="path">Relative to the project's folder or absolute, '/' between segments and at the end.</param>
    /// <param name="projectFolder">Absolute.</param>
    /// <param name="ignoreCase">Whether names that differ in case are one.</param>
    public OwnFolder(string path, string projectFolder, bool ignoreCase)
    {
        _root = projectFolder;
        _path = Full(Path.Combine(projectFolder, path));
        _name = _path[(_path.LastIndexOf(Path.DirectorySeparatorChar) + 1)..] + "/";
        _comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
    }

    /// <summary>All that a build has; those that are null are none.</summary>
    public static OwnFolder[] Of(string projectFolder, bool ignoreCase, params string?[] paths) =>
        [.. paths.OfType<string>().Select(path => new OwnFolder(path, projectFolder, ignoreCase))];

    /// <summary>Whether a path is this folder's own, without detours.</summary>
    public bool IsAt(string folder) => Full(Path.Combine(_root, folder)).Equals(_path, _comparison);

    /// <summary>Whether a folder that was found below another is this one, by whatever detour, also of links. The name is asked first, since hardly any has it.</summary>
    /// <param name="disk">Where it was found.</param>
    /// <param name="below">The folder in which it was found, relative to the project's or absolute.</param>
    /// <param name="name">Its name, with a '/' at the end.</param>
    public bool Is(IFileSystem disk, string below, string name)
    {
        if (!name.Equals(_name, _comparison))
            return false;
        if (Full(Path.Combine(_root, below, name)).Equals(_path, _comparison))
            return true;
        FileStat stat = disk.Stat(below + name);
        return stat.Kind == FileKind.Folder && stat == disk.Stat(_path.Replace('\\', '/'));
    }

    private static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
