using TaskGraph.Model;
using TaskGraph.Testing;

namespace TaskGraph.Execution.Tests.Incremental;

[TestClass]
public sealed class WhatACheckLooksAt : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemoryFileSystem _disk = new();
    private readonly List<Problem> _problems = [];
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, Action> _does = [];
    private readonly Dictionary<string, string> _inputs = [];

    [TestMethod]
    public void Nodes_that_wait_for_nothing_examine_what_they_share_once()
    {
        for (int i = 0; i < 1200; i++)
            _disk.Write($"src/{i}", "x");
        for (int i = 0; i < 50; i++)
        {
            int number = i;
            Declare($"n{i}", "src/*", "", () => _disk.Write($"out/{number}", "x"), $"out/{i}");
        }

        Build(1);
        Assert.IsLessThan(5000, _disk.Stats);
    }

    [TestMethod]
    [DataRow("src/*", "src/1;src/2;src/new")]
    [DataRow("src/", "src/")]
    [DataRow("src/1", "src/1")]
    public void A_node_sees_what_those_before_it_wrote_without_declaring_it(string reads, string inputs)
    {
        _disk.Write("src/1", "x");
        _disk.Write("src/2", "x");
        Declare("early", reads, "", () => _disk.Write("out/early", "x"), "out/early");
        Declare("writer", "", "early", () =>
        {
            _disk.Advance();
            _disk.Write("src/1", "y");
            _disk.Write("src/new", "x");
        });
        Declare("between", "", "writer", () => { });
        Declare("late", reads, "between", () => _disk.Write("out/late", "x"), "out/late");
        Build(2);
        Assert.AreEqual(inputs, _inputs["late"]);
        Assert.IsEmpty(_problems);

        // What "late" recorded is what it read: it is up to date, and "early" alone is not.
        _inputs.Clear();
        _does["writer"] = () => { };
        Build(2);
        Assert.IsFalse(_inputs.ContainsKey("late"));
        Assert.IsTrue(_inputs.ContainsKey("early"));
    }

    [TestMethod]
    public void A_file_that_is_rewritten_within_the_clocks_tick_is_read_again()
    {
        _disk.Write("f", "x");
        Declare("early", "f", "", () => { });
        Declare("writer", "", "early", () => _disk.Write("f", "y"));
        Declare("late", "f", "writer", () => _disk.Write("out", _disk.ReadText("f")), "out");
        Build(1);
        _disk.Advance();
        _does["writer"] = () => { };
        _inputs.Clear();
        Build(1);
        Assert.IsFalse(_inputs.ContainsKey("late"), "What it read was recorded as it was.");
    }

    public void Dispose() => _folder.Dispose();

    private void Declare(string name, string inputs, string dependsOn, Action does, string outputs = "")
    {
        var reader = new NodeReader("/project", false, _problems);
        reader.Begin(name, new NodeSource("flow.proj", 0), false);
        reader.Set("Command", MetadataValue.Plain("work"));
        reader.Set("Inputs", MetadataValue.Plain(inputs));
        reader.Set("RunAfter", MetadataValue.Plain(dependsOn));
        reader.Set("Outputs", MetadataValue.Plain(outputs));
        _nodes.Add(reader.End());
        _does[name] = does;
    }

    private void Build(int threads)
    {
        BuildOnFakeDisk build = null!;
        build = new BuildOnFakeDisk
        {
            Disk = _disk,
            JournalFile = _folder["journal"],
            OnFailure = OnFailure.Stop,
            Declare = _ => _nodes,
            Starts = start =>
            {
                _inputs[start.Node.Name] = string.Join(';', start.Inputs);
                _does[start.Node.Name]();
                build.Post(new RunnerMessage.NodeEnded(start.Number, 0));
            },
            Told = (_, e) =>
            {
                if (e is GraphEvent.Warned warned)
                    _problems.Add(warned.Problem);
                else if (e is GraphEvent.Ended { Problem: { } problem })
                    _problems.Add(problem);
            },
        };
        build.Run(threads);
    }
}
