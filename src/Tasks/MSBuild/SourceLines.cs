using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>A place in a file; line and column from 1, 0 where they are not known.</summary>
internal readonly record struct SourcePosition(string File, int Line, int Column);

/// <summary>
/// Where nodes are declared. MSBuild's items carry no line, so that the XML of the project that defines a node is read, only when there is something to
/// report, and once for all that one task reports. Not thread-safe.
/// </summary>
internal sealed class SourceLines
{
    private readonly Dictionary<string, DeclaringFile> _files = [];

    /// <summary>The position of the Node element whose Include makes this name; only the file, if no element can be told to.</summary>
    /// <param name="node">The node.</param>
    /// <param name="time">Which of several elements of that name is meant, from 1.</param>
    public SourcePosition Find(Node node, int time = 1) => node.Source.Line > 0
        ? new SourcePosition(node.Source.File, node.Source.Line, 1)
        : Declaring(node.Source.File, "Node").Find((node.Origin ?? node).LocalName, time, node.Command ?? node.Script ?? node.Workflow ?? "");

    /// <summary>The position of an element of this item type whose Include makes this identity.</summary>
    public SourcePosition Find(string file, string itemType, string identity) => Declaring(file, itemType).Find(identity, 1);

    private DeclaringFile Declaring(string file, string itemType)
    {
        string key = itemType + " " + file;
        if (!_files.TryGetValue(key, out DeclaringFile? declaring))
            _files.Add(key, declaring = DeclaringFile.Read(file, itemType));
        return declaring;
    }
}
