using TaskGraph.Execution.Storage;

namespace TaskGraph.Execution.UpToDate;

/// <summary>What a node ever added, as far as the journal knows: by its successes of all declarations, and in runs that are not known to have succeeded.</summary>
public static class Added
{
    /// <summary>The names, some more than once; without what these added themselves.</summary>
    public static IEnumerable<string> By(Journal journal, string name) =>
        journal.Find(name).SelectMany(record => record.Children).Select(child => child.Name).Concat(journal.LooseChildren(name).Select(LooseChild.NameOf));
}
