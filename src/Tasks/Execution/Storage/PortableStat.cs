namespace TaskGraph.Execution.Storage;

/// <summary>
/// A stat by .NET alone, for systems without statx. It has no time of change and no inode, is exact to 100 ns, and cannot tell a pipe from a file
/// outside <c>/dev</c>.
/// </summary>
internal static class PortableStat
{
    private const long SlackNanoseconds = 20_000_000;

    /// <summary>The clock less 20 ms, more than the tick by which any common system's file times lag behind it.</summary>
    public static long CoarseNow() => Nanoseconds(DateTime.UtcNow) - SlackNanoseconds;

    /// <summary>Stats an absolute path, links followed.</summary>
    public static FileStat Stat(string path)
    {
        try
        {
            return Examine(path);
        }
        catch (Exception e) when (e is PathTooLongException or FileNotFoundException or DirectoryNotFoundException)
        {
            return FileStat.Missing;
        }
    }

    /// <summary>A point in time as ns since 1970.</summary>
    public static long Nanoseconds(DateTime utc) => (utc - DateTime.UnixEpoch).Ticks * 100;

    private static FileStat Examine(string path)
    {
        bool mustBeFolder = path.EndsWith('/');
        FileSystemInfo info = mustBeFolder ? new DirectoryInfo(path) : new FileInfo(path);
        if ((int)info.Attributes == -1)
            return FileStat.Missing;
        if (info.LinkTarget is not null)
        {
            FileSystemInfo? target = Follow(info);
            if (target is null || (int)target.Attributes == -1)
                return FileStat.Missing;
            info = target;
        }

        long modified = Nanoseconds(info.LastWriteTimeUtc);
        if (info.Attributes.HasFlag(FileAttributes.Directory))
            return new FileStat(FileKind.Folder, 0, modified, 0, 0);
        if (mustBeFolder)
            return FileStat.Missing;
        bool device = !OperatingSystem.IsWindows() && info.FullName.StartsWith("/dev/", StringComparison.Ordinal);
        return new FileStat(device ? FileKind.Other : FileKind.File, device ? 0 : new FileInfo(info.FullName).Length, modified, 0, 0)
        {
            Executable = !device && !OperatingSystem.IsWindows() && info.UnixFileMode.HasFlag(UnixFileMode.UserExecute),
        };
    }

    private static FileSystemInfo? Follow(FileSystemInfo link)
    {
        try
        {
            return link.ResolveLinkTarget(returnFinalTarget: true);
        }
        catch (IOException)
        {
            // A circle of links leads nowhere.
            return null;
        }
    }
}
