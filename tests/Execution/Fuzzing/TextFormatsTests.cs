using System.Text;
using System.Text.RegularExpressions;
using TaskGraph.Execution.Declarations;
using TaskGraph.Execution.Growth;
using TaskGraph.Execution.Tests.Text;
using TaskGraph.Execution.Text;
using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Fuzzing;

/// <summary>What comes from files and programs is taken or refused, with the place where it has one: nothing is thrown, and nothing takes long.</summary>
[TestClass]
public sealed class TextFormatsTests
{
    private const int Usual = 5_000;
    private const int Constant = 32 << 10;

    // Of all formats together, one after the other.
    private const long MostBytesPerByte = 1_000;

    private static readonly string[] Objects =
    [
        """{"Name": "a", "Command": "cat {inputs} > {outputs}", "Inputs": ["x", "src/**/*.c"], "Outputs": "out/a;out/b", "DependsOn": ["b"], "Cpus": 2, "Parameters": {"k": 1, "l": [1, {"m": null}]}}""",
        """{"Name": "b", "Script": "b.py", "Function": "f", "Resources": {"gpu": 1}, "Priority": -3, "ContinueOnError": true, "EnvironmentVariables": {"A": "ü"}, "UpToDateCheck": "Always"}""",
        """{"Name": "c[x]", "Item": {"id": "x", "y": 2.5e3}, "Command": "echo {item.y} {results.a.rows}", "RunWhen": "AllDone", "Tags": "t;u", "DepFile": "c.d"}""",
        """{"Name": "m", "ForEach": "a;b;*.csv", "Command": "echo {item.Filename} {index}", "Outputs": "out/{item}.txt"}""",
        """{"Name": "n", "ForEachIn": "list.json", "Command": "echo {item.key}", "WorkingDirectory": "../up", "Arguments": "'a b' c"}""",
    ];

    private static readonly Node Parent = ParentOf();

    [TestMethod]
    public void Node_files() => Try(
        1_400,
        [string.Join('\n', Objects), "// first\r\n\r\n" + Objects[0] + "\r\n" + Objects[3]],
        input =>
        {
            var problems = new List<Problem>();
            var nodes = new List<Node>();
            NodeFileReader.Read("/project/g.jsonl", input, new NodeReader("/project", ignoreCase: false, problems), nodes, problems);
            int lines = input.AsSpan().Count((byte)'\n') + 1;
            foreach (Problem problem in problems)
            {
                int line = problem.Position?.Line ?? problem.Node?.Source.Line ?? 0;
                Assert.IsTrue(line >= 1 && line <= lines, $"{problem.Kind} {problem.Value} is in line {line}");
            }

            nodes = new MapExpander(new NodeReader("/project", false, problems), _ => ["a.csv"], problems).Expand(nodes);
            GraphBuilder.Build(nodes, new PathTable(StringComparer.Ordinal), new GraphOptions { Limits = new Limits(2, []) }, problems);
        });

    [TestMethod]
    public void Lists_of_items() => Try(
        700,
        ["a\nb\r\n\n c \n", """["a", "b\n", 3, {"id": "x", "v": [1]}, {"name": 7}]""", """[{"id": "é", "path": "a/b.c"}]"""],
        input =>
        {
            var items = new List<NodeItem>();
            if (ItemList.Read(input, items, int.MaxValue) is { } fault)
                Assert.IsTrue(Regex.IsMatch(fault, "character [0-9]+|item [0-9]+|behind the array|line [0-9]+ is not UTF-8"), fault);
            foreach (NodeItem item in items)
                Assert.IsFalse(item.Key.Any(char.IsControl), "A key is part of a name.");
        });

    [TestMethod]
    public void What_clients_send() => Try(
        850,
        [
            """{"hello": 1, "node": "parent", "token": "abc"}""", $$"""{"add": [{{string.Join(", ", Objects)}}], "id": 4}""", """{"wait": ["a", "b"], "id": 7, "all": true, "timeout": 1500}""",
            """{"cancel": ["a"]}""", """{"results": "a", "id": 8}""",
        ],
        input =>
        {
            RequestReader.ReadHello(input, out _, out _, out _);
            string? fault = RequestReader.Read(input, out ClientRequest? request);
            Assert.AreNotEqual(fault is null, request is null);
            if (request is not ClientRequest.Add add)
                return;
            var declarations = new NodeDeclarations("/project", false, 0, _ => [], problem => ("", problem.Kind.ToString()));
            foreach (ReadOnlyMemory<byte> node in add.Nodes)
                declarations.Parse(node.Span, Parent, []);
        });

    [TestMethod]
    public void Dep_files() => Try(
        100,
        ["a.o: a.c \\\n  b\\ c.h $$x.h \\#d.h\n\nb.h:\n", "x: C:/y.h z.h # what\n", "x: a\ny: b \\\r\n c\n"],
        input =>
        {
            string text = Encoding.UTF8.GetString(input);
            bool good = DepFileParser.TryParse(text, [], out int line, out string fault);
            Assert.AreEqual(good, fault.Length == 0);
            Assert.IsTrue(good ? line == 0 : line >= 1 && line <= text.Count(letter => letter is '\n' or '\r') + 1, $"line {line}: {fault}");
        });

    [TestMethod]
    public void Results() => Try(
        400,
        ["rows=3\nname=x=y\n", "text<<END\nfirst\nsecond\nEND\nk=v", "a<<E\r\n1\r\nE\r\n"],
        input =>
        {
            var results = new List<KeyValuePair<string, string>>();
            if (ResultsReader.Read(input, results) is { } fault)
                Assert.IsTrue(Regex.Match(fault, "line ([0-9]+)") is { Success: true } match && int.Parse(match.Groups[1].Value) <= input.AsSpan().Count((byte)'\n') + 1, fault);
            Assert.AreEqual(results.Count, results.DistinctBy(pair => pair.Key).Count());
        });

