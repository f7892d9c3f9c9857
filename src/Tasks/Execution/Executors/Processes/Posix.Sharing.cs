using System.Runtime.InteropServices;
using System.Text;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>What processes share: named pipes, locks, and the question who is at the other end.</summary>
internal static unsafe partial class Posix
{
    public const int LockShared = 1;
    public const int LockExclusive = 2;
    public const int LockWithoutWaiting = 4;
    public const int Unlock = 8;

    private const int ReadWrite = 2;
    private const int FromHere = 1;
    private const int AddressSize = 128;
    private const int AddressOfFamily = 2;
    private static readonly int WithoutWaiting = OperatingSystem.IsMacOS() ? 0x4 : 0x800;
    private static readonly int CloseOnExecHere = OperatingSystem.IsMacOS() ? 0x100_0000 : CloseOnExec;

    /// <summary>The process that started this one.</summary>
    [LibraryImport(Library, EntryPoint = "getppid")]
    public static partial int Parent();

    /// <summary>Opens a file to read and write without ever waiting; negative, with the system's reason as last error, if that cannot be.</summary>
    public static int OpenShared(string path) => Open(path, ReadWrite | WithoutWaiting | CloseOnExecHere);

    /// <summary>Makes a named pipe; 0, or -1 with the system's reason as last error.</summary>
    [LibraryImport(Library, EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int MakeFifo(string path, uint mode);

    /// <summary>True if what is open is a stream, as pipes are, and no file.</summary>
    public static bool IsStream(SafeHandle descriptor) => Seek(descriptor, 0, FromHere) < 0;

    /// <summary>Reads one byte, if there is one; 1 if there was.</summary>
    public static nint ReadByte(SafeHandle descriptor, out byte value)
    {
        fixed (byte* into = &value)
            return Read(descriptor, into, 1);
    }

    /// <summary>Writes bytes; how many.</summary>
    public static nint WriteBytes(SafeHandle descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* from = bytes)
            return Write(descriptor, from, (nuint)bytes.Length);
    }

    /// <summary>Takes or changes the lock of an open file; 0 if that was done.</summary>
    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    public static partial int Lock(SafeHandle descriptor, int operation);

    /// <summary>Waits until one of these has something to read, or for so many milliseconds; true if one has. False at once if one was closed.</summary>
    public static bool AwaitInput(ReadOnlySpan<SafeHandle> descriptors, int milliseconds)
    {
        PollEntry* polls = stackalloc PollEntry[descriptors.Length];
        int added = 0;
        try
        {
            for (; added < descriptors.Length; added++)
            {
                bool isAdded = false;
                descriptors[added].DangerousAddRef(ref isAdded);
                polls[added] = new PollEntry { Descriptor = (int)descriptors[added].DangerousGetHandle(), Events = PollIn };
            }

            return Poll(polls, (nuint)descriptors.Length, milliseconds) > 0;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            for (int i = 0; i < added; i++)
                descriptors[i].DangerousRelease();
        }
    }

    /// <summary>The process at the other end of a local socket with such a name, which this process has open; 0 if there is none.</summary>
    /// <param name="nameEnds">How the path that the socket has here ends.</param>
    /// <param name="limit">Descriptors from here on are not looked at.</param>
    public static int PeerOfSocket(string nameEnds, int limit)
    {
        byte* address = stackalloc byte[AddressSize];
        ReadOnlySpan<byte> end = Encoding.UTF8.GetBytes(nameEnds);
        for (int descriptor = 0; descriptor < limit; descriptor++)
        {
            int size = AddressSize;
            if (SocketName(descriptor, address, &size) != 0 || size <= AddressOfFamily)
                continue;
            ReadOnlySpan<byte> path = new ReadOnlySpan<byte>(address, Math.Min(size, AddressSize))[AddressOfFamily..].TrimEnd((byte)0);
            if (path.EndsWith(end) && PeerOf(descriptor) is > 0 and int peer && peer != Environment.ProcessId)
                return peer;
        }

        return 0;
    }

    // Who listens has nobody at the other end: Linux names the listener itself, macOS no one.
    private static int PeerOf(int descriptor)
    {
        int* credentials = stackalloc int[3];
        int size = OperatingSystem.IsMacOS() ? sizeof(int) : 3 * sizeof(int);
        int error = OperatingSystem.IsMacOS()
            ? SocketOption(descriptor, MacLocalLevel, MacPeerProcess, credentials, &size)
            : SocketOption(descriptor, LinuxSocketLevel, LinuxPeerCredentials, credentials, &size);
        return error == 0 ? credentials[0] : 0;
    }

    private const int LinuxSocketLevel = 1;
    private const int MacLocalLevel = 0;
    private const int MacPeerProcess = 2;
    private static readonly int LinuxPeerCredentials = RuntimeInformation.ProcessArchitecture == Architecture.Ppc64le ? 21 : 17;

    [LibraryImport(Library, EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "lseek")]
    private static partial nint Seek(SafeHandle descriptor, nint offset, int from);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeHandle descriptor, byte* into, nuint count);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeHandle descriptor, byte* from, nuint count);

    [LibraryImport(Library, EntryPoint = "getsockname")]
    private static partial int SocketName(int descriptor, byte* address, int* size);

    [LibraryImport(Library, EntryPoint = "getsockopt")]
    private static partial int SocketOption(int descriptor, int level, int name, void* value, int* size);
}
