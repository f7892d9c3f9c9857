using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>The kernel's <c>struct epoll_event</c>: packed on x86-64, aligned everywhere else.</summary>
internal static unsafe class EpollEvent
{
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    /// <summary>Bytes an event takes.</summary>
    public static int Size => DataOffset + sizeof(ulong);

    /// <summary>The caller's number of the event at <paramref name="index"/> of an array.</summary>
    public static ulong Data(byte* events, int index) => Unsafe.ReadUnaligned<ulong>(events + (index * Size) + DataOffset);

    /// <summary>Registers a descriptor under the caller's number; false if the kernel refuses.</summary>
    public static bool Add(int epoll, int descriptor, uint flags, ulong data) => Control(epoll, Posix.EpollAdd, descriptor, flags, data);

    /// <summary>Changes what a registered descriptor is waited for; false if the kernel refuses.</summary>
    public static bool Change(int epoll, int descriptor, uint flags, ulong data) => Control(epoll, Posix.EpollModify, descriptor, flags, data);

    private static bool Control(int epoll, int operation, int descriptor, uint flags, ulong data)
    {
        byte* change = stackalloc byte[16];
        Unsafe.WriteUnaligned(change, flags);
        Unsafe.WriteUnaligned(change + DataOffset, data);
        return Posix.EpollControl(epoll, operation, descriptor, change) == 0;
    }
}
