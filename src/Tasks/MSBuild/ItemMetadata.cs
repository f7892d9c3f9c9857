using System.Collections;
using Microsoft.Build.Framework;
using TaskGraph.Model;

namespace TaskGraph.MSBuild;

/// <summary>What an item says of itself, and what the item definitions say of it.</summary>
internal static class ItemMetadata
{
    /// <summary>Where an item is declared that is no Node.</summary>
    public static ItemSource SourceOf(ITaskItem item, string type, GraphTask task)
    {
        string file = item.GetMetadata("DefiningProjectFullPath");
        return new ItemSource(file.Length > 0 ? file : task.ProjectFile, type, item.ItemSpec);
    }

    /// <summary>Names and MSBuild-escaped values, without MSBuild's own metadata.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(ITaskItem2 item)
    {
        var all = new List<KeyValuePair<string, string>>();
        AddTo(all, item);
        return all;
    }

    /// <summary>Adds the same to a list, in the order in which MSBuild has them.</summary>
    public static void AddTo(List<KeyValuePair<string, string>> all, ITaskItem2 item)
    {
        IDictionary entries = item.CloneCustomMetadataEscaped();
        if (entries is IEnumerable<KeyValuePair<string, string>> pairs)
        {
            foreach ((string name, string value) in pairs)
                all.Add(new(name, Filled(item, name, value)));
            return;
        }

        foreach (DictionaryEntry entry in entries)
            all.Add(new((string)entry.Key, Filled(item, (string)entry.Key, (string)entry.Value!)));
    }

    // All at once is far cheaper than one by one, but MSBuild fills in '%(Filename)' of a definition only when asked for the one.
    private static string Filled(ITaskItem2 item, string name, string value) => value.Contains("%(", StringComparison.Ordinal) ? item.GetMetadataValueEscaped(name) : value;
}
