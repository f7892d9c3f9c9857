using System.Runtime.InteropServices;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>Linux's descriptors for processes, and waiting for many of them at once.</summary>
internal static unsafe partial class Posix
{
    public const int CloseOnExec = 0x80000;
    public const int EpollAdd = 1;
    public const int EpollModify = 3;
    public const uint EpollIn = 1;
    public const uint EpollOut = 4;
    public const uint EpollOnce = 1u << 30;

    // New system calls have one number on all architectures; the C library knows their names only since glibc 2.36.
    private const nint PidfdSendSignalNumber = 424;
    private const nint PidfdOpenNumber = 434;

    /// <summary>A descriptor of a process that can be waited on, or -1.</summary>
    public static int PidfdOpen(int pid) => (int)SystemCall(PidfdOpenNumber, pid, 0, 0, 0);

    /// <summary>Sends a signal (0: none, a question) to exactly the process that the descriptor stands for; false if that is gone.</summary>
    public static bool PidfdSignal(int pidfd, int signal) => SystemCall(PidfdSendSignalNumber, pidfd, signal, 0, 0) == 0;

    [LibraryImport(Library, EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "eventfd")]
    public static partial int EventDescriptor(uint value, int flags);

    [LibraryImport(Library, EntryPoint = "epoll_create1")]
    public static partial int EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl")]
    public static partial int EpollControl(int epoll, int operation, int descriptor, void* change);

    [LibraryImport(Library, EntryPoint = "epoll_wait")]
    public static partial int EpollWait(int epoll, void* events, int count, int milliseconds);

    [LibraryImport(Library, EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);
}
