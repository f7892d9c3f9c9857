namespace TaskGraph.Execution.Storage;

/// <summary>
/// Files and folders of a build that its owner alone may read, whatever the umask. On Windows there is no more to say than what the folder inherits, which in a user's profile is the same.
/// </summary>
public static class PrivateFiles
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>A new file, in the place of one that is there.</summary>
    public static FileStreamOptions Create(FileShare share) => Options(FileMode.Create, FileAccess.Write, share);

    /// <summary>A file whose rights, if it is made, are its owner's alone.</summary>
    public static FileStreamOptions Options(FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    /// <summary>Makes an empty file that is not there.</summary>
    public static void Make(string file) => new FileStream(file, Options(FileMode.CreateNew, FileAccess.Write, FileShare.Read)).Dispose();

    /// <summary>Writes a text file anew, in the place of a pipe as well, which would wait for a reader.</summary>
    public static void WriteText(string file, string text) => Write(file, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file anew, likewise.</summary>
    public static void Write(string file, ReadOnlySpan<byte> bytes)
    {
        if (WholeFile.IsEndless(file))
            File.Delete(file);
        using var stream = new FileStream(file, Create(FileShare.Read));
        try
        {
            stream.Write(bytes);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw TooLarge();
        }
    }

    /// <summary>What a limit on the size of files is to .NET, an argument out of range, is a disk that refuses.</summary>
    public static IOException TooLarge() => new("A file would be larger than the system allows.");

    /// <summary>
    /// Makes a folder. Those above it may be anyone's; of one that is there all rights of others are taken away. Where that cannot be (it belongs to somebody else, the disk knows no rights) it stays as
    /// it is: a build that does not start would protect nothing, since what it makes there is private by itself.
    /// </summary>
    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        if (!Directory.Exists(folder))
        {
            if (Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder)) is { Length: > 0 } parent)
                Directory.CreateDirectory(parent);
            Directory.CreateDirectory(folder, Owner);
        }

        try
        {
            UnixFileMode mode = File.GetUnixFileMode(folder);
            if ((mode & ~Owner) != 0)
                File.SetUnixFileMode(folder, mode & Owner);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }
}
