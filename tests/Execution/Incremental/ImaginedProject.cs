using TaskGraph.Model;

namespace TaskGraph.Execution.Tests.Incremental;

/// <summary>A node of an imagined project; what it does is a pure function of its command and of the contents it reads.</summary>
internal sealed class ImaginedNode
{
    public required string Name { get; init; }

    public int Command { get; set; }

    public bool Fails { get; set; }

    /// <summary>How many different contents it can make: with few, a change of its inputs often ends with it.</summary>
    public int Variety { get; init; } = 1_000_000;

    public List<string> Inputs { get; } = [];

    public List<string> DependsOn { get; } = [];

    public List<string> Outputs { get; } = [];

    /// <summary>What a node without outputs writes that nobody knows of.</summary>
    public string Effect => $"effect/{Name}";

    /// <summary>Whether it also reads a source that only its dep file names.</summary>
    public bool HasDepFile { get; init; }

    /// <summary>Whether it goes by clocks.</summary>
    public bool Timestamp { get; init; }
}

/// <summary>A project and its sources, made from a seed and then edited at random.</summary>
internal sealed class ImaginedProject
{
    private readonly Random _random;

    /// <param name="random">Decides all.</param>
    /// <param name="bare">How many nodes there are that declare no outputs.</param>
    public ImaginedProject(Random random, int bare = 0)
    {
        _random = random;
        int sources = random.Next(2, 6);
        for (int i = 0; i < sources; i++)
            Sources[$"src/s{i}.txt"] = Text();
        for (int i = 0; i < 3; i++)
            Sources[$"hidden/h{i}"] = Text();
        int count = random.Next(1, 12);
        for (int i = 0; i < count; i++)
            Nodes.Add(MakeNode(i));
        for (int i = 0; i < bare; i++)
            Nodes.Add(MakeBare(i));
    }

    public Dictionary<string, string> Sources { get; } = [];

    public List<ImaginedNode> Nodes { get; } = [];

    public List<Node> Declare(List<Problem> problems)
    {
        var reader = new NodeReader("/project", false, problems);
        var nodes = new List<Node>();
        foreach (ImaginedNode node in Nodes)
        {
            reader.Begin(node.Name, new NodeSource("flow.proj", 0), false);
            reader.Set("Command", MetadataValue.Plain($"make {node.Command} {node.Fails}"));
            reader.Set("Inputs", MetadataValue.List([.. node.Inputs]));
            reader.Set("DependsOn", MetadataValue.List([.. node.DependsOn]));
            reader.Set("Outputs", MetadataValue.List([.. node.Outputs]));
            if (node.HasDepFile)
                reader.Set("DepFile", MetadataValue.Plain($"dep/{node.Name}.d"));
            if (node.Timestamp)
                reader.Set("UpToDateCheck", MetadataValue.Plain("Timestamp"));
            nodes.Add(reader.End());
        }

        return nodes;
    }

    /// <summary>One random edit of sources or declarations; returns what was done. Edits of what nodes made are the caller's.</summary>
    public string Edit()
    {
        ImaginedNode node = Nodes[_random.Next(Nodes.Count)];
        string source = Sources.Keys.ElementAt(_random.Next(Sources.Count));
        switch (_random.Next(8))
        {
            case 0:
            case 1:
                Sources[source] = Text();
                return $"content of {source}";
            case 2:
                node.Command++;
                return $"command of {node.Name}";
            case 3:
                if (!node.Inputs.Remove(source))
                    node.Inputs.Add(source);
                return $"input {source} of {node.Name}";
            case 4:
                int index = Nodes.IndexOf(node);
                if (index > 0)
                    Toggle(node.DependsOn, Nodes[_random.Next(index)].Name);
                return $"edge of {node.Name}";
            case 5:
                int output = node.Outputs.FindIndex(path => !path.EndsWith('/') && !path.Contains('*', StringComparison.Ordinal));
                if (output >= 0)
                    Rename(node, output, node.Outputs[output].Contains("_b", StringComparison.Ordinal) ? $"out/{node.Name}.txt" : $"out/{node.Name}_b.txt");
                return $"output's name of {node.Name}";
            case 6:
                node.Fails = _random.Next(2) == 0;
                return $"{node.Name} {(node.Fails ? "fails" : "succeeds")}";
            default:
                string added = $"src/s{_random.Next(8)}.txt";
                Sources[added] = Text();
                return $"source {added} is there";
        }
    }

    private ImaginedNode MakeNode(int i)
    {
        var node = new ImaginedNode { Name = $"n{i}", HasDepFile = _random.Next(4) == 0, Variety = _random.Next(3) == 0 ? 2 : 1_000_000 };
        node.Outputs.Add(_random.Next(4) switch { 0 => $"tree/{node.Name}/", 1 => $"glob/{node.Name}-*.txt", _ => $"out/{node.Name}.txt" });
        foreach (string source in Sources.Keys.Where(path => path.StartsWith("src/", StringComparison.Ordinal)))
        {
            if (_random.Next(3) == 0)
                node.Inputs.Add(source);
        }

        if (_random.Next(5) == 0)
            node.Inputs.Add("src/*.txt");
        for (int other = 0; other < i; other++)
        {
            int draw = _random.Next(8);
            if (draw == 0)
                node.DependsOn.Add($"n{other}");
            else if (draw == 1)
                node.Inputs.AddRange(Nodes[other].Outputs.Where(path => !node.Inputs.Contains(path)));
        }

        return node;
    }

    private ImaginedNode MakeBare(int i)
    {
        var node = new ImaginedNode { Name = $"bare{i}", Inputs = { $"src/s{_random.Next(2)}.txt" } };
        int before = _random.Next(Nodes.Count * 2);
        if (before < Nodes.Count)
            node.DependsOn.Add(Nodes[before].Name);
        return node;
    }

    // Who reads it reads it under its new name: a file that no node declares any more stays where it is, and is a source.
    private void Rename(ImaginedNode node, int output, string name)
    {
        foreach (ImaginedNode reader in Nodes)
        {
            int index = reader.Inputs.IndexOf(node.Outputs[output]);
            if (index >= 0)
                reader.Inputs[index] = name;
        }

        node.Outputs[output] = name;
    }

    private static void Toggle(List<string> list, string entry)
    {
        if (!list.Remove(entry))
            list.Add(entry);
    }

    private string Text() => _random.Next(50).ToString();
}
