using System.Globalization;

namespace TaskGraph.Execution.Executors.Processes;

/// <summary>What Linux's /proc says about a process.</summary>
/// <param name="Pid">The process.</param>
/// <param name="Parent">Its parent.</param>
/// <param name="Group">Its process group.</param>
/// <param name="Started">When it started, in clock ticks since the system did: with the number, an identity.</param>
internal readonly record struct ProcessStatus(int Pid, int Parent, int Group, ulong Started)
{
    /// <summary>All processes there are.</summary>
    public static List<ProcessStatus> ReadAll()
    {
        var all = new List<ProcessStatus>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            string name = Path.GetFileName(folder);
            if (char.IsAsciiDigit(name[0]) && TryRead(name, out ProcessStatus status))
                all.Add(status);
        }

        return all;
    }

    /// <summary>
    /// Sends it a signal, if it is still the same. It is no child of ours, so that its number may be given away at any time: the descriptor pins the process, and its start time says whether it is the
    /// one that was seen.
    /// </summary>
    public void Signal(int signal)
    {
        int pidfd = Posix.PidfdOpen(Pid);
        if (TryRead(Pid.ToString(CultureInfo.InvariantCulture), out ProcessStatus now) && now.Started == Started)
            _ = pidfd >= 0 ? Posix.PidfdSignal(pidfd, signal) : Posix.Kill(Pid, signal) == 0;
        if (pidfd >= 0)
            _ = Posix.Close(pidfd);
    }

    /// <summary>One process; false if there is none with this number.</summary>
    public static bool TryRead(string pid, out ProcessStatus status)
    {
        status = default;
        string text;
        try
        {
            text = File.ReadAllText($"/proc/{pid}/stat");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        // The name stands in parentheses and may hold any character, parentheses too.
        int name = text.LastIndexOf(')');
        string[] fields = name < 0 ? [] : text[(name + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 20)
            return false;
        status = new ProcessStatus(
            int.Parse(pid, CultureInfo.InvariantCulture),
            int.Parse(fields[1], CultureInfo.InvariantCulture),
            int.Parse(fields[2], CultureInfo.InvariantCulture),
            ulong.Parse(fields[19], CultureInfo.InvariantCulture));
        return true;
    }
}
