using TaskGraph.Model.Text;

namespace TaskGraph.Model.Tests.Text;

/// <summary>Nodes with names, tags and neighbours, and nothing else.</summary>
internal sealed class FakeNodes : ISelectable
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<int[]> _before = [];
    private readonly List<List<int>> _after = [];
    private readonly List<string[]> _tags = [];

    public int Count => _names.Count;

    public FakeNodes Add(string name, params string[] dependsOn)
    {
        _numbers[name] = _names.Count;
        _before.Add([.. dependsOn.Select(other => _numbers[other])]);
        foreach (string other in dependsOn)
            _after[_numbers[other]].Add(_names.Count);
        _names.Add(name);
        _after.Add([]);
        _tags.Add([]);
        return this;
    }

    public FakeNodes Tag(string name, params string[] tags)
    {
        _tags[_numbers[name]] = tags;
        return this;
    }

    public string NameOf(int node) => _names[node];

    public int Find(string name) => _numbers.GetValueOrDefault(name, -1);

    public IReadOnlyList<string> TagsOf(int node) => _tags[node];

    public ReadOnlySpan<int> DependenciesOf(int node) => _before[node];

    public ReadOnlySpan<int> DependantsOf(int node) => _after[node].ToArray();
}
