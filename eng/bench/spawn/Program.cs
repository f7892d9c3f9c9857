using TaskGraph.Bench.Spawn;
using TaskGraph.Execution.Executors.Processes;

// As spawn.c, with the starters of the engine: spawn WAY AT_ONCE COMMANDS FOLDER, where WAY is own (of this system, as builds use it) or portable (.NET's).
if (args is not [var way, var atOnce, var commands, var folder] || way is not ("own" or "portable"))
    return 64;
if (way == "own" && !SpawnStarter.IsSupported)
{
    Console.Error.WriteLine("This system's C library lacks what the starter of our own needs.");
    return 69;
}

using IProcessStarter starter = way == "own" ? new SpawnStarter() : new PortableStarter();
var starts = new Starts(starter, File.ReadAllLines(commands), Path.GetFullPath(folder), int.Parse(atOnce));
starts.WarmUp();
(double wall, double cpu) = starts.Measure();
Console.WriteLine($"{wall:F3} {cpu:F3}");
return 0;
