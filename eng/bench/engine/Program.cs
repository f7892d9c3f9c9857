using System.Text.Json;
using TaskGraph.Bench.Engine;

// Runs the nodes of a node file without running anything, and writes a line of JSON with what each run cost: engine FILE RUNS
string file = Path.GetFullPath(args[0]);
int runs = int.Parse(args[1]);
for (int run = 0; run < runs; run++)
    Console.WriteLine(JsonSerializer.Serialize(EngineRun.Measure(file)));
