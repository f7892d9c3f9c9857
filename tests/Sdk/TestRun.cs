// Two builds at a time: each takes more than one processor for itself.
[assembly: Parallelize(Workers = 2, Scope = ExecutionScope.MethodLevel)]

namespace TaskGraph.Sdk.Tests;

[TestClass]
public static class TestRun
{
    [AssemblyCleanup]
    public static void Delete_the_package() => PackedSdk.DisposeInstance();
}
