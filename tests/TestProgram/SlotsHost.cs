using TaskGraph.Execution;
using TaskGraph.Execution.Executors.Jobserver;
using TaskGraph.Execution.Executors.Processes;

namespace TaskGraph.TestProgram;

/// <summary>A build that has joined a jobserver: takes all its tokens, starts a process, says in which folder its own slots are, and ends in good order when its input does. A test kills it meanwhile.</summary>
internal static class SlotsHost
{
    public static int Run(string folder, string pipe)
    {
        using var slots = new JobSlots(new JobSlotsOptions(100) { Found = pipe }, new Inbox());
        bool all = slots.TryHold(100);
        using IProcessStarter starter = ProcessStarter.Create(slots: () => slots.Left);
        var start = new ProcessStart
        {
            FileName = "sleep",
            Arguments = ["1000"],
            WorkingDirectory = folder,
            BaseEnvironment = new ProcessEnvironment(new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" }),
            Environment = [],
            OutputFile = Path.Combine(folder, "sleep.log"),
        };
        starter.Start(start, 1, (_, _) => { });
        Console.Out.WriteLine($"{slots.Held} {slots.Left.Folder}");
        Console.In.ReadToEnd();
        return all ? 1 : 0;
    }
}
