using System.Reflection;
using TaskGraph.Execution.Executors.Processes;

namespace TaskGraph.Execution.Tests.Processes;

/// <summary>A way to start processes that must keep the contract.</summary>
public enum Way
{
    Spawn,
    SpawnWithThreads,
    Portable,
}

/// <summary>Runs a test once for each way that this system has.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EveryWayAttribute : Attribute, ITestDataSource
{
    public bool WithoutPortable { get; init; }

    public static IProcessStarter Create(Way way) => way switch
    {
        Way.Spawn => new SpawnStarter(),
        Way.SpawnWithThreads => new SpawnStarter(watchdog: false, _ => null),
        _ => new PortableStarter(),
    };

    public IEnumerable<object?[]> GetData(MethodInfo methodInfo)
    {
        if (SpawnStarter.IsSupported)
        {
            yield return [Way.Spawn];
            yield return [Way.SpawnWithThreads];
        }

        if (!WithoutPortable || !SpawnStarter.IsSupported)
            yield return [Way.Portable];
    }

    public string? GetDisplayName(MethodInfo methodInfo, object?[]? data) => $"{methodInfo.Name} ({data![0]})";
}
