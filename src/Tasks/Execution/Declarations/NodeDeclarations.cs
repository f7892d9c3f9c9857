using TaskGraph.Execution.Growth;
using TaskGraph.Execution.Secrets;
using TaskGraph.Model;

namespace TaskGraph.Execution.Declarations;

/// <summary>Makes nodes while a build runs: of what running nodes send, and of the lists that nodes write.</summary>
public sealed class NodeDeclarations : INodeParser
{
    private readonly NodeReader _reader;
    private readonly MapExpander _maps;
    private readonly Func<Problem, (string Code, string Text)> _describe;
    private readonly IWorkflows? _workflows;
    private readonly Action<Node, List<Problem>>? _check;
    private readonly SecretValues? _secrets;
    private readonly List<Problem> _problems = [];

    /// <summary>Creates it for a project.</summary>
    /// <param name="projectFolder">Absolute, '/' between segments, none at the end.</param>
    /// <param name="ignoreCase">Whether the file system ignores case.</param>
    /// <param name="anchored">See <see cref="CanonicalPath"/>.</param>
    /// <param name="find">Finds the files that a glob matches.</param>
    /// <param name="describe">Code and words of a problem.</param>
    /// <param name="workflows">Knows the nodes of workflows; null if no node can be one.</param>
    /// <param name="check">Reports what only the project can tell of a node; null if there is nothing.</param>
    /// <param name="secrets">What must not stand in the text by which a node is remembered.</param>
    public NodeDeclarations(
        string projectFolder, bool ignoreCase, int anchored, Func<string, IEnumerable<string>> find, Func<Problem, (string Code, string Text)> describe,
        IWorkflows? workflows = null, Action<Node, List<Problem>>? check = null, SecretValues? secrets = null)
    {
        _secrets = secrets;
        _workflows = workflows;
        _check = check;
        _reader = new NodeReader(projectFolder, ignoreCase, _problems, anchored);
        _maps = new MapExpander(_reader, find, _problems);
        _describe = describe;
    }

    /// <summary>How many items of a list are worth reading.</summary>
    public int MaxNodes { get; init; } = 1_000_000;

    /// <inheritdoc/>
    public IReadOnlyList<Node> Parse(ReadOnlySpan<byte> json, Node parent, List<Problem> problems)
    {
        _problems.Clear();
        Node? node = null;
        if (NodeObject.Read(json, out NodeObject found, out _) is { } fault)
        {
            problems.Add(new Problem(ProblemKind.ClientGarbage, parent, parent.Name) { Detail = $"{fault}. The node object begins: {Shortened(json)}" });
        }
        else if (_reader.BeginSent(found.Name, parent, found.Item, backslashSeparates: OperatingSystem.IsWindows()))
        {
            node = found.Complete(_reader);
            foreach (string key in found.UnknownKeys)
                _problems.Add(new Problem(ProblemKind.UnknownKey, node, key) { Detail = NodeObject.NearestKey(key) });
            _check?.Invoke(node, _problems);
            node.Declaration = Remembered(json);
        }

        List<Node> nodes = node is null ? [] : [node];
        if (node is { Workflow: not null } && _workflows is not null)
            nodes = _workflows.Expand(nodes, _problems);
        if (node is { Map.Items: not null })
            nodes = _maps.Expand(nodes);
        problems.AddRange(_problems);
        return nodes;
    }

    /// <inheritdoc/>
    public (string Code, string Text) Describe(Problem problem) => _describe(problem);

    /// <summary>The instances of a map whose list a node wrote.</summary>
    /// <param name="map">The map.</param>
    /// <param name="list">What the list file has in it.</param>
    /// <param name="problems">Takes what is wrong; then there are none.</param>
    public List<Node> Instances(Node map, ReadOnlySpan<byte> list, List<Problem> problems)
    {
        _problems.Clear();
        var items = new List<NodeItem>();
        List<Node> instances = [];
        if (ItemList.Read(list, items, MaxNodes) is { } fault)
            _problems.Add(new Problem(ProblemKind.ListSyntax, map, map.Map!.ListFile!) { Detail = fault });
        else if (items.Count > MaxNodes)
            _problems.Add(new Problem(ProblemKind.TooManyNodes, map, $"at least {items.Count}") { Detail = MaxNodes.ToString() });
        else
            instances = _maps.Instantiate(map, items);
        if (_workflows is not null)
            instances = _workflows.Expand(instances, _problems);
        return Checked(instances, problems);
    }

    // A node cannot be made again of a text without its secrets: what is remembered is no declaration any more, so that its parent runs again, and tells it.
    private string Remembered(ReadOnlySpan<byte> json)
    {
        string text = System.Text.Encoding.UTF8.GetString(json);
        return _secrets?.IsIn(text) == true ? SecretValues.Mask + _secrets.Masked(text) : text;
    }

    // A part of a secret is not masked: the whole goes first.
    private string Shortened(ReadOnlySpan<byte> json) =>
        NodeObject.Shorten(_secrets is { Any: true } ? System.Text.Encoding.UTF8.GetBytes(_secrets.Masked(System.Text.Encoding.UTF8.GetString(json))) : json);

    // What is wrong with one is wrong with most of them.
    private List<Node> Checked(List<Node> instances, List<Problem> problems)
    {
        for (int i = 0; i < instances.Count && _problems.TrueForAll(problem => problem.IsWarning); i++)
            _check?.Invoke(instances[i], _problems);
        problems.AddRange(_problems);
        return instances;
    }
}
