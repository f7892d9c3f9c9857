using System.Diagnostics;
using TaskGraph.Execution;
using TaskGraph.Execution.Declarations;
using TaskGraph.Model;

namespace TaskGraph.Bench.Engine;

/// <summary>One run of graph, plan and runner, as a build puts them together, around an executor that does nothing.</summary>
internal static class EngineRun
{
    private const int Threads = 2;

    /// <summary>Reads, builds, runs.</summary>
    /// <exception cref="InvalidOperationException">The file does not make a graph, or a node did not run.</exception>
    public static EngineCost Measure(string file)
    {
        byte[] content = File.ReadAllBytes(file);
        long before = Live();
        long begin = Stopwatch.GetTimestamp();
        List<Node> nodes = Read(file, content);
        double read = Microseconds(begin);
        long withNodes = Live();

        long allocated = GC.GetAllocatedBytesForCurrentThread();
        begin = Stopwatch.GetTimestamp();
        Graph graph = Build(nodes, out GraphGrowth growth);
        double build = Microseconds(begin);
        long allocatedBuild = GC.GetAllocatedBytesForCurrentThread() - allocated;
        long withGraph = Live();

        begin = Stopwatch.GetTimestamp();
        var plan = new Plan(graph, new PlanOptions { Limits = new Limits(Threads, []) });
        var inbox = new Inbox();
        int ended = 0;
        var options = new RunOptions(Threads, OnFailure.Stop) { Growth = growth, Parser = new NothingAdded() };
        var runner = new GraphRunner(graph, plan, new AllStale(), new EndsAtOnce(inbox), inbox, new MonotonicClock(), options, e => ended += e is GraphEvent.Ended ? 1 : 0);
        double planned = Microseconds(begin);

        allocated = GC.GetAllocatedBytesForCurrentThread();
        begin = Stopwatch.GetTimestamp();
        runner.Run();
        double run = Microseconds(begin);
        long allocatedRun = GC.GetAllocatedBytesForCurrentThread() - allocated;
        long withPlan = Live();
        GC.KeepAlive(runner);
        GC.KeepAlive(content);
        if (ended != nodes.Count)
            throw new InvalidOperationException($"{ended} of {nodes.Count} nodes ran.");

        double count = nodes.Count;
        return new EngineCost
        {
            Read = read / count,
            Build = build / count,
            Plan = planned / count,
            Run = run / count,
            LiveNodes = (withNodes - before) / count,
            LiveGraph = (withGraph - withNodes) / count,
            LivePlan = (withPlan - withGraph) / count,
            AllocatedBuild = allocatedBuild / count,
            AllocatedRun = allocatedRun / count,
        };
    }

    private static List<Node> Read(string file, byte[] content)
    {
        var problems = new List<Problem>();
        var nodes = new List<Node>();
        NodeFileReader.Read(file, content, new NodeReader(Path.GetDirectoryName(file)!.Replace('\\', '/'), ignoreCase: false, problems), nodes, problems);
        Expect(problems);
        return nodes;
    }

    private static Graph Build(List<Node> nodes, out GraphGrowth growth)
    {
        var problems = new List<Problem>();
        var options = new GraphOptions { Limits = new Limits(Threads, []) };
        Graph graph = GraphBuilder.Build(nodes, new PathTable(StringComparer.Ordinal), options, problems, out growth);
        Expect(problems);
        return graph;
    }

    private static void Expect(List<Problem> problems)
    {
        if (problems.Count > 0)
            throw new InvalidOperationException($"The node file does not make a graph: {problems[0].Kind} of '{problems[0].Value}'.");
    }

    private static long Live() => GC.GetTotalMemory(forceFullCollection: true);

    private static double Microseconds(long begin) => Stopwatch.GetElapsedTime(begin).TotalMicroseconds;
}
