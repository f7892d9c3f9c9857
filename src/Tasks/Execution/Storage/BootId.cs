namespace TaskGraph.Execution.Storage;

/// <summary>Tells one run of the machine from the next: what was written before a power cut may not have reached the disk.</summary>
public static class BootId
{
    private const string LinuxFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>An id that is new with each start of the machine; empty where the system tells none.</summary>
    public static string Read()
    {
        if (!OperatingSystem.IsLinux())
            return "";
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
