using System.Runtime.InteropServices;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>Windows' nearest thing to SIGTERM: Ctrl+Break, which reaches the processes of a group that share our console.</summary>
internal static partial class ConsoleBreak
{
    private const uint CtrlBreak = 1;

    /// <summary>Whether this process has a console that children can share.</summary>
    public static bool HasConsole => OperatingSystem.IsWindows() && GetConsoleOutputCP() != 0;

    /// <summary>Sends it to the group that a process leads.</summary>
    public static void Send(int group) => _ = GenerateConsoleCtrlEvent(CtrlBreak, (uint)group);

    [LibraryImport("kernel32")]
    private static partial uint GetConsoleOutputCP();

    [LibraryImport("kernel32")]
    private static partial int GenerateConsoleCtrlEvent(uint signal, uint group);
}
