using System.Runtime.InteropServices;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>The C library's calls on processes and signals. All arguments are blittable, so that a call costs no marshalling.</summary>
internal static unsafe partial class Posix
{
    public const int NotFound = 2;
    public const int TooLong = 7;
    public const int Interrupted = 4;
    public const int NotExecutableFormat = 8;
    public const int NoChild = 10;
    public const int PermissionDenied = 13;
    public const int TextBusy = 26;

    public const int SigKill = 9;
    public const int SigTerm = 15;

    public const int MayExecute = 1;
    public const int MayWrite = 2;

    private const string Library = "libc";
    private const int ByPid = 1;
    private const int Exited = 4;
    private static readonly int LeaveZombie = OperatingSystem.IsMacOS() ? 0x20 : 0x0100_0000;

    public static int SigStop => OperatingSystem.IsMacOS() ? 17 : 19;

    public static int SigContinue => OperatingSystem.IsMacOS() ? 19 : 18;

    /// <summary>Whether the C library of this system has a function.</summary>
    public static bool Has(string function) =>
        NativeLibrary.TryLoad(Library, typeof(Posix).Assembly, DllImportSearchPath.System32, out nint library)
        && NativeLibrary.TryGetExport(library, function, out _);

    /// <summary>Sends a signal to a process or, negative, to a group; a target that is gone is no error.</summary>
    [LibraryImport(Library, EntryPoint = "kill")]
    public static partial int Kill(int pid, int signal);

    /// <summary>The process group of a process; -1 if there is none of this number.</summary>
    [LibraryImport(Library, EntryPoint = "getpgid")]
    public static partial int GroupOf(int pid);

    /// <summary>0 if this process may do with the file what <paramref name="mode"/> says.</summary>
    public static bool May(string path, int mode) => Access(path, mode) == 0;

    /// <summary>Waits for the end of a child of ours and leaves it as a zombie, which keeps its number from being given away.</summary>
    public static void AwaitEnd(int pid)
    {
        byte* info = stackalloc byte[256];
        while (WaitId(ByPid, pid, info, Exited | LeaveZombie) != 0 && Marshal.GetLastPInvokeError() == Interrupted)
        {
        }
    }

    /// <summary>Takes the end of a child of ours that has ended, and its number with it.</summary>
    public static ProcessExit Reap(int pid)
    {
        int status;
        int reaped;
        do
            reaped = WaitPid(pid, &status, 0);
        while (reaped < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        // Somebody else took it: a host that was started with SIGCHLD ignored reaps every child.
        if (reaped != pid)
            return ProcessExit.Unknown;
        int signal = status & 0x7f;
        return signal == 0 ? new ProcessExit((status >> 8) & 0xff, 0) : new ProcessExit(128 + signal, signal);
    }

    [LibraryImport(Library, EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport(Library, EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int pid, int* status, int options);

    [LibraryImport(Library, EntryPoint = "waitid", SetLastError = true)]
    private static partial int WaitId(int idType, int id, void* info, int options);
}
