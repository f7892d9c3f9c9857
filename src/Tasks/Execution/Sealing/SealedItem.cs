namespace TaskGraph.Execution.Sealing;

/// <summary>Something that a build hands on: a name and what is said of it, as MSBuild writes them.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Metadata">Names and values.</param>
public readonly record struct SealedItem(string Name, IReadOnlyList<KeyValuePair<string, string>> Metadata);
