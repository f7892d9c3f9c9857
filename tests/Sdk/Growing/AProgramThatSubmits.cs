namespace TaskGraph.Sdk.Tests.Growing;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class AProgramThatSubmits : IDisposable
{
    private const string Main = """
        import asyncio
        from taskgraph import as_completed, gather, map, set_result, submit

        def parse(fn: str) -> list:
            return [int(line) for line in open(fn)]

        def add(x: int) -> int:
            return x + 1

        async def handle(fn):
            return [await f for f in map(add, await submit(parse, fn, name="async-" + fn), name="async-add-" + fn)]

        def nested(n: int) -> int:
            return n + (submit(nested, n - 1).result() if n else 0)

        if __name__ == "__main__":
            files = ["one.txt", "two.txt"]
            futures = []
            for future in as_completed(map(parse, files)):
                futures += map(add, future.result(), name=f"add-{len(futures)}", priority=1)
            set_result("completed", sorted(gather(futures)))
            async def both():
                return await asyncio.gather(*[handle(fn) for fn in files])
            set_result("awaited", asyncio.run(both()))
            set_result("nested", submit(nested, 4).result())
        """;

    private readonly Workspace _workspace = new Workspace()
        .Workflow(
            "flow.proj", """<Node Include="main" Script="main.py" Inputs="one.txt" />""",
            Outcomes.Told + """<Target Name="Values" AfterTargets="RunNodes"><Message Importance="high" Text="%(NodeResult.completed)|%(NodeResult.awaited)|%(NodeResult.nested)" /></Target>""")
        .File("main.py", Main).File("one.txt", "1\n2\n").File("two.txt", "3\n");

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    [DataRow("-m:1")]
    [DataRow("-m:4")]
    public void The_packed_client_is_found_and_every_way_of_waiting_ends(string threads)
    {
        _workspace.Build("flow.proj", threads).ShouldSucceed().Says("[2,3,4]|[[2,3],[4]]|10");
        _workspace.Build("flow.proj", threads).ShouldSucceed().Says("[2,3,4]|[[2,3],[4]]|10").Says("[UpToDate: main");
    }

    [TestMethod]
    public void A_script_that_submits_wherever_it_is_loaded_adds_no_nodes_without_end()
    {
        _workspace.File("main.py", "import taskgraph\n\ndef f():\n    return 1\n\ntaskgraph.submit(f).result()\n");
        _workspace.Build("flow.proj").ShouldFail().Says("main.py(6): error : RuntimeError: main.py is being loaded").Says("error TG1001: Node 'main/f[0]'").Never("main/f[0]/f[0]");
    }

    [TestMethod]
    public void What_it_is_refused_is_told_at_its_line()
    {
        _workspace.File("main.py", "import taskgraph\n\ntaskgraph.submit(command='echo', name='main').result()\n");
        _workspace.Build("flow.proj").ShouldFail().Says("main.py(3): error : taskgraph._errors.ProtocolError: TG0002: Two nodes are called 'main'.");
    }
}
