using System.Globalization;
using System.Text;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>The processes whose environment, as they were started with it, has a <see cref="RunMark"/>. Linux alone tells; elsewhere none are found.</summary>
internal static class MarkedProcesses
{
    private const int PollMilliseconds = 20;

    /// <summary>Those that there are now, but for zombies, which have no environment any more.</summary>
    public static List<ProcessStatus> Find(string mark)
    {
        var found = new List<ProcessStatus>();
        if (!OperatingSystem.IsLinux())
            return found;
        byte[] bytes = Encoding.UTF8.GetBytes(mark);
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            string pid = Path.GetFileName(folder);
            if (char.IsAsciiDigit(pid[0]) && pid != Environment.ProcessId.ToString(CultureInfo.InvariantCulture) && Has(folder, bytes) && ProcessStatus.TryRead(pid, out ProcessStatus status))
                found.Add(status);
        }

        return found;
    }

    /// <summary>Asks all of them to end, and kills those that have not within a time.</summary>
    public static void End(string mark, TimeSpan grace)
    {
        foreach (ProcessStatus process in Find(mark))
        {
            process.Signal(Posix.SigTerm);
            process.Signal(Posix.SigContinue);
        }

        for (TimeSpan waited = TimeSpan.Zero; waited < grace; waited += TimeSpan.FromMilliseconds(PollMilliseconds))
        {
            if (Find(mark).Count == 0)
                return;
            Thread.Sleep(PollMilliseconds);
        }

        Kill(mark);
    }

    /// <summary>Kills all of them. They are halted first: a halted process forks no more.</summary>
    public static void Kill(string mark)
    {
        var halted = new HashSet<(int, ulong)>();
        List<ProcessStatus> found = Find(mark);
        for (bool grew = found.Count > 0; grew; found = Find(mark))
        {
            grew = false;
            foreach (ProcessStatus process in found.Where(process => halted.Add((process.Pid, process.Started))))
            {
                process.Signal(Posix.SigStop);
                grew = true;
            }
        }

        foreach (ProcessStatus process in found)
            process.Signal(Posix.SigKill);
    }

    private static bool Has(string folder, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes(folder + "/environ").AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
