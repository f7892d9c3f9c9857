using System.Globalization;
using TaskGraph.Execution.Executors.Processes;

namespace TaskGraph.Execution.Executors.Jobserver;

/// <summary>
/// Which process leads the build that this one works for. MSBuild builds projects in worker processes too; those may have worked for other builds before, and their parent may be gone. But a worker
/// talks with the process that leads the present build, and with no other, through a socket that has the worker's number in its name: the system tells who is at the other end.
/// </summary>
public static class LeadingProcess
{
    private const string WorkerSwitch = "nodemode:1";
    private const int DescriptorsLookedAt = 1024;

    /// <summary>What the leading process is known by, the same in all processes of a build.</summary>
    public static string Find()
    {
        int leader = IsWorker ? LeaderOfWorker() : Environment.ProcessId;
        return string.Create(CultureInfo.InvariantCulture, $"{leader}-{BeginOf(leader)}");
    }

    /// <summary>True if this process is a worker of MSBuild's, which another one leads.</summary>
    public static bool IsWorker => Array.Exists(Environment.GetCommandLineArgs(), word => word.EndsWith(WorkerSwitch, StringComparison.OrdinalIgnoreCase));

    private static int LeaderOfWorker()
    {
        int peer = Posix.PeerOfSocket(string.Create(CultureInfo.InvariantCulture, $"MSBuild{Environment.ProcessId}"), DescriptorsLookedAt);
        // Without an answer it is the parent, unless that is gone; then this process shares with itself alone.
        return peer > 0 ? peer : Posix.Parent() is > 1 and int parent ? parent : Environment.ProcessId;
    }

    // Numbers are given away again.
    private static string BeginOf(int process)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            return "0";
        }
    }
}
