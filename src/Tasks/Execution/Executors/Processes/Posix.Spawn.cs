using System.Runtime.InteropServices;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>The C library's <c>posix_spawn</c> with what belongs to it.</summary>
internal static unsafe partial class Posix
{
    public const int SpawnSetGroup = 2;
    public const int SpawnSetDefaults = 4;
    public const int SpawnSetMask = 8;

    /// <summary>More than any C library's attributes, file actions or signal set take, in bytes.</summary>
    public const int SpawnObjectSize = 512;

    public const int ReadOnly = 0;
    public static readonly int Truncate = OperatingSystem.IsMacOS() ? 0x1 | 0x8 | 0x200 | 0x400 : 0x1 | 0x40 | 0x200 | 0x400;
    public static readonly int Overwrite = OperatingSystem.IsMacOS() ? 0x1 | 0x200 | 0x400 : 0x1 | 0x40 | 0x200;
    public static readonly int Append = OperatingSystem.IsMacOS() ? 0x1 | 0x8 | 0x200 : 0x1 | 0x40 | 0x400;

    /// <summary>Starts a session, and with it a group.</summary>
    public static int SpawnSetSession => OperatingSystem.IsMacOS() ? 0x400 : 0x80;

    /// <summary>Closes every descriptor the file actions do not make; macOS alone has it.</summary>
    public static int SpawnCloseOthers => OperatingSystem.IsMacOS() ? 0x4000 : 0;

    [LibraryImport(Library, EntryPoint = "posix_spawn")]
    public static partial int Spawn(int* pid, byte* path, void* actions, void* attributes, nint* arguments, nint* environment);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int ActionsInit(void* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int ActionsDestroy(void* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addopen")]
    public static partial int ActionsAddOpen(void* actions, int descriptor, byte* path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int ActionsAddDuplicate(void* actions, int descriptor, int newDescriptor);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addchdir_np")]
    public static partial int ActionsAddChangeFolder(void* actions, byte* path);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    public static partial int ActionsAddCloseFrom(void* actions, int descriptor);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_init")]
    public static partial int AttributesInit(void* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_destroy")]
    public static partial int AttributesDestroy(void* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setflags")]
    public static partial int AttributesSetFlags(void* attributes, short flags);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setpgroup")]
    public static partial int AttributesSetGroup(void* attributes, int group);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int AttributesSetDefaults(void* attributes, void* signals);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int AttributesSetMask(void* attributes, void* signals);

    [LibraryImport(Library, EntryPoint = "sigfillset")]
    public static partial int SignalsAll(void* signals);

    [LibraryImport(Library, EntryPoint = "sigemptyset")]
    public static partial int SignalsNone(void* signals);

    [LibraryImport(Library, EntryPoint = "sigdelset")]
    public static partial int SignalsRemove(void* signals, int signal);
}
