using System.Text;

namespace TaskGraph.Model;

/// <summary>What the instances of a map are made from: the map's metadata as they were declared.</summary>
/// <param name="Metadata">Names and values, without the list that the map goes over.</param>
/// <param name="BackslashSeparates">Whether '\\' separates the segments of its paths.</param>
public sealed record MapTemplate(IReadOnlyList<KeyValuePair<string, MetadataValue>> Metadata, bool BackslashSeparates)
{
    /// <summary>Items that are known from the start, or globs over files; null if a node writes the list.</summary>
    public IReadOnlyList<string>? Items { get; init; }

    /// <summary>The glob that matches a path for any item: what a placeholder stands for has no '/' in it, mostly.</summary>
    public static string GlobOf(string path)
    {
        var glob = new StringBuilder(path.Length);
        int lastClose = path.LastIndexOf('}');
        for (int i = 0; i < path.Length; i++)
        {
            int end = path[i] == '{' && i < lastClose ? path.IndexOf('}', i) : -1;
            glob.Append(end < 0 ? path[i] : '*');
            i = Math.Max(i, end);
        }

        return glob.ToString();
    }

    /// <summary>Globs, canonical, that match what instances declare as outputs, where the items are not known from the start.</summary>
    public string[] Outputs { get; init; } = [];

    /// <summary>The file that the list is in, canonical; null if the items are known from the start.</summary>
    public string? ListFile { get; init; }
}
