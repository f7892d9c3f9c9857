using System.Globalization;

namespace TaskGraph.Execution.Storage;

/// <summary>Tells one run of the machine from the next: what was written before a power cut may not have reached the disk.</summary>
public static class BootId
{
    private const string LinuxFile = "/proc/sys/kernel/random/boot_id";

    // No machine starts twice within so many milliseconds.
    private const long Grain = 2000;

    /// <summary>An id that is new with each start of the machine; empty where the system tells none: then no restart is seen.</summary>
    public static string Read()
    {
        if (OperatingSystem.IsLinux())
            return OfLinux();
        if (OperatingSystem.IsMacOS())
            return BootSession.Read();
        return OperatingSystem.IsWindows() ? OfClocks(DateTime.UtcNow, Environment.TickCount64) : "";
    }

    /// <summary>
    /// When the machine was started, by its clocks. The two drift apart, and one of them can be set: then the id is a new one although the machine was not started anew, which costs that files are
    /// read once more. That it is an old one although it was would take a clock that was set back by just the time between the two starts.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="up">For how many milliseconds the machine has been running, sleep included.</param>
    internal static string OfClocks(DateTime now, long up) =>
        ((now.Ticks / TimeSpan.TicksPerMillisecond - up) / Grain).ToString(CultureInfo.InvariantCulture);

    private static string OfLinux()
    {
        try
        {
            return File.ReadAllText(LinuxFile).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
