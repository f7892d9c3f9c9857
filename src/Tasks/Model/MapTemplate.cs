namespace TaskGraph.Model;

/// <summary>What the instances of a map are made from: the map's metadata as they were declared.</summary>
/// <param name="Metadata">Names and values, without the list that the map goes over.</param>
/// <param name="BackslashSeparates">Whether '\\' separates the segments of its paths.</param>
public sealed record MapTemplate(IReadOnlyList<KeyValuePair<string, MetadataValue>> Metadata, bool BackslashSeparates)
{
    /// <summary>Items that are known from the start, or globs over files; null if a node writes the list.</summary>
    public IReadOnlyList<string>? Items { get; init; }

    /// <summary>The file that the list is in, canonical; null if the items are known from the start.</summary>
    public string? ListFile { get; init; }
}
