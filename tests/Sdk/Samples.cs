using System.Globalization;

namespace TaskGraph.Sdk.Tests;

/// <summary>The samples, each in a copy outside of the repository that uses the package, as a reader would take it.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class Samples : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [TestMethod]
    public void Models_run_in_the_order_that_their_sql_asks_for()
    {
        Copy("models-and-scripts");
        var first = Build("-p:TaskGraphThreads=2").Says("Concurrency: 2 threads").Ran("models-and-scripts", executed: 10);
        first.SaysInOrder("[before]", "[ticket_waits]").SaysInOrder("[ticket_waits]", "[agent_waits]").SaysInOrder("[agent_waits]", "[after.agent_waits]");
        first.Says("[warehouse]\n  agent_waits, agents, open_tickets, ticket_waits, tickets");
        Assert.AreEqual("ines: 12\njonas: 3, 13, 34", string.Join('\n', Lines("bin/reminders.txt").Take(2)));
        Build("-m:1").Says("Concurrency: 1 threads\n").Ran("models-and-scripts", executed: 0, upToDate: 10);
    }

    [TestMethod]
    public void Chunks_give_the_result_of_the_whole_however_many_there_are()
    {
        Copy("chunks");
        Build("-p:Rows=1000").Ran("chunks", executed: 13, upToDate: 1);
        var stations = Lines("bin/stations.csv");
        CollectionAssert.AreEqual(Means(Lines("bin/table.csv")), stations[1..].Select(line => string.Join(',', line.Split(',')[..3])).ToArray());
        Build("-p:Rows=1000").Ran("chunks", executed: 0, upToDate: 14);
        Build("-p:Rows=1000", "-p:Chunks=3");
        CollectionAssert.AreEqual(stations, Lines("bin/stations.csv"));
    }

    [TestMethod]
    public void Subflows_that_a_program_started_are_up_to_date_as_those_that_are_declared()
    {
        Copy("subflows");
        Build("-p:Years=2").Says("3 of 3 islands are there").Ran("subflows", executed: 38, upToDate: 13);
        Assert.MatchesRegex(@"^Amrum \d+\.\d\nBorkum \d+\.\d\nFehmarn \d+\.\d$", _workspace.Read("bin/islands.txt"));
        Build("-p:Years=2").Ran("subflows", executed: 0, upToDate: 51);
    }

    [TestMethod]
    public void Another_multiplier_maps_again_and_generates_nothing()
    {
        Copy("map-reduce");
        Build("-p:Seconds=0.1").Ran("map-reduce", executed: 14, upToDate: 7);
        Assert.AreEqual("[300, 303, 306, 309, 312, 315]", _workspace.Read("bin/results.json"));
        Build("-p:Seconds=0.1").Ran("map-reduce", executed: 0, upToDate: 21);
        // Compute of each of six entries, and reduce.
        Build("-p:Seconds=0.1", "-p:Multiplier=15").Ran("map-reduce", executed: 7, upToDate: 14);
        Assert.AreEqual("[1500, 1515, 1530, 1545, 1560, 1575]", _workspace.Read("bin/results.json"));
    }

    [TestMethod]
    public void All_ways_of_an_evolving_workflow_find_the_same()
    {
        Copy("evolving");
        Build("-p:Scale=0.02").Says("10 files, 47 items").Ran("evolving", executed: 60);
        foreach (var way in new[] { "with_async", "from_tasks" })
            Build("-p:Scale=0.02", $"-p:Way={way}").Ran("evolving", executed: 59, upToDate: 1);
        Build("-p:Scale=0.02", "-p:Way=sequential").Ran("evolving", executed: 2, upToDate: 1);
        foreach (var way in new[] { "with_async", "from_tasks", "sequential" })
            Assert.AreEqual(_workspace.Read("bin/as_completed.json"), _workspace.Read($"bin/{way}.json"));
        Build("-p:Scale=0.02").Ran("evolving", executed: 0, upToDate: 60);
    }

    // Without the imports that a sample needs within the repository, and without what builds of it left there.
    private void Copy(string sample)
    {
        var root = Path.Combine(PackedSdk.RepoRoot, "samples", sample);
        foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(root, file);
            if (path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "__pycache__"))
                continue;
            var text = File.ReadAllText(file);
            if (path.EndsWith(".proj", StringComparison.Ordinal))
            {
                var lines = text.Split('\n').Where(line => !line.Contains("<Import Project=", StringComparison.Ordinal));
                text = string.Join('\n', lines).Replace("<Project>", $"<Project Sdk=\"{_workspace.Sdk}\">", StringComparison.Ordinal);
            }

            _workspace.File(path, text);
        }
    }

    private DotnetResult Build(params string[] arguments) => _workspace.Build(arguments).ShouldSucceed();

    private string[] Lines(string path) => _workspace.Read(path).Split('\n');

    // Of each station, as the sample tells it: count and mean of all rows at once.
    private static string[] Means(string[] table) =>
        [.. table[1..].Select(line => line.Split(','))
            .GroupBy(row => row[0], row => decimal.Parse(row[1], CultureInfo.InvariantCulture))
            .OrderBy(station => station.Key, StringComparer.Ordinal)
            .Select(station => string.Create(CultureInfo.InvariantCulture, $"{station.Key},{station.Count()},{station.Average():F3}"))];
}