    [TestMethod]
    [Timeout(100_000)]
    public void What_is_huge_takes_time_by_its_size()
    {
        var declarations = new NodeDeclarations("/project", false, 0, _ => [], problem => ("", problem.Kind.ToString()));
        void All(string text)
        {
            byte[] input = Encoding.UTF8.GetBytes(text);
            long before = GC.GetAllocatedBytesForCurrentThread();
            var problems = new List<Problem>();
            NodeFileReader.Read("/project/g.jsonl", input, new NodeReader("/project", ignoreCase: false, problems), [], problems);
            ItemList.Read(input, [], int.MaxValue);
            RequestReader.ReadHello(input, out _, out _, out _);
            RequestReader.Read(input, out _);
            declarations.Parse(input, Parent, []);
            DepFileParser.TryParse(text, [], out _, out _);
            ResultsReader.Read(input, []);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.IsLessThanOrEqualTo((1 << 20) + (MostBytesPerByte * input.Length), allocated, $"bytes for {input.Length} bytes, {text[..60]}");
        }

        string Many(Func<int, string> one, string between, int count = 100_000) => string.Join(between, Enumerable.Range(0, count).Select(one));
        All(new string('x', 10 << 20));
        All(new string('[', 1 << 20));
        All("""{"Name": """ + new string('[', 1 << 20));
        All("{\"Name\": \"n\", \"Cpus\": " + new string('9', 1 << 20) + "}");
        All(Many(i => $"k{i}=v", "\n"));
        All(Many(i => $"k{i}: v{i}", "\n"));
        All("{\"Name\": \"n\", " + Many(i => $"\"k{i}\": 1", ", ") + "}");
        All("{\"Name\": \"n\", \"Command\": \"c\", \"Parameters\": {" + Many(i => $"\"k{i}\": 1", ", ") + "}}");
        All("{\"Name\": \"n\", \"Command\": \"c\", \"Inputs\": [" + Many(i => $"\"f{i}\"", ", ") + "], \"DependsOn\": [" + Many(i => $"\"d{i}\"", ", ") + "]}");
        All("{\"Name\": \"n\", \"Item\": {" + Many(i => $"\"k{i}\": 1", ", ") + "}}");
        All("[" + Many(i => $"\"k{i}\"", ", ") + "]");
        All("{\"add\": [" + Many(i => $$"""{"Name": "n{{i}}"}""", ", ") + "]}");
    }

    [TestMethod]
    [DataRow("[", "", "]")]
    [DataRow("{\"Name\": ", "1", "}")]
    [DataRow("{\"Name\": \"n\", \"Item\": ", "1", "}")]
    [DataRow("{\"add\": [", "{}", "]}")]
    [DataRow("{\"hello\": [", "1", "]}")]
    [DataRow("[{\"id\": ", "1", "}]")]
    [DataRow("(", "a", ")")]
    [DataRow("$(", "a", ")")]
    [DataRow("a<<", "b", "\n")]
    public void What_is_nested_a_million_deep_is_refused_where_it_would_be_nested(string opening, string within, string closing)
    {
        byte[] input = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(opening, 1_000_000)) + within + string.Concat(Enumerable.Repeat(closing, 1_000_000)));
        var problems = new List<Problem>();
        NodeFileReader.Read("/project/g.jsonl", input, new NodeReader("/project", ignoreCase: false, problems), [], problems);
        Assert.IsNotEmpty(problems);
        var declared = new List<Problem>();
        Assert.IsEmpty(new NodeDeclarations("/project", false, 0, _ => [], problem => ("", "")).Parse(input, Parent, declared));
        Assert.IsNotEmpty(declared);
        Assert.IsNotNull(RequestReader.ReadHello(input, out _, out _, out _));
        Assert.IsNotNull(RequestReader.Read(input, out ClientRequest? request));
        Assert.IsNull(request);
        // What is no JSON is text there: as deep as it is long.
        Assert.AreEqual(opening[0] == '[', ItemList.Read(input, [], int.MaxValue) is not null);
        _ = DepFileParser.TryParse(Encoding.UTF8.GetString(input), [], out _, out _);
        Assert.IsNotNull(ResultsReader.Read(input, []));
    }

    private static Node ParentOf()
    {
        var reader = new NodeReader("/project", false, []);
        reader.Begin("parent", new NodeSource("flow.proj", 1), false);
        reader.Set("Command", MetadataValue.Plain("run"));
        return reader.End();
    }

    // TASKGRAPH_FUZZ_COUNT sets how many inputs each format gets. A reader may allocate a constant and so much for each byte: about four times of what was measured.
    private static void Try(int bytesPerByte, string[] corpus, Action<byte[]> read)
    {
        byte[][] good = [.. corpus.Select(Encoding.UTF8.GetBytes)];
        foreach (byte[] input in good)
            read(input);
        var mutation = new Mutation(new Random(1), good);
        for (int count = Fuzz.Count(Usual); count > 0; count--)
        {
            byte[] input = mutation.Next();
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(input);
            }
            catch (Exception e)
            {
                Assert.Fail($"{e.GetType().Name} {e.Message}\n for {Convert.ToBase64String(input)}\n{Encoding.UTF8.GetString(input)}\n{e.StackTrace}");
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.IsLessThanOrEqualTo(Constant + ((long)bytesPerByte * input.Length), allocated, $"bytes for {Convert.ToBase64String(input)}");
        }
    }
}
