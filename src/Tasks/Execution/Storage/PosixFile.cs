using System.Runtime.InteropServices;

namespace TaskGraph.Execution.Storage;

/// <summary>Reading a file by the calls of the system alone, on Linux: .NET's way to open one costs more than reading it, if it is small.</summary>
internal unsafe ref partial struct PosixFile
{
    // Of a pipe that has come in the place of a file, opening must not wait for its other end.
    private const int ReadOnly = 0, NotBlocking = 0x800, CloseOnExec = 0x80000;
    private const int Interrupted = 4;

    private int _descriptor;

    private PosixFile(int descriptor) => _descriptor = descriptor;

    /// <summary>True where files can be read so.</summary>
    public static bool IsAvailable => StatX.IsAvailable;

    /// <summary>Opens a file; false if that cannot be, for whatever reason.</summary>
    /// <param name="path">Absolute path in UTF-8, with a zero byte at the end.</param>
    /// <param name="file">The file.</param>
    public static bool TryOpen(ReadOnlySpan<byte> path, out PosixFile file)
    {
        int descriptor;
        fixed (byte* name = path)
            descriptor = Open(name, ReadOnly | NotBlocking | CloseOnExec);
        file = new PosixFile(descriptor);
        return descriptor >= 0;
    }

    /// <summary>The next bytes; 0 at the end, negative if they cannot be read.</summary>
    public readonly int Read(Span<byte> into)
    {
        while (true)
        {
            nint read;
            fixed (byte* start = into)
                read = Read(_descriptor, start, (nuint)into.Length);
            if (read >= 0 || Marshal.GetLastPInvokeError() != Interrupted)
                return (int)read;
        }
    }

    public void Dispose()
    {
        if (_descriptor >= 0)
            _ = Close(_descriptor);
        _descriptor = -1;
    }

    /// <summary>Gives a file another name, in the place of a file or link that is there; false if that cannot be done in one step.</summary>
    /// <param name="from">Absolute path in UTF-8, with a zero byte at the end.</param>
    /// <param name="to">Likewise.</param>
    public static bool TryRename(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        fixed (byte* one = from, other = to)
            return Rename(one, other) == 0;
    }

    [LibraryImport("libc", EntryPoint = "rename")]
    private static partial int Rename(byte* from, byte* to);

    [LibraryImport("libc", EntryPoint = "open")]
    private static partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, byte* into, nuint length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
