using Microsoft.Win32.SafeHandles;

namespace TaskGraph.Execution.Storage;

/// <summary>Reads files that somebody else wrote: never more than a limit, and nothing that has no end, such as a pipe that nobody writes to or a device.</summary>
public static class WholeFile
{
    private const int Step = 64 * 1024;

    private static readonly DiskFileSystem Disk = new("/");

    /// <summary>True for a pipe, a socket or a device.</summary>
    public static bool IsEndless(string path) => Disk.Stat(path).Kind == FileKind.Other;

    /// <summary>All bytes of a file.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="most">How many bytes it may have.</param>
    /// <exception cref="IOException">It cannot be read, is no regular file, or has more.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] Read(string path, int most)
    {
        byte[] start = Start(path, most, out bool cut);
        return cut ? throw new IOException($"The file has more than {most} bytes, which is the most that is read.") : start;
    }

    /// <summary>The first bytes of a file.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="most">How many bytes at most.</param>
    /// <param name="cut">True if it has more.</param>
    /// <exception cref="IOException">It cannot be read, or is no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] Start(string path, int most, out bool cut)
    {
        // Opening a pipe already waits for its other end.
        if (IsEndless(path))
            throw new IOException("It is a pipe, a socket or a device, and no file that has an end.");
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        // What the system makes up as it is read (/proc) says it has no bytes; what grows has more than it said.
        byte[] bytes = new byte[(int)Math.Min(RandomAccess.GetLength(file) + 1, most + 1L)];
        int length = 0;
        for (int read; (read = RandomAccess.Read(file, bytes.AsSpan(length), length)) > 0;)
        {
            length += read;
            if (length == bytes.Length && length <= most)
                Array.Resize(ref bytes, (int)Math.Min(Math.Max(bytes.Length * 2L, Step), most + 1L));
        }

        cut = length > most;
        return length == bytes.Length && !cut ? bytes : bytes[..Math.Min(length, most)];
    }
}
