using System.Runtime.InteropServices;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>Whether there is something to read.</summary>
internal static unsafe partial class Posix
{
    private const short PollIn = 1;

    /// <summary>True if a descriptor has bytes that were not read; does not wait.</summary>
    public static bool HasInput(SafeHandle descriptor)
    {
        bool added = false;
        try
        {
            descriptor.DangerousAddRef(ref added);
            var poll = new PollEntry { Descriptor = (int)descriptor.DangerousGetHandle(), Events = PollIn };
            return Poll(&poll, 1, 0) > 0 && (poll.Found & PollIn) != 0;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            if (added)
                descriptor.DangerousRelease();
        }
    }

    [LibraryImport(Library, EntryPoint = "poll")]
    private static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Found;
    }
}
