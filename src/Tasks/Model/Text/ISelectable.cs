namespace TaskGraph.Model.Text;

/// <summary>What a selection is evaluated over: nodes with dense numbers, their names, tags and neighbours.</summary>
public interface ISelectable
{
    /// <summary>How many nodes there are; numbers run from 0 to this less one.</summary>
    int Count { get; }

    /// <summary>The name of a node.</summary>
    string NameOf(int node);

    /// <summary>The number of the node with exactly this name, or -1.</summary>
    int Find(string name);

    /// <summary>The tags of a node.</summary>
    IReadOnlyList<string> TagsOf(int node);

    /// <summary>The nodes that a node directly depends on.</summary>
    ReadOnlySpan<int> DependenciesOf(int node);

    /// <summary>The nodes that directly depend on a node.</summary>
    ReadOnlySpan<int> DependantsOf(int node);
}
