using System.Globalization;
using TaskGraph.Execution.Executors.Processes;

namespace TaskGraph.TestProgram;

/// <summary>
/// A build in small: starts one shell script, says so, and then does what its standard input tells it: <c>dispose</c> ends in good order,
/// anything else goes on. A test kills it meanwhile.
/// </summary>
internal static class StarterHost
{
    public static int Run(string[] arguments)
    {
        string folder = arguments[0];
        var mark = new RunMark("");
        using IProcessStarter starter = ProcessStarter.Create(mark: mark.Build);
        var start = new ProcessStart
        {
            FileName = "sh",
            Arguments = ["-c", arguments[1]],
            WorkingDirectory = folder,
            BaseEnvironment = new ProcessEnvironment(new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" }),
            Environment = [new(RunMark.Variable, mark.ValueWith(mark.Of(1, 1)))],
            Mark = mark.Of(1, 1),
            OutputFile = Path.Combine(folder, "host-child.log"),
        };
        starter.Start(start, 1, (_, _) => { });
        Console.Out.WriteLine(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        while (Console.In.ReadLine() is { } line)
        {
            if (line == "dispose")
                return 0;
        }

        return 1;
    }
}
