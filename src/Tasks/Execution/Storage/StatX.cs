using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TaskGraph.Execution.Storage;

/// <summary>Linux's statx and clock (https://man7.org/linux/man-pages/man2/statx.2.html): all of a file's stat in one call and to the nanosecond.</summary>
internal static unsafe partial class StatX
{
    private const int AtWorkingFolder = -100;
    private const uint TypeModeTimesInodeSize = 0x1 | 0x2 | 0x40 | 0x80 | 0x100 | 0x200;
    private const uint TypeModeOwner = 0x1 | 0x2 | 0x8;
    private const int LinkItself = 0x100, NoPath = 0x1000;
    private const uint NumberOfLinks = 0x4;
    private const int RealtimeCoarse = 5;
    private const int OwnerMayRun = 0x40;
    private const int PathOnly = 0x200000, CloseOnExec = 0x80000;

    // One of the few flags that are not the same on all architectures.
    private static readonly int FolderOnly = RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 ? 0x4000 : 0x10000;

    /// <summary>The system's number for "no such file".</summary>
    public const int NoEntry = 2;

    /// <summary>The system's number for "a part of the path is no folder".</summary>
    public const int NotFolder = 20;

    /// <summary>The system's number for "name too long".</summary>
    public const int NameTooLong = 36;

    /// <summary>The system's number for "links lead in a circle".</summary>
    public const int LinkLoop = 40;

    /// <summary>The system's number for "permission denied".</summary>
    public const int Denied = 13;

    /// <summary>True if the system has both calls.</summary>
    public static bool IsAvailable { get; } = Probe();

    /// <summary>Opens a folder, to look from there: each folder less on the way to a file is time saved. Null if that cannot be.</summary>
    /// <param name="path">Absolute path in UTF-8, with a zero byte at the end.</param>
    public static SafeFileHandle? OpenFolder(ReadOnlySpan<byte> path)
    {
        int folder;
        fixed (byte* name = path)
            folder = Open(name, PathOnly | FolderOnly | CloseOnExec);
        return folder < 0 ? null : new SafeFileHandle(folder, ownsHandle: true);
    }

    /// <summary>Stats a path, links followed; returns 0 or the system's error number.</summary>
    /// <param name="path">Absolute path in UTF-8, with a zero byte at the end.</param>
    /// <param name="stat">What is there.</param>
    public static int Stat(ReadOnlySpan<byte> path, out FileStat stat) => Stat(AtWorkingFolder, path, out stat);

    /// <summary>Stats a path, links followed; returns 0 or the system's error number.</summary>
    /// <param name="folder">The number of the open folder that a relative path begins in.</param>
    /// <param name="path">Path in UTF-8, with a zero byte at the end.</param>
    /// <param name="stat">What is there.</param>
    public static int Stat(int folder, ReadOnlySpan<byte> path, out FileStat stat) => Stat(folder, path, 0, out stat);

    /// <summary>Stats a path, a link being what it is itself: of no kind. Returns 0 or the system's error number.</summary>
    /// <param name="path">Absolute path in UTF-8, with a zero byte at the end.</param>
    /// <param name="stat">What is there.</param>
    public static int OfLinkItself(ReadOnlySpan<byte> path, out FileStat stat) => Stat(AtWorkingFolder, path, LinkItself, out stat);

    /// <summary>Stats an open file; returns 0 or the system's error number.</summary>
    public static int OfOpen(int descriptor, out FileStat stat) => Stat(descriptor, "\0"u8, NoPath, out stat);

    private static int Stat(int folder, ReadOnlySpan<byte> path, int flags, out FileStat stat)
    {
        Buffer buffer;
        int result;
        fixed (byte* name = path)
            result = Call(folder, name, flags, TypeModeTimesInodeSize, &buffer);
        if (result != 0)
        {
            stat = FileStat.Missing;
            return Marshal.GetLastPInvokeError();
        }

        FileKind kind = (buffer.Mode & 0xF000) switch
        {
            0x8000 => FileKind.File,
            0x4000 => FileKind.Folder,
            _ => FileKind.Other,
        };
        stat = new FileStat(kind, (long)buffer.Size, buffer.Modified.Nanoseconds, buffer.Changed.Nanoseconds, buffer.Inode)
        {
            Executable = kind == FileKind.File && (buffer.Mode & OwnerMayRun) != 0,
        };
        return 0;
    }

    /// <summary>True for a folder, no link to one, that this user owns and all others have no rights to.</summary>
    /// <param name="path">Absolute path in UTF-8, with a zero byte at the end.</param>
    public static bool IsOwnFolder(ReadOnlySpan<byte> path)
    {
        Buffer buffer;
        fixed (byte* name = path)
            return Call(AtWorkingFolder, name, LinkItself, TypeModeOwner, &buffer) == 0 && (buffer.Mode & 0xF03F) == 0x4000 && buffer.Owner == User();
    }

    /// <summary>Which file a name leads to, links not followed; false if there is none.</summary>
    /// <param name="path">Absolute path in UTF-8, with a zero byte at the end.</param>
    /// <param name="identity">Which one it is.</param>
    public static bool TryIdentify(ReadOnlySpan<byte> path, out FileIdentity identity)
    {
        Buffer buffer;
        int result;
        fixed (byte* name = path)
            result = Call(AtWorkingFolder, name, LinkItself, TypeModeTimesInodeSize | NumberOfLinks, &buffer);
        identity = result != 0 ? default : new FileIdentity(((ulong)buffer.DeviceMajor << 32) | buffer.DeviceMinor, buffer.Inode, buffer.Links, buffer.Mode);
        return result == 0;
    }

    /// <summary>The time that the kernel stamps on files written now, ns since 1970.</summary>
    public static long CoarseNow()
    {
        ClockTime time;
        _ = GetTime(RealtimeCoarse, &time);
        return ((long)time.Seconds * 1_000_000_000) + time.Nanoseconds;
    }

    private static bool Probe()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            return Stat("/\0"u8, out FileStat root) == 0 && root.Kind == FileKind.Folder && CoarseNow() > 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int Call(int folder, byte* path, int flags, uint mask, Buffer* result);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint User();

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, ClockTime* result);

    // The kernel's struct statx, the same on all architectures.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Buffer
    {
        [FieldOffset(20)]
        public uint Owner;
        [FieldOffset(16)]
        public uint Links;
        [FieldOffset(28)]
        public ushort Mode;
        [FieldOffset(32)]
        public ulong Inode;
        [FieldOffset(40)]
        public ulong Size;
        [FieldOffset(96)]
        public FileTime Changed;
        [FieldOffset(112)]
        public FileTime Modified;
        [FieldOffset(136)]
        public uint DeviceMajor;
        [FieldOffset(140)]
        public uint DeviceMinor;
    }

    [StructLayout(LayoutKind.Explicit, Size = 16)]
    private struct FileTime
    {
        [FieldOffset(0)]
        public long Seconds;
        [FieldOffset(8)]
        public uint Fraction;

        public readonly long Nanoseconds => unchecked((Seconds * 1_000_000_000) + Fraction);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ClockTime
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
