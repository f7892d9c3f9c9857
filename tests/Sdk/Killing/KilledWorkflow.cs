using System.Text;

namespace TaskGraph.Sdk.Tests.Killing;

/// <summary>
/// A workflow of some 60 nodes for builds that are killed: chains, a fan that a glob gathers, output folders and globs with more or fewer files, a map over a list that a node writes, and a program that
/// adds nodes. What a node leaves is a pure function of what it reads; until it ends, there is a wrong text. Each says in a log, outside of the project, when it starts and ends.
/// </summary>
internal sealed class KilledWorkflow : IDisposable
{
    /// <summary>How many different states the sources have.</summary>
    public const int Variants = 3;

    private const int Chains = 3, Links = 6, Fan = 14;

    private const string Step = """
        echo "start $TASKGRAPH_NODE" >> "$KILLED_LOG"
        below=$1 wait=$2 out=$3
        shift 3
        n=7
        for file; do read -r v < "$file"; n=$(( (n * 31 + v) % below )); done
        echo half > "$out"
        sleep "$wait"
        echo "$n" > "$out"
        echo "end $TASKGRAPH_NODE" >> "$KILLED_LOG"
        """;

    // One file for each unit that its input has in it.
    private const string Many = """
        echo "start $TASKGRAPH_NODE" >> "$KILLED_LOG"
        read -r v < "$2"
        i=0
        while test $i -le $((v % 4)); do
          echo half > "$1$i.txt"
          sleep 0.01
          echo $((v + i)) > "$1$i.txt"
          i=$((i + 1))
        done
        echo "end $TASKGRAPH_NODE" >> "$KILLED_LOG"
        """;

    private const string Grow = """
        import os
        from taskgraph import gather, submit

        def log(word):
            with open(os.environ["KILLED_LOG"], "a") as file:
                file.write(f"{word} grow\n")

        log("start")
        words = open("src/words.txt").read().split()
        with open("out/grow.txt", "w") as out:
            out.write("half")
        children = []
        for word in words:
            reads = "src/s1.txt" if not children else f"child/{len(children) - 1}-{words[len(children) - 1]}.txt"
            file = f"child/{len(children)}-{word}.txt"
            children.append(submit(name=f"child-{word}", command=f"sh step.sh 1000003 0.02 {file} {reads}", inputs=["step.sh", reads], outputs=[file]))
        gather(children)
        total = sum(int(open(f"child/{i}-{word}.txt").read()) for i, word in enumerate(words))
        submit(name="child-after", command=f"sh step.sh 1000003 0.02 child/after-{total % 3}.txt src/s2.txt", inputs=["step.sh", "src/s2.txt"], outputs=[f"child/after-{total % 3}.txt"]).result()
        with open("out/grow.txt", "w") as out:
            out.write(f"{total}\n")
        log("end")
        """;

    private readonly Workspace _workspace = new();

    public KilledWorkflow()
    {
        var nodes = new StringBuilder();
        for (int chain = 0; chain < Chains; chain++)
        {
            for (int link = 0; link < Links; link++)
                Add(nodes, $"chain{chain}-{link}", link == 2 ? 2 : 1_000_003, $"out/chain{chain}-{link}.txt", link == 0 ? $"src/s{chain}.txt" : $"out/chain{chain}-{link - 1}.txt");
        }

        for (int i = 0; i < Fan; i++)
            Add(nodes, $"fan{i}", 1_000_003, $"fan/{i}.txt", $"out/chain{i % Chains}-{(i % 2 == 0 ? 1 : Links - 1)}.txt");
        Add(nodes, "gather", 1_000_003, "out/gather.txt", "fan/*.txt");
        AddMany(nodes, "folder", "tree/");
        AddMany(nodes, "glob", "glob/g-", "*");
        Add(nodes, "read-glob", 1_000_003, "out/read-glob.txt", "glob/g-*");
        nodes.Append("""
            <Node Include="read-folder" DependsOn="folder" Inputs="step.sh" Outputs="out/read-folder.txt" Command="sh step.sh 1000003 0.01 {outputs} tree/*.txt" />
            <Node Include="lister" Inputs="src/list.txt;step.sh;out/chain0-0.txt" Outputs="gen/list.txt" Command="sh step.sh 1000003 0.01 gen/list.txt out/chain0-0.txt &amp;&amp; tr ' ' '\n' &lt; src/list.txt &gt; gen/list.txt" />
            <Node Include="map" ForEachIn="gen/list.txt" Inputs="step.sh;src/s0.txt" Outputs="map/{item}.txt" Command="sh step.sh 1000003 0.03 {outputs} src/s0.txt" />
            <Node Include="reduce" DependsOn="map" Inputs="step.sh" Outputs="out/reduce.txt" Command="sh step.sh 1000003 0.01 {outputs} map/*.txt" />
            <Node Include="grow" Script="grow.py" Inputs="src/words.txt" Outputs="out/grow.txt" />
            <Node Include="sum" DependsOn="grow" Inputs="step.sh" Outputs="out/sum.txt" Command="sh step.sh 1000003 0.01 {outputs} out/grow.txt child/*.txt" />
            """);
        _workspace.Workflow("flow.proj", nodes.ToString()).File("step.sh", Step).File("many.sh", Many).File("grow.py", Grow);
    }

