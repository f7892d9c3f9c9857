using System.Collections;
using System.Diagnostics;
using System.Runtime;
using TaskGraph.Execution;
using TaskGraph.Execution.Executors.Processes;

namespace TaskGraph.Bench.Spawn;

/// <summary>Commands to be started, so many at once, and waited for as the runner waits for its nodes.</summary>
internal sealed class Starts(IProcessStarter starter, string[] commands, string folder, int atOnce)
{
    private const int WarmUpStarts = 100;

    private const int MostWarmUps = 20;

    // The compiler begins some 100 ms after it was last asked for something new.
    private static readonly TimeSpan CompilerDelay = TimeSpan.FromMilliseconds(300);

    private readonly Inbox _inbox = new();
    private readonly ProcessEnvironment _environment = new(Inherited());

    /// <summary>Starts some of them again and again, until the compiler has nothing more to do: it would take more time than what is measured.</summary>
    public void WarmUp()
    {
        long compiled = -1;
        for (int part = 0; part < MostWarmUps && JitInfo.GetCompiledMethodCount() != compiled; part++)
        {
            compiled = JitInfo.GetCompiledMethodCount();
            Run(Math.Min(commands.Length, WarmUpStarts), $"warm-up-{part}-");
            Thread.Sleep(CompilerDelay);
        }
    }

    /// <summary>Starts all: microseconds of wall, and of this process's CPU, a command.</summary>
    public (double Wall, double Cpu) Measure()
    {
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long begin = Stopwatch.GetTimestamp();
        Run(commands.Length, "");
        TimeSpan wall = Stopwatch.GetElapsedTime(begin);
        return (wall.TotalMicroseconds / commands.Length, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / commands.Length);
    }

    private void Run(int count, string prefix)
    {
        int running = 0;
        for (int next = 0; next < count || running > 0;)
        {
            if (next < count && running < atOnce)
            {
                Start(next, prefix + next++);
                running++;
                continue;
            }

            if (_inbox.TryWait(-1, out RunnerMessage? message) && message is RunnerMessage.NodeEnded { ExitCode: not 0 } failed)
                throw new InvalidOperationException($"'{commands[failed.Node]}' ended with {failed.ExitCode}.");
            running--;
        }
    }

    private void Start(int number, string log)
    {
        string[] words = commands[number].Split(' ');
        var start = new ProcessStart
        {
            FileName = words[0],
            Arguments = words[1..],
            WorkingDirectory = Environment.CurrentDirectory,
            BaseEnvironment = _environment,
            Environment = [],
            OutputFile = Path.Combine(folder, log),
        };
        starter.Start(start, number, (node, exit) => _inbox.Post(new RunnerMessage.NodeEnded(node, exit.Code)));
    }

    private static Dictionary<string, string> Inherited()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        return variables;
    }
}
