namespace TaskGraph.Execution.Storage;

/// <summary>What a path is.</summary>
public enum FileKind : byte
{
    /// <summary>Nothing is there.</summary>
    Missing,

    /// <summary>A regular file (links followed).</summary>
    File,

    /// <summary>A folder (links followed).</summary>
    Folder,

    /// <summary>A device, a pipe, a socket: its content is not remembered.</summary>
    Other,
}

/// <summary>
/// What one stat call says of a path. Two equal values of a file mean the same content, unless the file was written in the clock tick
/// in which it was read (see <see cref="IFileSystem.CoarseNow"/>).
/// </summary>
/// <param name="Kind">What is there.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">Time of the last write of content, ns since 1970.</param>
/// <param name="Changed">Time of the last change of content or attributes, ns since 1970; it cannot be set back as <paramref name="Modified"/> can. 0 where the system has none.</param>
/// <param name="Inode">The file's number in its file system; 0 where the system has none.</param>
public readonly record struct FileStat(FileKind Kind, long Size, long Modified, long Changed, ulong Inode)
{
    /// <summary>True for a file that its owner may run; false where the system has no such bit.</summary>
    public bool Executable { get; init; }

    /// <summary>The value for a path where nothing is.</summary>
    public static FileStat Missing => default;
}