    /// <summary>The project's folder.</summary>
    public string Folder => _workspace.Root;

    /// <summary>Where nodes say that they start and end.</summary>
    public string Log { get; } = Path.Combine(Path.GetTempPath(), $"taskgraph-killed-{Guid.NewGuid():N}");

    /// <summary>Where builds have their temporary files; short, since a socket's address is.</summary>
    public string Temporary { get; } = Directory.CreateTempSubdirectory("tgk-").FullName;

    /// <summary>The packages that the build takes the SDK from.</summary>
    public static string Packages => PackedSdk.Instance.Packages;

    /// <summary>Brings the sources into one of their states.</summary>
    public void Write(int variant)
    {
        for (int i = 0; i < Chains; i++)
            Source($"src/s{i}.txt", $"{(variant * (i + 1)) + 1}\n");
        Source("src/list.txt", variant switch { 0 => "a b c d e f", 1 => "b c d g", _ => "f e a b h i j" });
        Source("src/words.txt", variant switch { 0 => "u v w x", 1 => "v u y", _ => "u v w x y z" });
    }

    /// <summary>Deletes all that builds have made.</summary>
    public void Clean()
    {
        foreach (string folder in (string[])["out", "fan", "tree", "glob", "gen", "map", "child", "obj"])
        {
            if (Directory.Exists(_workspace.PathOf(folder)))
                Directory.Delete(_workspace.PathOf(folder), recursive: true);
        }
    }

    /// <summary>Names and contents of all that nodes have made.</summary>
    public string Made()
    {
        var text = new StringBuilder();
        foreach (string folder in (string[])["out", "fan", "tree", "glob", "gen", "map", "child"])
        {
            foreach (string file in Directory.EnumerateFiles(_workspace.PathOf(folder)).Order(StringComparer.Ordinal))
                text.AppendLine($"{folder}/{Path.GetFileName(file)}: {File.ReadAllText(file).ReplaceLineEndings(" ")}");
        }

        return text.ToString();
    }

    /// <summary>Whether a node waits for another, which therefore had ended well, and was recorded, when it started.</summary>
    public static bool WaitsFor(string node, string other) => node != other && node switch
    {
        "gather" => other.StartsWith("fan", StringComparison.Ordinal),
        "read-glob" => other == "glob",
        "read-folder" => other == "folder",
        "lister" => other == "chain0-0",
        "reduce" => other.StartsWith("map[", StringComparison.Ordinal) || other == "lister",
        "sum" => other == "grow" || other.StartsWith("child-", StringComparison.Ordinal),
        "child-after" => other.StartsWith("child-", StringComparison.Ordinal),
        _ when node.StartsWith("map[", StringComparison.Ordinal) => other == "lister",
        _ when node.StartsWith("chain", StringComparison.Ordinal) => other.StartsWith(node[..7], StringComparison.Ordinal) && other[7] < node[7],
        _ when node.StartsWith("fan", StringComparison.Ordinal) => int.Parse(node[3..]) is int fan && other == $"chain{fan % Chains}-{(fan % 2 == 0 ? 1 : Links - 1)}",
        _ => false,
    };

    public void Dispose()
    {
        File.Delete(Log);
        Directory.Delete(Temporary, recursive: true);
        _workspace.Dispose();
    }

    private static void Add(StringBuilder nodes, string name, int below, string output, string input) => nodes.AppendLine(
        $"""<Node Include="{name}" Inputs="{input};step.sh" Outputs="{output}" Command="sh step.sh {below} 0.0{(name.Length * 7 % 4) + 1} {output} {input}" />""");

    private static void AddMany(StringBuilder nodes, string name, string prefix, string glob = "") => nodes.AppendLine(
        $"""<Node Include="{name}" Inputs="src/s1.txt;many.sh" Outputs="{prefix}{glob}" Command="sh many.sh {prefix} src/s1.txt" />""");

    private void Source(string path, string text)
    {
        if (!_workspace.Has(path) || File.ReadAllText(_workspace.PathOf(path)) != text)
            _workspace.File(path, text);
    }
}
