using System.Text;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>One call of <c>posix_spawn</c>: which files a child gets, and which ways round a refusal there are.</summary>
internal static unsafe class Spawn
{
    private const uint OwnerOnly = 0x180;

    // What the umask leaves of it, as a shell has it.
    private const uint ByEverybody = 0x1B6;
    private const int BusyAttempts = 6;

    private static readonly bool HasCloseFrom = Posix.Has("posix_spawn_file_actions_addclosefrom_np");

    /// <summary>True where the C library can start a child in another folder (glibc 2.29, musl 1.1.24, macOS 10.15).</summary>
    public static bool IsSupported { get; } =
        !OperatingSystem.IsWindows() && Posix.Has("posix_spawn_file_actions_addchdir_np");

    private static ReadOnlySpan<byte> NullDevice => "/dev/null\0"u8;

    /// <summary>Starts a child that writes into its output file or, if it is not negative, to <paramref name="output"/>; 0 or the system's error number.</summary>
    public static int Child(SpawnArguments start, SpawnAttributes attributes, int output, out int pid)
    {
        ulong* actions = stackalloc ulong[Posix.SpawnObjectSize / sizeof(ulong)];
        int error = Posix.ActionsInit(actions);
        fixed (byte* nothing = NullDevice)
            error |= Posix.ActionsAddOpen(actions, 0, nothing, Posix.ReadOnly, 0);
        error |= Posix.ActionsAddChangeFolder(actions, start.WorkingDirectory);
        if (output < 0)
            error |= Posix.ActionsAddOpen(actions, 1, start.OutputFile, Posix.Truncate, OwnerOnly);
        else
            error |= Posix.ActionsAddDuplicate(actions, output, 1);
        error |= Posix.ActionsAddDuplicate(actions, 1, 2);
        if (start.StandardOutput is not null)
            error |= Posix.ActionsAddOpen(actions, 1, start.StandardOutput, start.Appends ? Posix.Append : Posix.Overwrite, ByEverybody);
        error |= CloseFrom(actions, 3);
        pid = -1;
        if (error == 0)
            error = Run(start, actions, attributes, out pid);
        _ = Posix.ActionsDestroy(actions);
        return error;
    }

    /// <summary>
    /// Starts a shell script in a session of its own with <paramref name="input"/> as standard input and a file as descriptor 3; no output,
    /// no environment. 0 or the system's error number.
    /// </summary>
    public static int Script(string script, int input, string file, SpawnAttributes attributes, out int pid)
    {
        ulong* actions = stackalloc ulong[Posix.SpawnObjectSize / sizeof(ulong)];
        int error = Posix.ActionsInit(actions);
        error |= Posix.ActionsAddDuplicate(actions, input, 0);
        fixed (byte* nothing = NullDevice, path = Encoding.UTF8.GetBytes(file + '\0'), root = "/\0"u8)
        fixed (byte* shell = "/bin/sh\0"u8, option = "-c\0"u8, text = Encoding.UTF8.GetBytes(script + '\0'))
        {
            error |= Posix.ActionsAddOpen(actions, 1, nothing, Posix.Truncate, 0);
            error |= Posix.ActionsAddDuplicate(actions, 1, 2);
            error |= Posix.ActionsAddOpen(actions, 3, path, Posix.ReadOnly, 0);
            error |= Posix.ActionsAddChangeFolder(actions, root);
            error |= CloseFrom(actions, 4);
            nint* arguments = stackalloc nint[] { (nint)shell, (nint)option, (nint)text, 0 };
            nint* environment = stackalloc nint[] { 0 };
            pid = -1;
            if (error == 0)
                error = Run(shell, actions, attributes, arguments, environment, out pid);
            _ = Posix.ActionsDestroy(actions);
            return error;
        }
    }

    private static int CloseFrom(void* actions, int first) => HasCloseFrom ? Posix.ActionsAddCloseFrom(actions, first) : 0;

    private static int Run(byte* program, void* actions, SpawnAttributes attributes, nint* arguments, nint* environment, out int pid)
    {
        fixed (int* started = &pid)
            return Posix.Spawn(started, program, actions, attributes.Native, arguments, environment);
    }

    private static int Run(SpawnArguments start, void* actions, SpawnAttributes attributes, out int pid)
    {
        int error = Run(start.Program, actions, attributes, start.Arguments, start.Environment, out pid);
        for (int attempt = 0; error == Posix.TextBusy && attempt < BusyAttempts; attempt++)
        {
            // A program that was written a moment ago is busy as long as a child that is just being started holds a copy of the writer's
            // descriptor, which its exec closes: https://github.com/golang/go/issues/22315.
            Thread.Sleep(1 << attempt);
            error = Run(start.Program, actions, attributes, start.Arguments, start.Environment, out pid);
        }

        // A script without a first line that names its interpreter is the shell's.
        if (error == Posix.NotExecutableFormat)
            error = Run(start.ShellProgram, actions, attributes, start.ShellArguments(), start.Environment, out pid);
        return error;
    }
}
